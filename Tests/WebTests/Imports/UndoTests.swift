import CRM
import ERP
import Imports
import Kernel
import Platform
import Testing

@testable import Web

/// An import taken back: what nothing has happened to goes, the rest says why it stays.
@Suite struct UndoTests {
    private static let columns = ["name", "city"]

    @Test func whatNothingHappenedToIsTakenBack() async throws {
        let company = try await PagesCompany()
        let importer = Importer(company: company)
        try await importer.bring("Company,Town\nOld Friend,Leigh\n", Self.columns, key: "name")
        let path = try await importer.bring(
            "Company,Town\nOld Friend,Omaha\nKawau Boatyard,Kawau\nWaipu Boats,Waipu\nTutukaka Dive,Tutukaka\n",
            Self.columns, key: "name")
        #expect(try importer.run(path).created == 3 && importer.run(path).updated == 1)
        // Two of them live on: one is changed by a colleague, one gets a contact.
        let waipu = try #require(try importer.account("Waipu Boats"))
        var change = UpdateAccount(waipu.id)
        change.fields[\.phone] = "+6494320000"
        try company.suite.crm.run(change, by: .salesManager)
        let dive = try #require(try importer.account("Tutukaka Dive"))
        var contact = Contact()
        contact.familyName = "Ngata"
        try company.suite.crm.run(CreateContact(contact, at: dive.id), by: .seller)

        try await importer.undo(path)
        let run = try importer.run(path)
        #expect(run.state == .undone && run.withdrawn == 2 && run.kept == 2)
        #expect(try importer.account("Kawau Boatyard") == nil)
        #expect(try importer.account("Old Friend")?.city == "Leigh")
        let page = try await importer.page(path)
        #expect(page.contains("moana changed it on") && page.contains("account.update"))
        #expect(page.contains("still referred to"))
        let rows = try await importer.page(path + "/rows.csv")
        #expect(
            rows.contains("created,kept") && rows.contains("created,withdrawn") && rows.contains("updated,withdrawn"))

        // What was taken back can come in again.
        let again = try await importer.bring("Company,Town\nKawau Boatyard,Kawau\n", Self.columns, key: "name")
        #expect(try importer.run(again).created == 1)
        #expect(try await company.post(path + "/undo", as: importer.actor).status == 422, "once is enough")
    }

    @Test func whatTheOtherSystemHasStays() async throws {
        let company = try await PagesCompany()
        var importer = Importer(company: company)
        importer.actor = Actor(id: "joe", name: "Joe Faleolo", roles: [.operations, .person])
        importer.object = "erp.Item"
        let path = try await importer.bring("Code,Name\nHOSE-20,Hose 20 mm\n", ["code", "name"], key: "code")
        try await company.quiet()
        _ = try company.product("HOSE-20")
        try await importer.undo(path)
        #expect(try importer.run(path).kept == 1)
        #expect(try await importer.page(path).contains("The CRM has it already"))
    }

    @Test func onlyWhatAnImportOfOnesOwnHasMadeIsWithdrawn() async throws {
        let company = try await PagesCompany()
        let importer = Importer(company: company)
        let path = try await importer.bring("Company,Town\nKawau Boatyard,Kawau\n", Self.columns, key: "name")
        let run = try importer.run(path)
        let account = try #require(try importer.account("Kawau Boatyard"))
        let crm = company.suite.crm
        func refusal(_ command: WithdrawImported, by actor: Actor) -> String {
            let error = #expect(throws: Refusal.self) { try crm.run(command, by: actor) }
            return error?.code.raw ?? ""
        }
        let right = WithdrawImported("Account", account.id.raw, version: account.version, of: run.id)
        #expect(refusal(right, by: .salesManager) == "notYourImport")
        let born = WithdrawImported("Account", company.harbour.raw, version: 1, of: run.id)
        #expect(refusal(born, by: importer.actor) == "notYourImport")
        let older = WithdrawImported("Account", account.id.raw, version: account.version + 1, of: run.id)
        #expect(refusal(older, by: importer.actor) == "changedSince")
        #expect(refusal(right, by: .clerk) == "notPermitted")
        try crm.run(right, by: importer.actor)
        #expect(try importer.account("Kawau Boatyard") == nil)
        let findings = try crm.store.read { session in
            let judge = AuditVerification(crm.module)
            return try judge.chain(in: session).findings + judge.rows(in: session)
        }
        #expect(findings.isEmpty)
    }
}
