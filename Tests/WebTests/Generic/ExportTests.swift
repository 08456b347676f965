import CRM
import ERP
import Kernel
import Platform
import Testing

@testable import Web

/// Whatever stands in a list can be had as a file: with the filter of the moment, and nothing that a sheet would run.
@Suite struct ExportTests {
    private let auditor = Actor(id: "nikau", name: "Nikau Bell", roles: [.auditor, .person])

    @Test func aListIsExportedAsItIsFiltered() async throws {
        let company = try await PagesCompany()
        for name in ["Kawau Boatyard", "Waipu Boats", "=cmd|' /C calc'!A0"] {
            var account = Account()
            account.name = name
            account.city = name.hasPrefix("K") ? "Kawau" : "Waipu"
            try company.suite.crm.run(CreateAccount(account), by: .system)
        }
        let all = try await company.get("/crm/accounts.csv", as: .seller).html
        #expect(all.contains("Kawau Boatyard") && all.contains("'=cmd|'"))
        let found = try await company.get("/crm/accounts.csv?q=kawau", as: .seller).html
        #expect(found.contains("Kawau Boatyard") && !found.contains("Waipu Boats"))
        let filtered = try await company.get("/crm/accounts.csv?city=Waipu&cols=name&sort=name", as: .seller).html
        #expect(filtered.split(whereSeparator: \.isNewline).count == 3 && !filtered.contains("Kawau"))
        let page = try await company.get("/crm/accounts?q=kawau", as: .seller).html
        #expect(page.contains("href=\"/crm/accounts.csv?q=kawau\""))
    }

    @Test func everyFileThatAPageOffersOpens() async throws {
        let company = try await PagesCompany()
        let quote = try await company.win([("PMP-200", 2)])
        let order = try company.first(Select<SalesOrder>(), from: company.suite.erp)
        let item = try company.first(Select<Item>(), from: company.suite.erp)
        let root = Actor(id: "root", name: "Root", roles: [.system])
        var files: Set<String> = []
        for path in [
            "/crm/pipeline", "/crm/price-book", "/erp/receivables", "/erp/ledger", "/erp/ledger/accounts/1100",
            "/erp/shipments", "/erp/items/\(item.id)", "/bridge", "/crm/quotes/\(quote)",
            "/erp/sales-orders/\(order.id)",
            "/crm/accounts", "/erp/customers", "/erp/sales-orders/\(order.id)/history",
        ] {
            let html = try await company.get(path, as: root).html
            let links = html.split(separator: "href=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
            files.formUnion(links.filter { $0.contains(".csv") || $0.contains("/export/") })
        }
        #expect(files.count >= 9, "\(files.sorted())")
        for file in files.sorted() {
            let answer = try await company.get(file.replacing("&amp;", with: "&"), as: root)
            #expect(answer.status == 200, "\(file)")
            #expect(answer.html.hasSuffix("\r\n"), "\(file)")
        }
        let lines = try await company.get("/erp/sales-orders/\(order.id)/export/lines", as: root).html
        #expect(lines.hasPrefix("id,") && lines.split(whereSeparator: \.isNewline).count == 2)
    }

    @Test func theBooksAreExportedToWhoReadsThem() async throws {
        let company = try await PagesCompany()
        let trial = try await company.get("/erp/ledger/trial-balance.csv", as: .clerk).html
        #expect(trial.hasPrefix("code,name,debits,credits,balance\r\n"))
        for path in ["/erp/ledger/trial-balance.csv", "/erp/receivables/debtors.csv"] {
            #expect(try await company.get(path, as: .seller).status == 403, "\(path)")
        }
    }
}
