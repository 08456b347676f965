import Bridge
import CRM
import ERP
import Foundation
import HTTPTypes
import Identity
import Kernel
import Logging
import Outbound
import Platform
import RouterRig
import Serving
import StoreSQLite
import Suite
import Synchronization
import Testing

@testable import API

/// What those who keep the server running see of it.
@Suite("Operations")
struct OperationTests {
    private func client(_ company: APICompany, _ operations: Operations) throws -> APIClient {
        let server = CompanyServer(company.company, operations: operations) { $0.addAPI(of: company.company) }
        return APIClient(rig: RouterRig(try server.router().buildResponder()), company: company)
    }

    @Test("one trace id is found on every hop: request, command, feed, delivery, the other system's command, webhook")
    func trace() async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let company = try APICompany(recipes: try RecipeFolder.load(root + "/Recipes").recipes)
        let suite = company.suite
        try suite.erp.run(SetUpCompany(name: "Waitematā Pumps Ltd", country: "NZ", currency: .nzd), by: .system)
        try company.hire("sam", [.integrationAdmin])
        try company.hire("ota", [.operations])
        let api = try client(company, Operations())
        let hook = try await api.post(
            "/api/bridge/webhook-subscriptions", #"{"url":"https://hooks.example/in","objects":"erp.Item"}"#,
            as: "sam")
        #expect(hook.status == 201, "\(hook.text)")
        let runner = WebhookRunner(company.company, outbound: Outbound())
        try await runner.turn()
        try await suite.engine.runUntilQuiet()

