import Foundation
import HTTPTypes
import Kernel
import Platform
import Suite
import Testing

@testable import Documents
@testable import Web

/// The corpus in every text field of every object, shown on every page, export and paper.
@Suite("Texts from outside", .enabled(if: HTMLJudge.isThere))
struct InjectionTests {
    let company: GuardedCompany

    init() async throws {
        company = try await GuardedCompany()
        let canaries = company.canaries
        for (index, text) in Corpus.all.enumerated() {
            let planting = Planting(
                prefix: "x\(index)",
                candidates: { system, object, field in
                    switch field.kind {
                    case .text: [.text(field.rules.isUnique ? "\(text)\(index)" : text)]
                    case .decimal: [.decimal(2)]
                    case .money: [.money(Money(minorUnits: 200, currency: .nzd))]
                    default: canaries.values(system, object, field)
                    }
                }, choice: index)
            for bus in company.buses { try planting.plant(in: bus) }
        }
    }

    private func stored() throws -> Int {
        try company.buses.reduce(0) { sum, bus in
            try bus.module.descriptors.reduce(sum) { sum, object in
                try sum
                    + bus.store.read {
                        try $0.integer("SELECT count(*) FROM \(object.table) WHERE id LIKE ?", [.text("x%-%")])
                    }
            }
        }
    }

