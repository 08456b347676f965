import Bridge
import CRM
import ERP
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore
import NIOEmbedded
import Platform
import Serving
import Suite
import Synchronization
import Testing

@testable import Web

@Suite("What the bridge does reaches open pages")
struct LiveTests {
    /// A browser's open line; hangs up when it has heard what it waits for.
    private final class Line: ResponseBodyWriter, Sendable {
        struct HungUp: Error {}
        private let text = Mutex("")
        private let awaited: [String]
        init(_ awaited: [String]) { self.awaited = awaited }
        var heard: String { text.withLock { $0 } }

        func write(_ buffer: ByteBuffer) async throws {
            let all = text.withLock { text -> String in
                text += String(buffer: buffer)
                return text
            }
            if awaited.allSatisfy(all.contains) { throw HungUp() }
        }
        func finish(_ trailers: HTTPFields?) async throws {}
    }

    private func listen(_ company: Serving.Company, as actor: Actor, for awaited: [String]) async throws -> Line {
        let router = CompanyRouter(context: CompanyContext.self)
        router.add(middleware: SignedIn(actor: actor))
        try router.addPages(of: company)
        var logger = Logger(label: "line", factory: { _ in SwiftLogNoOpLogHandler() })
        logger[metadataKey: "hb.request.id"] = "line"
        let request = Request(
            head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/live"),
            body: RequestBody(buffer: ByteBuffer()))
        let responder = router.buildResponder()
        let response = try await responder.respond(
            to: request,
            context: CompanyContext(
                source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger)))
        let line = Line(awaited)
        Task {
            try? await response.body.write(line)
            // The routes hold who listens to the company.
            withExtendedLifetime(responder) {}
        }
        return line
    }

    private func within(seconds: Int, _ isTrue: () -> Bool) async throws -> Bool {
        for _ in 0..<seconds * 100 {
            if isTrue() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return isTrue()
    }

    @Test func aTurnOfTheBridgeIsToldWithoutAnyCommandOfThatDatabase() async throws {
        let pages = try await PagesCompany()
        let company = Serving.Company(pages.suite)
        let line = try await listen(company, as: .integrationAdmin, for: ["data: bridge"])
        let runner = BridgeRunner(pages.suite, onTurn: { _ in company.bridgeTurned() })
        runner.start()
        var update = UpdateAccount(pages.harbour)
        update.fields[\.phone] = "+6493021180"
        try pages.suite.crm.run(update, by: .seller)
        #expect(try await within(seconds: 5) { line.heard.contains("data: bridge") })
        await runner.stop()
        // The ERP's copy is there, and the delivery is in the ledger that the event sends the pages to.
        #expect(try pages.first(Select<Customer>(), from: pages.suite.erp).phone == "+6493021180")
    }

    @Test func aChangeOfTheERPReachesTheCRMsPagesByItsWayThroughTheBridge() async throws {
        let pages = try await PagesCompany()
        let company = Serving.Company(pages.suite)
        let runner = BridgeRunner(pages.suite, onTurn: { _ in company.bridgeTurned() })
        runner.start()
        _ = try pages.quote([("SEAL-10", 3)])
        // Sales may not read the ERP's customers: what is told is the CRM's account, changed by the bridge.
        let line = try await listen(company, as: .seller, for: ["crm.Account"])
        let customer = try pages.first(Select<Customer>(), from: pages.suite.erp)
        try pages.suite.erp.run(
            SetCreditLimit(customer: customer.id, limit: Money(minorUnits: 123_400, currency: .nzd)), by: .clerk)
        #expect(try await within(seconds: 5) { line.heard.contains("crm.Account") })
        #expect(!line.heard.contains("erp.Customer"))
        await runner.stop()
        let account = try pages.load(pages.harbour, from: pages.suite.crm)
        #expect(account.creditLimit.description == "1234.00 NZD")
    }

    @Test func whatTheBridgeWritesHomeIsToldThoughNoFeedAnnouncesIt() async throws {
        let pages = try await PagesCompany()
        let company = Serving.Company(pages.suite)
        let line = try await listen(company, as: .seller, for: ["crm.CustomerOrder"])
        _ = try await pages.win([("SEAL-10", 3)])
        #expect(try await within(seconds: 5) { line.heard.contains("crm.CustomerOrder") })
    }
}
