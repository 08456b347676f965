import Bridge
import Kernel
import Platform
import Testing

@Suite("A system that cannot be used")
struct DeadLetterTests {
    @Test("a broken set-up makes a dead letter, and its replay after the repair exactly one order")
    func brokenSetUp() async throws {
        let company = try await ScenarioCompany()
        company.erpLine.onWrites = .configuration("the ERP's password has expired")
        let quote = try company.sales.win(try company.sales.account().id, [("SEAL-10", 4)])
        try await company.quiet()
        let dead = try #require(try company.deliveries("quote-to-order", .dead).first)
        let reason = try #require(try company.reasons("quote-to-order", .dead).first)
        #expect(reason.code == .connectorSetUp)
        #expect(reason.message == "the ERP's password has expired")
        #expect(reason.fixedBy == "integration admin")
        let calls = company.erpLine.refusedWrites
        try await company.quiet(afterSeconds: 3_600)
        #expect(company.erpLine.refusedWrites == calls)

        company.erpLine.onWrites = nil
        let replay = ReplayDelivery(delivery: dead.id)
        #expect(throws: Refusal.self) { try company.suite.bridge.run(replay, by: .seller) }
        try company.suite.bridge.run(replay, by: .integrationAdmin)
        try await company.quiet()
        let twice = #expect(throws: Refusal.self) { try company.suite.bridge.run(replay, by: .integrationAdmin) }
        #expect(twice?.code == .wrongState)
        try await company.quiet(afterSeconds: 600)
        #expect(try company.office.orders().count == 1)
        #expect(try company.sales.quote(quote).orderNumber == company.office.orders().first?.number)
        #expect(try company.deliveries("quote-to-order", .dead).isEmpty)
    }

    @Test("a passing fault is tried again, each time later, until it passes")
    func passingFault() async throws {
        let company = try await ScenarioCompany()
        company.erpLine.onWrites = .transient("the ERP is not reached", retryAfterSeconds: nil)
        _ = try company.sales.win(try company.sales.account().id, [("SEAL-10", 4)])
        var waits: [Int64] = []
        for _ in 0..<4 {
            try await company.quiet()
            let waiting = try #require(try company.deliveries("quote-to-order", .retry).first)
            let until = try #require(waiting.notBefore)
            waits.append((until.microseconds - company.simulated.now.microseconds) / 1_000_000 + 1)
            company.simulated.advance(seconds: Int(waits.last ?? 0))
        }
        #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 < $1 })
        #expect(try company.office.orders().isEmpty)
        company.erpLine.onWrites = nil
        try await company.quiet(afterSeconds: 60)
        #expect(try company.office.orders().count == 1)
        #expect(try company.deliveries("quote-to-order", .retry).isEmpty)
    }

    @Test("the system's own wish to wait is obeyed")
    func askedToWait() async throws {
        let company = try await ScenarioCompany()
        company.erpLine.onWrites = .transient("too many requests", retryAfterSeconds: 120)
        _ = try company.sales.win(try company.sales.account().id, [("SEAL-10", 4)])
        try await company.quiet()
        company.erpLine.onWrites = nil
        try await company.quiet(afterSeconds: 100)
        #expect(try company.office.orders().isEmpty)
        try await company.quiet(afterSeconds: 30)
        #expect(try company.office.orders().count == 1)
    }

    @Test("what failed twenty times becomes a dead letter")
    func twentyFailures() async throws {
        let company = try await ScenarioCompany()
        company.erpLine.onWrites = .transient("the ERP is not reached", retryAfterSeconds: nil)
        _ = try company.sales.win(try company.sales.account().id, [("SEAL-10", 4)])
        try await company.quiet()
        for _ in 0..<40 where try company.deliveries("quote-to-order", .dead).isEmpty {
            try await company.quiet(afterSeconds: 301)
        }
        let dead = try #require(try company.deliveries("quote-to-order", .dead).first)
        #expect(dead.attempts == Delivery.maximumAttempts)
        #expect(company.erpLine.refusedWrites == Delivery.maximumAttempts)
        let reason = try #require(try company.reasons("quote-to-order", .dead).first)
        #expect(reason.code == .systemNotReached)
        #expect(reason.message.contains("is not reached"))
        company.erpLine.onWrites = nil
        try company.suite.bridge.run(ReplayDelivery(delivery: dead.id), by: .integrationAdmin)
        try await company.quiet()
        #expect(try company.office.orders().count == 1)
    }
}
