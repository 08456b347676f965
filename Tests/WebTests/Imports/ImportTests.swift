import CRM
import ERP
import Foundation
import Imports
import Kernel
import Platform
import Testing

@testable import Web

/// Files brought in by a page: found out how they are written, checked, run, known again.
@Suite struct ImportTests {
    private static let harbours = """
        Company,Town,Post code,Employees
        Kawau Boatyard Ltd,Kawau Island,0920,12
        Mahurangi Marina,Warkworth,0910,"1,200"
        Sandspit Yacht Club,Warkworth,0982,
        """
    private static let columns = ["name", "city", "postcode", "employees"]

    @Test func theColumnsAreRecognisedAndTheRowsComeIn() async throws {
        let importer = Importer(company: try await PagesCompany())
        let path = try await importer.upload(Self.harbours)
        let page = try await importer.page(path)
        #expect(page.contains("<option value=\"name\" selected>"))
        #expect(
            page.contains("<option value=\"city\" selected>") && page.contains("<option value=\"postcode\" selected>"))
        #expect(page.contains("Kawau Boatyard Ltd · Mahurangi Marina · Sandspit Yacht Club"))
        #expect(page.contains("Read as utf-8 with a comma between columns"))

        try await importer.check(path, Self.columns, key: "name")
        #expect(try importer.run(path).state == .checked && importer.run(path).created == 3)
        #expect(try importer.account("Kawau Boatyard Ltd") == nil, "a check writes nothing")
        #expect(try await importer.page(path).contains("Import 3 rows"))

