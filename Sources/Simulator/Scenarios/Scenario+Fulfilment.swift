import Kernel

extension Scenario {
    /// An order over credit is released, changed, shipped and invoiced in parts; the rest is cancelled.
    static let partShipments = Scenario(name: "part shipments") { company in
        guard let account = company.fixture.accounts[Fixture.kauriBoats],
            let quote = try company.draft(account: account, [("PMP-200", 3), ("INSTALL", 1)])
        else { return }
        try company.accept(quote: quote)
        try await company.carry(times: 2)
        for order in try company.erpText("SELECT id FROM sales_order") {
            try company.releaseHolds(order: order)
            try company.change(order: order, quantity: 4)
            try company.ship(order: order, onlyOneLine: true, quantity: 1)
            try await company.carry()
            try company.invoice(order: order)
            try company.ship(order: order, onlyOneLine: true, quantity: 2)
            try company.cancel(order: order)
            try await company.carry()
            try company.invoice(order: order)
        }
        try await company.carry(times: 2)
    }

    /// Payments in part, taken back and made again; a credit memo.
    static let moneyBack = Scenario(name: "money back") { company in
        guard let account = company.fixture.accounts[Fixture.harbourMarine],
            let quote = try company.draft(account: account, [("SEAL-10", 10)])
        else { return }
        try company.accept(quote: quote)
        try await company.carry()
        for order in try company.erpText("SELECT id FROM sales_order") {
            try company.ship(order: order)
            try company.invoice(order: order)
        }
        try await company.carry()
        for invoice in try company.erpText("SELECT id FROM invoice") {
            try company.pay(invoice: invoice, percent: 40)
            try company.unapply()
            try await company.carry()
            try company.credit(invoice: invoice, cents: 1_500)
            try company.pay(invoice: invoice, percent: 50)
        }
        try await company.carry(times: 2)
    }

    /// A pump hums: the case asks for a return, the ERP allows, receives and credits it, and the case hears of each.
    static let goodsBack = Scenario(name: "goods back") { company in
        guard let account = company.fixture.accounts[Fixture.harbourMarine],
            let quote = try company.draft(account: account, [("PMP-200", 1)])
        else { return }
        try company.accept(quote: quote)
        try await company.carry()
        for order in try company.erpText("SELECT id FROM sales_order") {
            try company.ship(order: order)
            try company.invoice(order: order)
        }
        try await company.carry(times: 2)
        for serial in try company.crmText("SELECT serial FROM installed_unit") { try company.complain(serial: serial) }
        try await company.carry()
        for _ in 0..<4 {
            for id in try company.erpText("SELECT id FROM return_authorization") { try company.advanceReturn(id) }
            try await company.carry()
        }
    }
}