        let id = "4bf92f3577b34da6a3ce929d0e0e4736"
        let made = try await api.post(
            "/api/erp/items", #"{"code":"PMP-200","name":"Bilge pump 200"}"#, as: "ota",
            ["traceparent": "00-\(id)-00f067aa0ba902b7-01"])
        #expect(made.status == 201, "\(made.text)")
        let answer = made.headers[try #require(HTTPField.Name("traceresponse"))] ?? ""
        #expect(answer.hasPrefix("00-\(id)-") && !answer.contains("00f067aa0ba902b7"), "\(answer)")
        try await suite.engine.runUntilQuiet()
        try await runner.turn()

        let journey = try CauseJourney(of: id, in: suite)
        func found(_ system: String, _ kind: String, _ words: String) -> Bool {
            journey.hops.contains { $0.system == system && $0.kind == kind && $0.words.contains(words) }
        }
        #expect(found("erp", "command", "item.create by ota"), "\(journey.text)")
        #expect(found("erp", "event", "ItemCreated Item"), "\(journey.text)")
        #expect(found("bridge", "delivery", "item from right"), "\(journey.text)")
        #expect(found("crm", "command", "by bridge"), "\(journey.text)")
        #expect(found("bridge", "webhook", "Item"), "\(journey.text)")
        let message = try #require(
            try suite.bridge.store.read { try $0.all(Select<WebhookDelivery>()) }.first)
        let header = runner.trace(of: message)
        #expect(header.first?.0 == "traceparent" && header.first?.1.hasPrefix("00-\(id)-") == true)
    }

    @Test("what is no traceparent is ignored, and a new trace is begun")
    func badTraces() async throws {
        let company = try APICompany()
        let api = try client(company, Operations())
        let zeros = String(repeating: "0", count: 32)
        let bad = [
            "", "00", "00-\(zeros)-00f067aa0ba902b7-01", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e473'-00f067aa0ba902b7-01",
        ]
        let name = try #require(HTTPField.Name("traceresponse"))
        var seen: Set<String> = []
        for text in bad {
            let answer = try await api.get("/health", as: nil, ["traceparent": text]).headers[name] ?? ""
            let trace = try #require(TraceContext(traceparent: answer), "\(text) → \(answer)")
            #expect(!text.contains(trace.trace))
            seen.insert(trace.trace)
        }
        #expect(seen.count == bad.count)
        let newer = "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
        #expect(TraceContext(traceparent: newer)?.trace == "4bf92f3577b34da6a3ce929d0e0e4736")
    }

    @Test("metrics are told to who has the token, and to nobody else from afar")
    func metrics() async throws {
        let company = try APICompany()
        try company.hire("mere", [.sales])
        let api = try client(company, Operations(metricsToken: "measure-me"))
        #expect(try await api.get("/metrics", as: nil).status == 403)
        #expect(try await api.get("/metrics", as: "mere").status == 403)
        #expect(try await api.get("/metrics", as: nil, ["authorization": "Bearer measure-m"]).status == 403)
        #expect(try await api.post("/api/crm/accounts", #"{"name":"Harbour Marine"}"#).status == 201)
        _ = try await api.get("/api/crm/nothing")
        let answer = try await api.get("/metrics", as: nil, ["authorization": "Bearer measure-me"])
        #expect(answer.status == 200 && answer.type.hasPrefix("text/plain; version=0.0.4"))
        let lines = answer.text.split(separator: "\n").map(String.init)
        func value(_ sample: String) -> Int? {
            lines.first { $0.hasPrefix(sample + " ") }.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
        }
        #expect(value(#"tandem_http_requests_total{class="api-crm",status="201"}"#) == 1)
        #expect(value(#"tandem_http_requests_total{class="api-crm",status="404"}"#) == 1)
        #expect(value(#"tandem_http_requests_total{class="operations",status="403"}"#) == 3)
        #expect((value(#"tandem_database_commit_seconds_count{database="crm"}"#) ?? 0) > 1)
        #expect(value(#"tandem_bridge_deliveries{state="dead"}"#) == 0)
        #expect(value("tandem_http_requests_under_way") == 1)
        // Every sample belongs to a family that was announced, and every histogram's last bucket is its count.
        var kinds: [String: String] = [:]
        for line in lines where line.hasPrefix("# TYPE ") {
            let words = line.split(separator: " ").map(String.init)
            #expect(kinds.updateValue(words[3], forKey: words[2]) == nil, "\(line) twice")
        }
        for line in lines where !line.hasPrefix("#") {
            let name = String(line.prefix { $0 != "{" && $0 != " " })
            let family = ["_bucket", "_sum", "_count"].reduce(name) { name, end in
                name.hasSuffix(end) ? String(name.dropLast(end.count)) : name
            }
            #expect(kinds[name] != nil || kinds[family] == "histogram", "\(line)")
            if kinds[name] == "counter" { #expect(name.hasSuffix("_total"), "\(name)") }
        }
        #expect(
            value(#"tandem_http_request_seconds_bucket{class="api-crm",le="+Inf"}"#)
                == value(#"tandem_http_request_seconds_count{class="api-crm"}"#))
    }

    @Test("ready says which node it is")
    func ready() async throws {
        let api = try client(try APICompany(), Operations())
        let answer = try await api.get("/ready", as: nil)
        #expect(answer.status == 200 && answer["status"]?.string == "ready" && answer["node"]?.string == "alone")
    }

    @Test("the log has one object a line, the trace of what was asked, and no secret of it")
    func log() async throws {
        let lines = Mutex<[String]>([])
        let handler = JSONLogHandler(
            label: "test", node: "web-1", now: { Instant(microseconds: 0) },
            write: { line in lines.withLock { $0.append(line) } })
        var logger = Logger(label: "test", factory: { _ in handler })
        logger[metadataKey: "trace"] = "abc"
        logger.info("two\nlines and a \"quote\"", metadata: ["status": "200"])
        logger.debug("too small")
        let told = lines.withLock { $0 }
        #expect(told.count == 1)
        let line = try #require(told.first)
        #expect(line.hasSuffix("\n") && line.dropLast().contains("\n") == false)
        let json = try JSON(parsing: line)
        #expect(json["message"]?.string == "two\nlines and a \"quote\"")
        #expect(json["level"]?.string == "info" && json["node"]?.string == "web-1" && json["status"]?.string == "200")
        #expect(json["trace"]?.string == "abc" && json["time"]?.string == "1970-01-01T00:00:00.000000Z")
    }

    @Test("roles and sessions changed by another node count here within a second")
    func otherNodes() async throws {
        let folder = NSTemporaryDirectory() + "tandem-nodes-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let suites = try ["one", "two"].map {
            try Suite.open(home: folder, recipes: [], zone: "Pacific/Auckland", country: "NZ", node: $0)
        }
        let (here, there) = (suites[0], suites[1])
        let company = Serving.Company(here)
        let keeper = NodeKeeper(here)
        try keeper.listen()
        let user = try there.bridge.run(CreateUser(signInName: "mere", name: "Mere", roles: [.sales]), by: .system)
        let secret = BearerSecret.apiToken(there.bridge.world)
        let mere = Actor(id: "mere", name: "Mere", roles: [.sales, .person])
        let token = try there.bridge.run(
            CreateAPIToken(user, name: "test", tokenHash: secret.hash, scopes: "read"), by: mere)
        #expect(try company.sessions.person(token: secret) != nil)
        #expect(!here.crm.access.allows(mere, "quote.approve"))

        try there.bridge.run(RevokeAPIToken(token), by: mere)
        let role = try #require(
            try there.bridge.store.read { try $0.all(Select<RoleDefinition>().where(\.name, .equal, "sales")) }.first)
        try there.bridge.run(
            AddRoleRight(RoleRight("crm", .command, "quote.approve", .all), to: role.id), by: .system)
        #expect(there.crm.access.allows(mere, "quote.approve"))
        try keeper.listen()
        #expect(try company.sessions.person(token: secret) == nil)
        #expect(here.crm.access.allows(mere, "quote.approve"))
    }
}