        try await importer.start(path)
        let run = try importer.run(path)
        #expect(run.state == .done && run.created == 3 && run.refused == 0)
        let marina = try #require(try importer.account("Mahurangi Marina"))
        #expect(marina.employees == 1_200 && marina.city == "Warkworth")
        #expect(try await importer.page(path).contains("What it wrote"))
        #expect(try await importer.page("/imports").contains("customers.csv"))
        let history = try await importer.page("/crm/accounts/\(marina.id)/history")
        #expect(history.contains("import customers.csv, line 3"))
    }

    @Test func importedAgainItChangesNothing() async throws {
        let importer = Importer(company: try await PagesCompany())
        try await importer.bring(Self.harbours, Self.columns, key: "name")
        let before = try #require(try importer.account("Mahurangi Marina"))
        let again = try await importer.bring(Self.harbours, Self.columns, key: "name")
        let run = try importer.run(again)
        #expect(run.created == 0 && run.updated == 0 && run.unchanged == 3 && run.refused == 0)
        #expect(try importer.account("Mahurangi Marina")?.version == before.version)

        let third = try await importer.upload(Self.harbours)
        #expect(try await importer.page(third).contains("This very file was imported"))
    }

    @Test func whatDiffersIsChangedOrRefusedAsWished() async throws {
        let importer = Importer(company: try await PagesCompany())
        try await importer.bring(Self.harbours, Self.columns, key: "name")
        let newer = """
            Company,Town,Post code,Employees
            Mahurangi Marina,Snells Beach,0920,
            Kawau Boatyard Ltd,Kawau Island,0920,12
            """
        let path = try await importer.upload(newer)
        try await importer.check(path, Self.columns, key: "name", [])
        #expect(try importer.run(path).refused == 1)
        #expect(try await importer.page(path).contains("It is there already, with another city: &#39;Warkworth&#39;"))

        try await importer.check(path, Self.columns, key: "name")
        try await importer.start(path)
        let run = try importer.run(path)
        #expect(run.updated == 1 && run.unchanged == 1 && run.refused == 0)
        let marina = try #require(try importer.account("Mahurangi Marina"))
        #expect(marina.city == "Snells Beach" && marina.employees == 1_200, "a blank cell changes nothing")
    }

    @Test func aRefusedRowSaysAllItsReasonsAndComesBackAsItWas() async throws {
        let importer = Importer(company: try await PagesCompany())
        let text = """
            Company,Town,Employees,NZBN
            Good Boats,Leigh,4,
            "Bad, Boats",Leigh,a few,123
            ,Leigh,2,
            Good Boats,Omaha,9,
            """
        let path = try await importer.bring(text, ["name", "city", "employees", "nzbn"], key: "name")
        let run = try importer.run(path)
        #expect(run.created == 1 && run.refused == 3)
        let page = try await importer.page(path)
        #expect(page.contains("is not a whole number"))
        // The refusal ambiguousKey.
        #expect(page.contains("Line 2 has the same name"))
        let file = try await importer.page(path + "/rejected.csv")
        let lines = file.split(whereSeparator: \.isNewline).map(String.init)
        #expect(lines[0] == "Company,Town,Employees,NZBN,error_line,error_field,error")
        #expect(lines[1].hasPrefix("\"Bad, Boats\",Leigh,a few,123,3,"))
        #expect(lines[2].hasPrefix(",Leigh,2,,4,Company,") && lines[2].contains("Company:"))
        #expect(lines[3].hasPrefix("Good Boats,Omaha,9,,5,Company,"))
        #expect(lines[1].contains("Employees: 'a few' is not a whole number"))
    }

    @Test func otherHousesWriteOtherwise() async throws {
        let importer = Importer(company: try await PagesCompany())
        let text = "Firma;Ort;Umsatz\r\nCaf\u{E9} Rangitoto;Devonport;1.250,50\r\nZo\u{EB} Marine;Akaroa;75\r\n"
        let bytes = text.unicodeScalars.map { UInt8($0.value) }
        let answer = try await importer.upload(bytes, named: "kunden.csv")
        #expect(try await importer.page(answer.location).contains("Read as windows-1252 with a semicolon"))
        try await importer.check(
            answer.location, ["name", "city", "annualRevenue"], key: "name", [("decimals", "comma")])
        try await importer.start(answer.location)
        #expect(try importer.account("Café Rangitoto")?.annualRevenue.description == "1250.50 NZD")

        // Said otherwise, it is read otherwise.
        let again = try await importer.upload(bytes, named: "kunden.csv")
        let wrong = try await importer.company.post(
            again.location + "/read", [("encoding", "windows-1252"), ("delimiter", "pipe")], as: importer.actor)
        #expect(wrong.status == 303)
        #expect(try await importer.page(again.location).contains("with a pipe between columns"))
    }

    @Test func whatCannotBeATableIsRefused() async throws {
        let importer = Importer(company: try await PagesCompany())
        for (bytes, words) in [
            (Array("Company,Town\n\"never closed,Leigh\n".utf8), "quoted field"), (Array("".utf8), "No file was sent"),
            ([0x50, 0x4B, 0x03, 0x04, 1, 2, 3], "not a workbook"),
            (Array(("a,b\n" + String(repeating: "1,2\n", count: 20_001)).utf8), "20001 rows"),
            (Array(repeating: UInt8(0), count: 90), "encoding"),
        ] {
            let answer = try await importer.upload(bytes)
            #expect(answer.status == 422 && answer.html.contains(words), "\(words): \(answer.html.suffix(500))")
        }
        #expect(RefusalCode.unreadableFile.raw == "unreadableFile")
    }

    @Test func everyRowHasTheRightsOfWhoBringsIt() async throws {
        let company = try await PagesCompany()
        var support = Importer(company: company)
        support.actor = Actor(id: "tama", name: "Tama Rewi", roles: [.support, .person])
        #expect(try await support.upload(Array(Self.harbours.utf8)).status == 403)
        #expect(!(try await support.page("/imports").contains("crm.Account")))
        #expect(!(try await support.page("/crm/accounts").contains(">Import<")))

        let importer = Importer(company: company)
        #expect(try await importer.page("/crm/accounts").contains(">Import<"))
        let path = try await importer.upload(Self.harbours)
        var other = importer
        other.actor = Actor(id: "ana", name: "Ana Kereama", roles: [.salesManager, .person])
        #expect(try await company.get(path, as: other.actor).status == 404)
        #expect(try await company.get(path + "/rejected.csv", as: other.actor).status == 404)
        #expect(try await company.post(path + "/start", as: other.actor).status == 404)
        let auditor = Actor(id: "nikau", name: "Nikau Bell", roles: [.auditor, .person])
        #expect(try await company.get(path, as: auditor).status == 200)
        let refused = try await company.post(path + "/start", as: auditor)
        #expect(refused.status == 403 || refused.html.contains("was begun by mere"))
    }

    @Test func itemsComeInAndKeepWhatTheyWereBornWith() async throws {
        let company = try await PagesCompany()
        var importer = Importer(company: company)
        importer.actor = Actor(id: "joe", name: "Joe Faleolo", roles: [.operations, .person])
        importer.object = "erp.Item"
        let text = "SKU,Item name,Unit,Cost,Tracking\nHOSE-20,Hose 20 mm,M,3.25,none\nPMP-200,Part PMP-200,EA,,serial\n"
        let path = try await importer.upload(text, named: "items.csv")
        #expect(try await importer.page(path).contains("<option value=\"code\" selected>"))
        try await importer.check(path, ["code", "name", "baseUnit", "standardCost", "tracking"], key: "code")
        try await importer.start(path)
        let run = try importer.run(path)
        #expect(run.created == 1 && run.unchanged == 1 && run.refused == 0)
        let other = "Code,Kind\nHOSE-20,kit\n"
        let second = try await importer.upload(other, named: "items.csv")
        let checked = try await importer.check(second, ["code", "type"], key: "code")
        #expect(checked.status == 422 && checked.html.contains("No column goes into name"))
    }

    @Test func anInterruptedImportGoesOn() async throws {
        let company = try await PagesCompany()
        let importer = Importer(company: company)
        let path = try await importer.upload(Self.harbours)
        try await importer.check(path, Self.columns, key: "name")
        let run = try importer.run(path)
        // It died after the first row was taken, before that was noted.
        try company.suite.bridge.run(StartImport(run.id), by: importer.actor)
        var first = Account()
        first.name = "Kawau Boatyard Ltd"
        try company.suite.crm.run(
            CreateAccount(first), by: importer.actor, key: "import/\(run.id.raw)/2",
            correlation: ImportRun.correlation(run.id, line: 2))
        #expect(try await importer.page(path).contains("It was interrupted"))
        try await importer.start(path)
        let done = try importer.run(path)
        #expect(done.state == .done && done.created == 3 && done.refused == 0)
        let all = try company.suite.crm.store.read {
            try $0.all(Select<Account>().where(\.name, .equal, "Kawau Boatyard Ltd"))
        }
        #expect(all.count == 1)
    }
}

