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
import RouterRig
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

    /// One program's routes, to one reader: the pages and their lines.
    private func routes(
        of company: Serving.Company, as actor: Actor
    ) throws -> some HTTPResponder<CompanyContext> {
        let router = CompanyRouter(context: CompanyContext.self)
        router.add(middleware: SignedIn(actor: actor))
        try router.addPages(of: company)
        return router.buildResponder()
    }

    private func listen(_ company: Serving.Company, as actor: Actor, for awaited: [String]) async throws -> Line {
        try await listen(try routes(of: company, as: actor), for: awaited)
    }

    private func listen(
        _ responder: some HTTPResponder<CompanyContext>, since: String? = nil, afterBreak last: String? = nil,
        for awaited: [String]
    ) async throws -> Line {
        let name = try #require(HTTPField.Name("Last-Event-ID"))
        var logger = Logger(label: "line", factory: { _ in SwiftLogNoOpLogHandler() })
        logger[metadataKey: "hb.request.id"] = "line"
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "localhost",
                path: "/live" + (since.map { "?since=" + $0 } ?? ""),
                headerFields: last.map { [name: $0] } ?? [:]),
            body: RequestBody(buffer: ByteBuffer()))
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
        #expect(try await within(seconds: 60) { line.heard.contains("data: bridge") })
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
        #expect(try await within(seconds: 60) { line.heard.contains("crm.Account") })
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
        #expect(try await within(seconds: 60) { line.heard.contains("crm.CustomerOrder") })
    }

    /// The place that a page carries for its line.
    private func place(onPage path: String, of responder: some HTTPResponder<CompanyContext>) async throws -> String {
        let page = String(buffer: try await RouterRig(responder).execute(uri: path, method: .get).body)
        let start = try #require(page.firstRange(of: "data-live-root=\""))
        return String(page[start.upperBound...].prefix { $0 != "\"" })
    }

    /// The last place that a line has named: what a browser says when it comes back.
    private func lastPlace(of line: Line) throws -> String {
        let named = line.heard.split(separator: "\n").last { $0.hasPrefix("id: ") }
        return String(try #require(named).dropFirst(4))
    }

    @Test("what happens between a page's reading and its listening is told first")
    func theGap() async throws {
        let pages = try await PagesCompany()
        let company = Serving.Company(pages.suite)
        let routes = try routes(of: company, as: .seller)
        let page = "/crm/accounts/\(pages.harbour)"
        let read = try await place(onPage: page, of: routes)
        // Nobody listens when these happen, and nothing happens afterwards.
        var update = UpdateAccount(pages.harbour)
        update.fields[\.phone] = "+6493021180"
        try pages.suite.crm.run(update, by: .seller)
        company.bridgeTurned()
        let line = try await listen(routes, since: read, for: ["\n\n", "id: ", "data: "])
        #expect(try await within(seconds: 60) { line.heard.contains("data: ") })
        #expect(line.heard.contains("data: bridge crm.Account\n"), "\(line.heard)")
        // A page that was read since has seen them: there is nothing to tell it but its place.
        let readAnew = try await place(onPage: page, of: routes)
        #expect(readAnew != read)
        let other = try await listen(routes, since: readAnew, for: ["id: "])
        #expect(try await within(seconds: 60) { other.heard.contains("id: ") })
        #expect(other.heard == "retry: 4000\n\nid: \(readAnew)\n\n")
    }

    @Test("what happens while a line is broken is told when it is there again, and nothing twice")
    func theBrokenLine() async throws {
        let pages = try await PagesCompany()
        let company = Serving.Company(pages.suite)
        let routes = try routes(of: company, as: .seller)
        let start = try await place(onPage: "/crm/accounts", of: routes)
        let line = try await listen(routes, since: start, for: ["crm.Quote"])
        _ = try pages.quote([("SEAL-10", 3)])
        #expect(try await within(seconds: 60) { line.heard.contains("crm.Quote") })
        let broken = try lastPlace(of: line)
        var update = UpdateAccount(pages.harbour)
        update.fields[\.phone] = "+6493021180"
        try pages.suite.crm.run(update, by: .seller)
        // The address still says where the page began; the browser's own word counts.
        let again = try await listen(routes, since: start, afterBreak: broken, for: ["crm.Account"])
        #expect(try await within(seconds: 60) { again.heard.contains("crm.Account") })
        #expect(!again.heard.contains("crm.Quote"), "\(again.heard)")
    }

    @Test("who has missed more than is worth naming, or comes from another database, looks at everything")
    func everything() async throws {
        let pages = try await PagesCompany()
        let company = Serving.Company(pages.suite)
        let routes = try routes(of: company, as: .seller)
        let start = try #require(LivePlace(try await place(onPage: "/crm/accounts", of: routes)))
        var restored = start
        restored.crm += 1
        let other = try await listen(routes, since: restored.description, for: ["data: "])
        #expect(try await within(seconds: 60) { other.heard.contains("data: everything\n") }, "\(other.heard)")
        for number in 0..<LiveChanges.longestBite {
            var update = UpdateAccount(pages.harbour)
            update.fields[\.phone] = "+649302\(1000 + number)"
            try pages.suite.crm.run(update, by: .seller)
        }
        let audited = try pages.suite.crm.store.read { try $0.integer("SELECT max(seq) FROM audit") }
        var old = start
        old.crm = Int64(audited - LiveChanges.longestBite)
        let line = try await listen(routes, since: old.description, for: ["data: "])
        #expect(try await within(seconds: 60) { line.heard.contains("everything\n") }, "\(line.heard)")
        old.crm += 1
        let near = try await listen(routes, since: old.description, for: ["data: "])
        #expect(try await within(seconds: 60) { near.heard.contains("data: crm.") }, "\(near.heard)")
        #expect(!near.heard.contains("everything"), "\(near.heard)")
    }

    @Test("a program that has started anew cannot know what the bridge did before, and says so")
    func anotherRun() async throws {
        let pages = try await PagesCompany()
        let before = try routes(of: Serving.Company(pages.suite), as: .seller)
        let read = try await place(onPage: "/crm/accounts", of: before)
        let after = try routes(of: Serving.Company(pages.suite), as: .seller)
        let line = try await listen(after, since: read, for: ["data: "])
        #expect(try await within(seconds: 60) { line.heard.contains("data: bridge\n") }, "\(line.heard)")
        #expect(LivePlace("1-2-3") == nil && LivePlace("1-2-3-x") == nil && LivePlace("") == nil)
        let lost = try await listen(after, since: "nowhere", for: ["id: "])
        #expect(try await within(seconds: 60) { lost.heard.contains("id: ") })
        #expect(!lost.heard.contains("data: "))
    }
}