    @Test("stays text on every page and harmless in every export")
    func pages() async throws {
        let count = try stored()
        #expect(count > 1_200, "\(count) records could be stored")
        let addresses = addresses()
        let answers = try await withThrowingTaskGroup(of: [(String, GuardedCompany.Answer)].self) { group in
            for part in 0..<8 {
                group.addTask {
                    let mine = addresses.enumerated().filter { $0.offset % 8 == part }.map(\.element)
                    return try await mine.asyncMap {
                        ($0.path, try await company.ask(.get, $0.path, as: $0.role))
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        var pages: [(name: String, text: String)] = []
        var tables: [(name: String, text: String)] = []
        for (path, answer) in answers {
            #expect(answer.status < 500, "\(path): \(answer.status)")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff", "\(path)")
            let type = answer.headers[.contentType] ?? ""
            if type.hasPrefix("text/html") {
                pages.append((path, answer.text))
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'"), "\(path)")
            } else if type.hasPrefix("text/csv") {
                tables.append((path, answer.text))
            } else if type.hasPrefix("application/json") {
                let json = try? JSON(parsing: answer.text)
                #expect(json != nil, "\(path)")
            }
        }
        #expect(pages.count > 1_500 && tables.count > 50, "\(pages.count) pages, \(tables.count) exports")
        let verdict = try HTMLJudge.judge(pages: pages, tables: tables)
        #expect(verdict.count == pages.count + tables.count)
        #expect(verdict.wrong.isEmpty, "\(verdict.wrong.count):\n\(verdict.wrong.prefix(40).joined(separator: "\n"))")
    }

    /// Lists and exports once, records with each text, their forms with some of them.
    private func addresses() -> [(path: String, role: String)] {
        var addresses: [(path: String, role: String)] = []
        for route in company.routes where route.method == .get && !route.isStream && !route.isPrinted {
            let isOfRecord = route.path.contains(":id")
            let isForm = route.path.contains("/do/")
            guard isOfRecord else {
                addresses.append((Addresses.filled(route), "everybody"))
                continue
            }
            for index in Corpus.all.indices where !isForm || index % 7 == 1 {
                addresses.append((Addresses.filled(route, planting: "x\(index)"), isForm ? "everybody" : "auditor"))
            }
        }
        for text in Corpus.all {
            let encoded = Form.encoded(String(text.prefix(200)))
            for path in [
                "/search?q=", "/palette.json?q=", "/crm/accounts?q=", "/crm/accounts?name=", "/crm/accounts?sort=",
                "/crm/accounts?cols=", "/crm/accounts?after=", "/crm/quotes?state=", "/crm/pipeline?owner=",
                "/crm/price-book?start=", "/crm/price-book?item=", "/erp/receivables?ageing=", "/sign-in?next=",
                "/crm/accounts/do/account.create?name=", "/erp/ledger?period=", "/crm/accounts/",
            ] {
                addresses.append((path + encoded, "everybody"))
            }
        }
        return addresses
    }

    @Test("typed into forms, it comes back as text beside its reason")
    func forms() async throws {
        var pages: [(name: String, text: String)] = []
        for route in company.routes where route.method == .post && !route.path.contains(":id") {
            guard let (system, _, rest) = Addresses.object(of: route), let name = rest.last,
                let command = company.suite.bus(system)?.module.command(name), let source = Source(system: system)
            else { continue }
            for text in [Corpus.texts[1], Corpus.texts[3], Corpus.texts[6]] {
                let form = CommandKind.of(command, source).input.fields.map { "\($0.name)=\(Form.encoded(text))" }
                let answer = try await company.ask(
                    .post, "/" + route.path, form.joined(separator: "&"), as: "everybody",
                    type: "application/x-www-form-urlencoded")
                #expect(answer.status < 500, "\(route.path): \(answer.status)")
                pages.append((route.path, answer.text))
            }
        }
        #expect(pages.count > 60)
        let verdict = try HTMLJudge.judge(pages: pages, tables: [])
        #expect(verdict.wrong.isEmpty && verdict.count == pages.count, "\(verdict.wrong.prefix(40))")
    }

    @Test("stays text on every paper, printed ones too")
    func papers() async throws {
        let day = CalendarDate(daysSinceEpoch: 20_780)
        let (crm, erp) = (company.suite.crm, company.suite.erp)
        let head = try erp.read(as: .system) { try Letterhead(in: $0) }
        var pages: [(name: String, text: String)] = []
        for (index, text) in Corpus.all.enumerated() {
            let papers =
                try erp.read(as: .system) { reading in
                    [
                        try Paper.invoice(ID("x\(index)-Invoice"), in: reading),
                        try Paper.creditMemo(ID("x\(index)-CreditMemo"), in: reading),
                        try Paper.orderConfirmation(ID("x\(index)-SalesOrder"), in: reading),
                        try Paper.packingSlip(ID("x\(index)-Shipment"), in: reading),
                        try Paper.statement(ID("x\(index)-Customer"), on: day, in: reading),
                    ]
                } + [try crm.read(as: .system) { try Paper.quote(ID("x\(index)-Quote"), in: $0, under: head) }]
            for paper in papers.compactMap(\.self) {
                pages.append(("\(paper.title) with \(text.prefix(20))", paper.html.text))
                #expect(paper.fileName.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) })
            }
        }
        #expect(pages.count > 5 * Corpus.all.count, "\(pages.count)")
        let verdict = try HTMLJudge.judge(pages: pages, tables: [])
        #expect(verdict.wrong.isEmpty && verdict.count == pages.count, "\(verdict.wrong.prefix(40))")
        let printed = try #require(try crm.read(as: .system) { try Paper.quote(ID("x0-Quote"), in: $0, under: head) })
        let words = try Self.words(of: try await PDF.rendered(printed.html))
        #expect(words.contains("<script>alert(1)</script>"), "\(words.prefix(600))")
    }

    /// What pdftotext reads on a paper, without spaces and line ends.
    private static func words(of paper: [UInt8]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("tandem-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(paper).write(to: file)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["pdftotext", "-raw", file.path, "-"]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.filter { !$0.isWhitespace }
    }

    @Test("a NUL is taken by no door")
    func nul() async throws {
        let api = try await company.ask(.post, "/api/crm/accounts", #"{"name":"a\u0000b"}"#, as: "sales")
        #expect(api.status == 422)
        let form = try await company.ask(
            .post, "/crm/accounts/do/account.create", "name=a%00b&city=%00", as: "sales",
            type: "application/x-www-form-urlencoded")
        #expect(form.status == 422 || form.status == 400, "\(form.status)")
        let stored = try company.suite.crm.store.read {
            try $0.integer("SELECT count(*) FROM account WHERE instr(name, char(0)) > 0 OR instr(city, char(0)) > 0")
        }
        #expect(stored == 0)
    }
}