/// The system's Python with openpyxl, which reads workbooks, and makes them for the test.
enum OpenPyXL {
    static var isThere: Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", "import openpyxl"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

/// Workbooks, as a judge makes them.
@Suite(.enabled(if: OpenPyXL.isThere)) struct WorkbookTests {
    @Test func aSheetOfExcelComesIn() async throws {
        let file = NSTemporaryDirectory() + UUID().uuidString + ".xlsx"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            """
            import datetime, openpyxl, sys
            book = openpyxl.Workbook(); hidden = book.active; hidden.sheet_state = 'hidden'
            sheet = book.create_sheet('Deals')
            sheet.append(['Deal name', 'Account', 'Amount', 'Expected close date'])
            sheet.append(['Ten pumps', 'Harbour Marine Ltd', 4800.5, datetime.date(2027, 3, 14)])
            sheet.append([None, None, None, None])
            sheet.append(['Ōhope seals', 'Nobody at all', 12, datetime.datetime(2027, 4, 1)])
            book.save(sys.argv[1])
            """, file,
        ]
        try process.run()
        process.waitUntilExit()
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: file)))
        var importer = Importer(company: try await PagesCompany())
        importer.object = "crm.Opportunity"
        let answer = try await importer.upload(bytes, named: "deals.xlsx")
        #expect(answer.status == 303, "\(answer.html.suffix(600))")
        let page = try await importer.page(answer.location)
        #expect(page.contains("Ten pumps · Ōhope seals") && page.contains("2027-03-14"))
        #expect(page.contains("<option value=\"account\" selected>"))
        try await importer.check(answer.location, ["name", "account", "amount", "closeDate"], key: "name")
        try await importer.start(answer.location)
        let run = try importer.run(answer.location)
        #expect(run.created == 1 && run.refused == 1)
        let deal = try importer.company.first(
            Select<Opportunity>().where(\.name, .equal, "Ten pumps"), from: importer.company.suite.crm)
        #expect(deal.account == importer.company.harbour)
        #expect(try await importer.page(answer.location).contains("There is no Account &#39;Nobody at all&#39;"))
    }
}
