import Bridge
import Foundation
import Kernel
import Platform
import Suite

/// From a lead to money in the bank, told step by step: what people did, and what both systems hold afterwards.
struct Story {
    let suite: Suite
    let sales: SalesDesk
    let office: BackOffice
    private let started = Date()

    init(_ suite: Suite) {
        self.suite = suite
        sales = SalesDesk(suite: suite)
        office = BackOffice(suite: suite)
    }

    func tell() async throws {
        Terminal.line(Terminal.strong("Kauri Pumps Ltd, Whangārei: one story through both systems"))
        Terminal.line("CRM and ERP have a database each; only the bridge stands between them.\n")
        try await prepare()
        let account = try await findCustomer()
        let quote = try await offer(to: account)
        try await becomeCustomer(account, quote)
        let serial = try await fulfil(account)
        try await takeBack(account, serial)
        try ask(account, "KP-26-0001")
        try conclude()
    }

    private func prepare() async throws {
        try sales.setUp()
        try office.setUp()
        try await step("1", "The ERP's catalogue becomes the CRM's product book") {
            "operations enters four items, a price list with a quantity break, and counts the stock"
        }
    }

    private func findCustomer() async throws -> SalesDesk.AccountID {
        let lead = try sales.takeLead()
        try await step("2", "A lead from the boat show", account: nil) {
            "Mere meets Aroha Ngata of Harbour Marine; the ERP knows nothing of it, and need not"
        }
        let account = try sales.convert(lead)
        try await step("3", "The lead becomes an account, a contact and a deal", account: account) {
            "still a prospect: it does not enter the ERP's customer file by itself"
        }
        return account
    }

    private func offer(to account: SalesDesk.AccountID) async throws -> SalesDesk.QuoteID {
        var lines: [SalesDesk.Line] = []
        var told: [String] = []
        for (code, quantity) in [("PMP-200", 3), ("SEAL-10", 20), ("GSK-7", 4)] {
            let (line, answer) = try await sales.line(code, quantity)
            lines.append(line)
            told.append("\(quantity) × \(code) at \(answer.fields["netUnitPrice"]?.text ?? "?")")
        }
        let quote = try sales.quote(account, lines)
        try await step("4", "A quote, priced live by the ERP through the bridge", account: account) {
            told.joined(separator: " · ") + "  (20 seals reach the break price)"
        }
        try office.retire("GSK-7")
        try sales.presentAndAccept(quote, reference: "HM-PO-881")
        try await step(
            "5", "Accepted, but the ERP finds a bad line: refused, with every reason on the quote", account: account
        ) {
            "meanwhile operations retired the gasket GSK-7"
        }
        for reason in try sales.reasons(quote) { Terminal.line("      " + Terminal.bad("✗ ") + reason.description) }
        return quote
    }

    private func becomeCustomer(_ account: SalesDesk.AccountID, _ quote: SalesDesk.QuoteID) async throws {
        let (pumps, _) = try await sales.line("PMP-200", 3)
        let (seals, _) = try await sales.line("SEAL-10", 20)
        let revision = try sales.revise(quote, [pumps, seals])
        try sales.presentAndAccept(revision, reference: "HM-PO-881")
        try await step("6", "Mere takes the gasket out: the new revision waits for finance", account: account) {
            "Harbour Marine is new; nothing enters the ERP unvalidated"
        }
        Terminal.line("      … " + (try sales.waiting(revision)))
        if let customer = try office.waitingCustomer() {
            try office.accept(customer.id, limit: Money(minorUnits: 1_000_000, currency: .nzd))
        }
        try await step(
            "7", "Priya of finance accepts the customer: the quote becomes an order by itself", account: account
        ) {
            "terms 20th of the month following, limit 10,000.00 NZD; the deal is won, the order number is on the quote"
        }
    }

    private func fulfil(_ account: SalesDesk.AccountID) async throws -> String {
        guard let order = try office.order() else { throw Refusal(.notFound, "the order did not arrive in the ERP") }
        let first = try office.shipPart(order.id)
        try await step("8", "Hemi ships two of three pumps with their serial numbers", account: account) {
            "\(first): KP-26-0001, KP-26-0002 and the seals; one pump stays on back order"
        }
        guard let invoice = try office.invoice(order.id) else { throw Refusal(.notFound, "no invoice was issued") }
        try await step("9", "Priya invoices what was shipped", account: account) {
            "\(invoice.number): \(invoice.net) + GST \(invoice.tax) = \(invoice.total), due \(invoice.dueDate)"
        }
        try office.receivePayment(invoice, reference: "HARBOUR 881")
        try await step("10", "The customer pays", account: account) { "the payment stands on the account in the CRM" }
        let second = try office.shipRest(order.id)
        let rest = try office.invoice(order.id)
        try await step("11", "The back-ordered pump follows, and its invoice", account: account) {
            "\(second) · \(rest.map { "\($0.number) \($0.total)" } ?? "")"
        }
        return "KP-26-0002"
    }

    private func takeBack(_ account: SalesDesk.AccountID, _ serial: String) async throws {
        let opened = try sales.openReturnCase(account, serial: serial)
        try await step("12", "A pump hums: support opens a case, the ERP gets the return", account: account) {
            "Tama asks for the return of \(serial) on the case"
        }
        if let authorization = try office.waitingReturn() { try office.takeBack(authorization.id) }
        try await step("13", "Received, inspected, credited at its original cost", account: account) {
            try "case " + sales.caseStatus(opened)
        }
    }

    private func ask(_ account: SalesDesk.AccountID, _ serial: String) throws {
        let order = try office.order()?.number ?? ""
        Terminal.line(Terminal.strong("14. Three questions to support, answered from the CRM alone"))
        for answer in try sales.answers(serial: serial, order: order, account: account) {
            Terminal.line("      " + answer)
        }
        Terminal.line()
    }

    private func conclude() throws {
        let balance = try office.trialBalance()
        let findings = try suite.verify()
        let counts = try suite.bridge.store.read { try BridgeVerification().counts(in: $0) }
        Terminal.line(Terminal.strong("Summary"))
        Terminal.line("  trial balance      debits \(balance.debits) = credits \(balance.credits)")
        Terminal.line(
            "  bridge             \(counts.applied) effects, \(counts.links) links, \(counts.refused) refusal, "
                + "\(counts.underWay) under way, \(counts.dead) dead letters"
        )
        Terminal.line(
            "  verification       "
                + (findings.isEmpty ? "everything ties" : findings.map(\.description).joined(separator: "\n"))
        )
        try suite.publishHeads()
        Terminal.line("  time               \(Int(Date().timeIntervalSince(started) * 1_000)) ms")
        guard findings.isEmpty, balance.debits == balance.credits else {
            throw Refusal(.wrongState, "the story does not tie: \(findings.count) findings")
        }
    }

    /// Prints what people did, lets the bridge carry it, and shows what both systems hold.
    private func step(
        _ number: String, _ title: String, account: SalesDesk.AccountID? = nil, _ what: () async throws -> String
    ) async throws {
        try await suite.engine.runUntilQuiet()
        let told = try await what()
        Terminal.line(Terminal.strong("\(number). \(title)"))
        Terminal.line("      \(told)")
        Terminal.line("      " + Terminal.crm("CRM  ") + (try sales.holding(account)))
        Terminal.line("      " + Terminal.erp("ERP  ") + (try office.holding()) + "\n")
    }
}
