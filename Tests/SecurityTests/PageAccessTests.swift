import Foundation
import HTTPTypes
import Kernel
import Platform
import Suite
import Testing

@testable import Documents
@testable import Web

/// Every role on every page, list, export, form and paper: who gets in, and what he is told there.
@Suite("Who sees which page")
struct PageAccessTests {
    private struct Visit: Sendable {
        let route: PageRoute
        let role: Role
        let isIn: Bool
        let wrong: [String]
    }

    @Test("generic pages follow the sheets, every page is let in as agreed, and none tells a hidden value")
    func pages() async throws {
        let company = try await GuardedCompany()
        try company.plant()
        let routes = company.routes.filter { $0.method == .get && !$0.isStream }
        #expect(routes.count > 400)
        let visits = try await withThrowingTaskGroup(of: [Visit].self) { group in
            for role in GuardedCompany.roles {
                group.addTask { try await routes.asyncMap { try await Self.visit($0, role, company) } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let wrong = visits.flatMap(\.wrong)
        #expect(wrong.isEmpty, "\(wrong.count) differ:\n\(wrong.prefix(40).joined(separator: "\n"))")
        try Self.expectGolden(visits, routes)
    }

    private static func visit(_ route: PageRoute, _ role: Role, _ company: GuardedCompany) async throws -> Visit {
        let path = Addresses.filled(route)
        let declared = try declared(route, role, company)
        // A paper that he may have takes a second of another program; its content is asked for below.
        if route.isPrinted, declared == nil || declared == true {
            return Visit(route: route, role: role, isIn: declared ?? false, wrong: [])
        }
        var wrong: [String] = []
        var isIn = false
        let asked =
            [path]
            + (path.hasSuffix("/find") || path == "/search" || path == "/palette.json"
                ? ["qzx", "8", "planted", "Waitemat"].map { "\(path)?q=\($0)" } : [])
        for address in asked {
            let answer = try await company.ask(.get, address, as: role.name)
            if address == path { isIn = answer.isIn }
            if answer.status >= 500 {
                wrong.append("\(address) as \(role.name): \(answer.status)")
            } else if !answer.isIn, ![403, 404, 422].contains(answer.status) {
                wrong.append("\(address) as \(role.name): \(answer.status)")
            }
            if let declared, declared != answer.isIn {
                wrong.append("\(address) as \(role.name): \(answer.status), declared \(declared ? "in" : "out")")
            }
            wrong += try AccessMatrixTests.leaks(answer, role, company).map {
                "\(address) as \(role.name) tells \($0)"
            }
        }
        return Visit(route: route, role: role, isIn: isIn, wrong: wrong)
    }

    /// What the sheets say of a generic page; nil for screens of their own.
    private static func declared(_ route: PageRoute, _ role: Role, _ company: GuardedCompany) throws -> Bool? {
        guard let (system, object, rest) = Addresses.object(of: route), let bus = company.suite.bus(system) else {
            return nil
        }
        let actor = company.actor(role)
        let mayRead = bus.access.scope(actor, reading: object) > .none
        let sees = try AccessMatrixTests.sees(object, role, company, bus)
        switch rest {
        case [], ["csv"], ["find"]: return mayRead
        case [":id"], [":id", "history"]: return sees
        default:
            if route.isPrinted { return sees }
            guard let name = rest.last, rest.dropLast().last == "do", let command = bus.module.command(name) else {
                return nil
            }
            return bus.access.allows(actor, command.permission) && (rest.first != ":id" || sees)
        }
    }

    @Test("papers tell nobody what he does not see")
    func papers() async throws {
        let company = try await GuardedCompany()
        try company.plant()
        let day = CalendarDate(daysSinceEpoch: 20_780)
        var wrong: [String] = []
        for role in GuardedCompany.roles {
            let actor = company.actor(role)
            let head = try company.suite.erp.read(as: .system) { try Letterhead(in: $0) }
            let papers: [Paper?] = [
                try? company.suite.erp.read(as: actor) { try Paper.invoice(ID("planted-Invoice"), in: $0) },
                try? company.suite.erp.read(as: actor) { try Paper.creditMemo(ID("planted-CreditMemo"), in: $0) },
                try? company.suite.erp.read(as: actor) {
                    try Paper.orderConfirmation(ID("planted-SalesOrder"), in: $0)
                },
                try? company.suite.erp.read(as: actor) { try Paper.packingSlip(ID("planted-Shipment"), in: $0) },
                try? company.suite.erp.read(as: actor) {
                    try Paper.statement(ID("planted-Customer"), on: day, in: $0)
                },
                try? company.suite.crm.read(as: actor) { try Paper.quote(ID("planted-Quote"), in: $0, under: head) },
            ]
            for paper in papers.compactMap(\.self) {
                let answer = GuardedCompany.Answer(status: 200, headers: [:], bytes: Array(paper.html.text.utf8))
                wrong += try AccessMatrixTests.leaks(answer, role, company).map {
                    "\(paper.title) as \(role.name) tells \($0)"
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test("forms sent by whoever may not, or may not see the record, change nothing of it")
    func forms() async throws {
        let company = try await GuardedCompany()
        try company.plant()
        var wrong: [String] = []
        for role in GuardedCompany.roles {
            for route in company.routes where route.method == .post {
                let form =
                    "stage=planted-OpportunityStage&decision=yes&note=because&reason=because&chosen=left"
                    + "&delivery=planted-Delivery&theme=dark&name=x"
                let path = Addresses.filled(route)
                let answer = try await company.ask(
                    .post, path, form, as: role.name, type: "application/x-www-form-urlencoded")
                if answer.status >= 500, !path.hasPrefix("/me/") {
                    wrong.append("\(path) as \(role.name): \(answer.status)")
                }
                wrong += try AccessMatrixTests.leaks(answer, role, company).map {
                    "\(path) as \(role.name) tells \($0)"
                }
            }
        }
        wrong += try AccessMatrixTests.changedUnseen(company)
        wrong += try Self.forbiddenDeeds(company)
        #expect(wrong.isEmpty, "\(wrong.count):\n\(wrong.prefix(40).joined(separator: "\n"))")
    }

    /// Commands in the audit trail that their actor's role does not have.
    private static func forbiddenDeeds(_ company: GuardedCompany) throws -> [String] {
        var wrong: [String] = []
        for bus in company.buses {
            for role in GuardedCompany.roles {
                let rows = try bus.store.read { session in
                    try session.rows(
                        "SELECT DISTINCT command FROM audit WHERE actor = ?",
                        [.text(GuardedCompany.name(of: role))], as: [.text])
                }
                for name in rows.map(\.[0].text) {
                    guard let command = bus.module.command(name) else { continue }
                    if !bus.access.allows(company.actor(role), command.permission) {
                        wrong.append("\(role.name) did \(name)")
                    }
                }
            }
        }
        return wrong
    }

    /// One line an address, in the order of the sheets: who gets in.
    private static func expectGolden(_ visits: [Visit], _ routes: [PageRoute]) throws {
        var entered: [String: Set<String>] = [:]
        for visit in visits where visit.isIn { entered[visit.route.path, default: []].insert(visit.role.name) }
        var text = "S sales, M sales manager, F finance, O operations, W warehouse, C support, K marketing,\n"
        text += "I integration admin, A auditor, E executive; the records are another team's\n\n"
        for path in Set(routes.map(\.path)).sorted() {
            let marks = zip(GuardedCompany.roles, GuardedCompany.letters).map { role, letter in
                entered[path]?.contains(role.name) == true ? letter : "."
            }
            text += marks.joined(separator: " ") + "  /\(path)\n"
        }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/page-access.txt")
        if ProcessInfo.processInfo.environment["TANDEM_RENEW_GOLDEN"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let old = Set(golden.split(separator: "\n"))
        let changed = text.split(separator: "\n").filter { !old.contains($0) }
        let isSame = golden == text
        #expect(isSame, "page-access.txt has changed:\n\(changed.prefix(30).joined(separator: "\n"))")
    }
}

extension Sequence where Self: Sendable {
    /// One after the other.
    func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
