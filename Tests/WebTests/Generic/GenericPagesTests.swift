import CRM
import ERP
import HTMLText
import Kernel
import Platform
import Testing

@testable import Web

/// Lists, details, forms and history that no screen was made for.
@Suite struct GenericPagesTests {
    private let finance = Actor.clerk
    private let auditor = Actor(id: "nikau", name: "Nikau Bell", roles: [.auditor])

    @Test func everyListOpensForWhoMayReadIt() async throws {
        let company = try await PagesCompany()
        for (system, bus) in [("crm", company.suite.crm), ("erp", company.suite.erp), ("bridge", company.suite.bridge)]
        {
            for object in bus.module.descriptors where object.parentField == nil {
                let path = RecordPath.list(system, object.name)
                let answer = try await company.get(path, as: auditor)
                #expect(answer.status == 200, "\(path)")
            }
        }
    }

    @Test func everyFormOpensForWhoMayDoIt() async throws {
        let company = try await PagesCompany()
        let everything = Actor(id: "root", name: "Root", roles: [.system])
        for source in Source.allCases {
            let bus = try #require(company.suite.bus(source.rawValue))
            for kind in ObjectKind.all(of: bus, source) {
                for command in kind.makers {
                    let answer = try await company.get("\(kind.path)/do/\(command.name)", as: everything)
                    #expect(answer.status == 200, "\(command.name)")
                }
            }
        }
    }

    @Test func aCustomersLimitIsChangedByAForm() async throws {
        let company = try await PagesCompany()
        let customer = try company.first(Select<Customer>(), from: company.suite.erp)
        let path = "/erp/customers/\(customer.id)"
        let form = try await company.get("\(path)/do/customer.setCreditLimit", as: finance)
        #expect(form.status == 200)
        let command = try #require(company.suite.erp.module.command("customer.setCreditLimit"))
        let field = try #require(CommandKind.of(command, .erp).input.fields.first { $0.kind == .money })
        let answer = try await company.post(
            "\(path)/do/customer.setCreditLimit", [(field.name, "$12,345.50"), ("why", "asked for more")], as: finance)
        #expect(answer.status == 303)
        #expect(try company.load(customer.id, from: company.suite.erp).creditLimit.description == "12345.50 NZD")
        let history = try await company.get("\(path)/history", as: finance)
        #expect(history.html.contains("asked for more"))
        #expect(history.html.contains("$12,345.50"))
    }

    @Test func whatCannotBeReadIsSaidBesideItsEntry() async throws {
        let company = try await PagesCompany()
        let answer = try await company.post(
            "/crm/accounts/do/account.create", [("name", "Ōhope Surf Club"), ("employees", "a few")], as: .seller)
        #expect(answer.status == 422)
        #expect(answer.html.contains("Ōhope Surf Club"))
        #expect(answer.html.contains("is not a whole number"))
    }

    @Test func aTextFromOutsideStaysText() async throws {
        let company = try await PagesCompany()
        let evil = "<script>alert(1)</script>"
        let answer = try await company.post(
            "/crm/accounts/do/account.create", [("name", evil), ("tags", "=1+1")], as: .seller)
        #expect(answer.status == 303)
        for path in [answer.location, answer.location + "/history", "/crm/accounts?q=script", "/search?q=script"] {
            let page = try await company.get(path, as: .seller)
            #expect(page.status == 200, "\(path)")
            #expect(!page.html.contains(evil), "\(path)")
        }
        let list = try await company.get("/crm/accounts.csv", as: .seller)
        #expect(list.html.contains("'=1+1"))
    }

    @Test func whoMayNotReadSeesNothing() async throws {
        let company = try await PagesCompany()
        let entry = try company.first(Select<JournalEntry>(), from: company.suite.erp)
        for path in ["/erp/journal-entries", "/erp/journal-entries/\(entry.id)", "/erp/journal-entries.csv"] {
            let answer = try await company.get(path, as: .seller)
            #expect([403, 404].contains(answer.status), "\(path): \(answer.status)")
            #expect(!answer.html.contains(entry.number), "\(path)")
        }
        let found = try await company.get("/palette.json?q=\(entry.number)", as: .seller)
        #expect(!found.html.contains("journal-entries"))
    }

    @Test func aLookupFindsByNumberAndByName() async throws {
        let company = try await PagesCompany()
        let answer = try await company.get("/crm/accounts/find?q=harbour", as: .seller)
        #expect(answer.html.contains("Harbour Marine Ltd"))
        let product = try await company.get("/crm/products/find?q=PMP", as: .seller)
        #expect(product.html.contains("\"code\":\"PMP-200\""))
    }

    @Test func whatIsUsualCanBeDeclined() async throws {
        let company = try await PagesCompany()
        _ = try await company.win([("SEAL-10", 5)])
        let (erp, order) = (company.suite.erp, try company.first(Select<SalesOrder>(), from: company.suite.erp))
        try erp.run(ShipOrder(order: order.id), by: .system)
        try erp.run(IssueInvoice(order: order.id), by: .system)
        let id = try erp.run(
            RequestReturn(
                order: order.id, reason: "leaks", lines: [ReturnLineInput(position: 1, quantity: 2)]),
            by: .system)
        try erp.run(AuthoriseReturn(id), by: .system)
        try erp.run(ReceiveReturn(id), by: .system)
        let path = "/erp/return-authorizations/\(id)/do/return.dispose"
        let page = try await company.get(path, as: .dispatcher)
        #expect(page.html.contains(">as usual</option>"))
        let answer = try await company.post(
            path,
            [
                ("lines.0.position", "1"), ("lines.0.disposition", "credit"), ("lines.0.restocks", "false"),
                ("lines.0.creditsCustomer", ""),
            ], as: .dispatcher)
        #expect(answer.status == 303, "\(answer.html)")
        // Not back on the shelf, as was said; credited, as is usual.
        let item = try company.first(Select<Item>().where(\.code, .equal, "SEAL-10"), from: erp)
        let level = try company.first(Select<StockLevel>().where(\.item, .equal, item.id), from: erp)
        #expect(level.onHand.value == 85)
        let memo = try company.first(Select<CreditMemo>(), from: erp)
        #expect(memo.net == Money(minorUnits: 36_00, currency: .nzd))
    }

    @Test func whatACommandWorksOutItselfIsNotShownAsAFigure() async throws {
        let company = try await PagesCompany()
        let page = try await company.get("/crm/quotes/do/quote.create", as: .seller)
        #expect(page.status == 200)
        #expect(!page.html.contains("1970"))
    }
}
