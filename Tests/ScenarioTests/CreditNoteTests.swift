import Bridge
import ERP
import Kernel
import Platform
import SuiteConnector
import Testing

@Suite("What is open on a document follows it")
struct CreditNoteTests {
    /// Invoices, credit notes and payments are all followed by items of one kind.
    @Test("a credit note behind more invoices than are read at once is carried, and theirs are stepped over")
    func behindManyInvoices() async throws {
        let company = try await ScenarioCompany()
        let (office, erp) = (company.office, company.suite.erp)
        let connector = SuiteConnector.erp(erp)
        let start = try await connector.changes(of: "CreditMemo", since: nil, limit: 2)
        #expect(start.changes.isEmpty)
        let customer = try office.customer().id
        for number in 1...5 {
            let order = try office.place(customer, [("FLT-5", 1)], reference: "PO \(number)")
            try erp.run(ShipOrder(order: order), by: .system)
            let invoice = try erp.run(IssueInvoice(order: order), by: .system)
            guard number == 5 else { continue }
            try erp.run(IssueCreditMemo(invoice: invoice, reason: "wrong filter"), by: .system)
        }
        let invoices = try await connector.changes(of: "CreditMemo", since: start.cursor, limit: 2)
        let memo = try #require(try erp.store.read { try $0.all(Select<CreditMemo>()).first })
        #expect(Set(invoices.changes.map(\.id)) == [memo.id.raw])
        var (cursor, heard) = (start.cursor, 0)
        for _ in 0..<4 {
            let page = try await connector.changes(of: "CreditMemo", since: cursor, limit: 2)
            (cursor, heard) = (page.cursor, heard + page.changes.count)
        }
        #expect(heard > 0)
        let last = try erp.store.read { session in
            try session.integer("SELECT max(seq) FROM outbox WHERE object IN ('CreditMemo', 'ReceivableItem')")
        }
        #expect(cursor == Cursor(String(last)), "what belongs to invoices is read again at every turn")
        try await company.quiet()
        #expect(try company.partner(of: memo.id.raw, "credit-memo") != nil)
    }
}
