import Kernel

extension Scenario {
    /// Quote drafted, changed, accepted; ordered, shipped, invoiced, paid.
    static let wholeSale = Scenario(name: "a whole sale") { company in
        guard let account = company.fixture.accounts[Fixture.harbourMarine],
            let quote = try company.draft(account: account, [("PMP-200", 1)])
        else { return }
        try company.redraft(quote: quote, [("PMP-200", 1), ("SEAL-10", 3)])
        try company.accept(quote: quote)
        try await company.carry(times: 2)
        for order in try company.erpText("SELECT id FROM sales_order") {
            try company.ship(order: order)
            try await company.carry()
            try company.invoice(order: order)
        }
        for invoice in try company.erpText("SELECT id FROM invoice") { try company.pay(invoice: invoice, percent: 100) }
        try await company.carry(times: 2)
    }

    /// A quote with an item that became obsolete meanwhile: every reason comes home, the new revision is ordered.
    static let refusedAndFixed = Scenario(name: "refused and fixed") { company in
        guard let account = company.fixture.accounts[Fixture.harbourMarine],
            let quote = try company.draft(account: account, [("HOSE-5", 2), ("SEAL-10", 1)])
        else { return }
        try company.setObsolete("HOSE-5", true)
        try company.setPrice("SEAL-10", cents: 2_600)
        try company.accept(quote: quote)
        try await company.carry(times: 2)
        if let refused = try company.crmText("SELECT id FROM quote WHERE state = 'refused'").first {
            try company.reviseRefused(quote: refused, [("FLT-1", 2)])
        }
        try await company.carry(times: 2)
    }

    /// A prospect accepts: the customer is asked for, the order waits for finance and is released by its yes.
    static let newCustomer = Scenario(name: "a new customer") { company in
        guard let account = try company.openAccount("Tui Charters", isCustomer: false),
            let quote = try company.draft(account: account, [("FLT-1", 4)])
        else { return }
        try company.accept(quote: quote)
        try await company.carry(times: 2)
        for customer in try company.erpText("SELECT id FROM customer WHERE state = 'requested'") {
            try company.decide(customer: customer, accepts: true)
        }
        try await company.carry(times: 2)
    }

    /// Both sides type, on different fields and on the same; a finance contact; hold and release.
    static let editsOnBothSides = Scenario(name: "edits on both sides") { company in
        guard let account = company.fixture.accounts[Fixture.harbourMarine],
            let customer = try company.erpText(
                "SELECT id FROM customer WHERE legal_name = ?", [.text(Fixture.harbourMarine)]
            ).first
        else { return }
        try company.type(account: account, "phone", "+6493550101")
        try company.type(customer: customer, "city", "Whangārei")
        try await company.carry()
        try company.type(customer: customer, "email", "bills@harbour.example")
        try company.addFinanceContact(account: account, name: "Aroha")
        try await company.carry()
        try company.type(account: account, "street", "1 Wharf Road")
        try company.type(customer: customer, "street", "2 Wharf Road")
        try await company.carry()
        try company.hold(customer: customer)
        try await company.carry()
        try company.release(customer: customer)
        try await company.carry()
    }
}
