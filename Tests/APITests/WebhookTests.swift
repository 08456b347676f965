import API
import CRM
import Foundation
import Kernel
import Outbound
import Platform
import Testing

/// Subscribers are told once of what their owner may see, signed, and again until it has arrived.
@Suite("Webhooks")
struct WebhookTests {
    @Test("the signature is that of Standard Webhooks")
    func signature() throws {
        let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = secret.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(WebhookSecret("whsec_short") == nil && WebhookSecret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == nil)
    }

    @Test("attempts grow apart over days, with some chance, and end")
    func delays() {
        for (index, delay) in WebhookRetries.delays.enumerated() {
            for random in [0, UInt64.max / 2, UInt64.max] {
                let wait = WebhookRetries.delay(afterAttempt: index + 1, random: random) ?? 0
                #expect(abs(wait - delay) <= max(1, delay / 5))
            }
        }
        #expect(WebhookRetries.delay(afterAttempt: WebhookRetries.delays.count + 1, random: 1) == nil)
        #expect(WebhookRetries.delays.reduce(0, +) > 3 * 86_400)
    }

    private func subscribe(_ company: APICompany, by name: String, objects: String = "") async throws -> String {
        try await company.open { api in
            let made = try await api.post(
                "/api/bridge/webhook-subscriptions",
                #"{"url":"https://hooks.example/in","objects":"\#(objects)"}"#, as: name)
            #expect(made.status == 201, "\(made.text)")
            return made["answer"]?.string ?? ""
        }
    }

    private func deliveries(_ company: APICompany) throws -> [WebhookDelivery] {
        try company.suite.bridge.store.read { try $0.all(Select<WebhookDelivery>().ordered(by: \.sequence)) }
    }

    @Test("changes are noted once each; a failure waits and is tried again; the key stays the same; days of it end it")
    func retries() async throws {
        let company = try APICompany()
        try company.hire("sam", [.integrationAdmin])
        try company.hire("mere", [.sales])
        let id = try await subscribe(company, by: "sam", objects: "crm.Account")
        // A name that leads nowhere: every attempt fails at once.
        let runner = WebhookRunner(company.company, outbound: Outbound())
        try await runner.turn()
        try await company.open { api in
            _ = try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#)
            _ = try await api.post("/api/crm/leads", #"{"company":"Bluff Oysters","familyName":"Tane"}"#)
        }
        try await runner.turn()
        var all = try deliveries(company)
        #expect(all.count == 1 && all[0].attempts == 1 && all[0].state == .waiting)
        #expect(all[0].payload.contains("Harbour Marine") && all[0].messageID.hasPrefix("msg_"))
        #expect(try await runner.turn() == 0)
        let message = all[0].messageID
        for _ in 0..<12 {
            company.clock.advance(seconds: 2 * 86_400)
            try await runner.turn()
        }
        all = try deliveries(company)
        #expect(all.count == 1 && all[0].messageID == message && all[0].attempts > 1)
        let delivery = all[0].id
        try await company.open { api in
            let subscription = try await api.get("/api/bridge/webhook-subscriptions/\(id)", as: "sam")
            #expect(subscription["state"]?.string == "disabled", "\(subscription.text)")
            #expect(subscription["disabledReason"]?.string?.contains("Nothing has arrived") == true)
            #expect(subscription["secret"] == nil)
            let rotated = try await api.post("/api/bridge/webhook-subscriptions/\(id)/secret-rotation", "{}", as: "sam")
            #expect(rotated["answer"]?.string?.hasPrefix("whsec_") == true, "\(rotated.text)")
            let on = try await api.post("/api/bridge/webhook-subscriptions/\(id)/enablement", "{}", as: "sam")
            #expect(on.status == 200)
            let replayed = try await api.post("/api/bridge/webhook-deliveries/\(delivery)/replay", "{}", as: "sam")
            #expect(replayed.status == 200)
        }
        #expect(try await runner.turn() == 1)
    }

    @Test("an address without TLS, a poor secret and an object without its system are refused, all at once")
    func refusals() async throws {
        let company = try APICompany()
        try company.hire("sam", [.integrationAdmin])
        try await company.open { api in
            let poor = try await api.post(
                "/api/bridge/webhook-subscriptions", #"{"url":"http://hooks.example/in","objects":"Quote"}"#, as: "sam")
            #expect(poor.status == 422 && Set(poor.codes) == ["notHTTPS", "unknownSystem"], "\(poor.text)")
            let secret = try await api.post(
                "/api/bridge/webhook-subscriptions", #"{"url":"https://hooks.example/in","secret":"abc"}"#, as: "sam")
            #expect(secret.status == 422 && secret.codes == ["badSecret"], "\(secret.text)")
            let cursor = try await api.get("/api/crm/accounts?cursor=elsewhere", as: "sam")
            #expect(cursor.codes == ["invalidCursor"], "\(cursor.text)")
        }
        let unknown = #expect(throws: Refusal.self) {
            try company.suite.crm.read(as: .system) { try $0.records(of: "Nothing") }
        }
        #expect(unknown?.code == .unknownObject)
    }
}
