import Kernel
import Platform
import Testing

@testable import ERP

/// Damage done behind the program's back is found, and the document named.
@Suite struct FinanceVerificationTests {
    private func damaged(
        _ statements: [String], dropping triggers: [String] = []
    ) throws -> [VerificationFinding] {
        let house = try FinanceHouse()
        let invoice = try house.invoice(try house.customer(), [(2, "100.00")])
        try house.run(
            RecordPayment(
                customer: invoice.customer, amount: try kiwi("100.00"),
                applications: [ApplicationInput(invoice: invoice.number)]))
        try house.expectSoundBooks()
        _ = try house.store.write { session in
            for trigger in triggers { try session.execute("DROP TRIGGER \(trigger)", []) }
            for statement in statements { try session.execute(statement, []) }
        }
        return try house.read { try LedgerVerification.findings(in: $0) }
    }

    @Test func aChangedLineUnbalancesItsEntry() throws {
        let findings = try damaged(
            ["UPDATE journal_line SET amount = amount + 1 WHERE account = '4000'"],
            dropping: ["journal_line_refuses_update"])
        #expect(findings.map(\.check) == ["unbalancedEntry", "periodBalance"])
        #expect(findings[0].document == "Invoice INV-000001 (JE-00000003)")
        #expect(findings[0].message == "debits 230.00 NZD and credits 229.99 NZD differ")
    }

    @Test func aLostLineIsMissed() throws {
        let findings = try damaged(
            ["DELETE FROM journal_line WHERE account = '2200'"], dropping: ["journal_line_refuses_delete"])
        #expect(
            Set(findings.map(\.check)) == ["unbalancedEntry", "missingLines", "periodBalance", "taxControl"])
        #expect(findings.contains { $0.check == "taxControl" && $0.document.hasPrefix("Invoice INV-000001") })
    }

    @Test func anOpenAmountThatDriftsIsFound() throws {
        let findings = try damaged(["UPDATE receivable_item SET open_book = open_book - 500 WHERE kind = 'invoice'"])
        #expect(findings.map(\.check) == ["openItem", "receivableControl", "creditStatus"])
        #expect(findings[0].document == "INV-000001")
        #expect(findings[1].document == "Customer CUS-000001 (Harbour Marine Limited)")
    }

    @Test func aLostInvoiceLeavesAGap() throws {
        let findings = try damaged(
            [
                "DELETE FROM invoice_line", "UPDATE invoice SET net = net + 1",
                "UPDATE number_series SET last = last + 1 WHERE series = 'INV'",
            ], dropping: ["invoice_line_refuses_delete", "invoice_refuses_update"])
        #expect(findings.map(\.check) == ["documentTotal", "documentLines", "numberGap"])
        #expect(findings[2].message == "2 numbers were given and 1 documents are there")
    }

    @Test func stockThatIsNotInTheBooksIsFound() throws {
        let findings = try damaged(
            ["UPDATE stock_level SET value = value + 100", "UPDATE stock_move SET value = value + 100"],
            dropping: ["stock_move_refuses_update"])
        #expect(findings.filter { $0.check == "inventoryControl" }.count == 1)
        #expect(findings.contains { $0.check == "inventoryPosting" && $0.document.hasPrefix("Shipment SHP-") })
    }

    @Test func aBalanceThatDriftsIsFound() throws {
        let findings = try damaged(["UPDATE period_balance SET debits = debits + 7 WHERE account = '1000'"])
        #expect(findings.map(\.check) == ["periodBalance", "trialBalance"])
        #expect(findings[0].document == "Account/period 1000/2026-01")
        #expect(try damaged(["DELETE FROM period_balance WHERE account = '1000'"]).map(\.check)
            == ["periodBalance", "trialBalance"])
    }

    @Test func anInvoicesItemThatBeganWrongIsFound() throws {
        let findings = try damaged([
            "UPDATE receivable_item SET original_book = 1, open_book = open_book - original_book + 1 "
                + "WHERE kind = 'invoice'"
        ])
        #expect(findings.contains { $0.check == "receivableDocument" && $0.document == "INV-000001" })
    }
}
