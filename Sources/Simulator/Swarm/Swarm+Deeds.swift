import Kernel

/// What the people of a swarm do, with whatever is there.
extension Swarm {
    /// Goods and bads: now and then something that nobody knows, or more than the customer's credit carries.
    private func lines() -> [(code: String, quantity: Int)] {
        var lines: [(code: String, quantity: Int)] = []
        for _ in 0...pick(3) {
            let chance = pick(24)
            if chance == 0 {
                lines.append((Fixture.ghost, 1))
            } else {
                lines.append((Fixture.prices[pick(Fixture.prices.count)].code, chance == 1 ? 40 : 1 + pick(4)))
            }
        }
        return lines
    }

    func offer() throws {
        guard let account = try company.some(company.crm, "account") else { return }
        _ = try company.draft(account: account, lines())
    }

    func accept() throws {
        guard let quote = try company.some(company.crm, "quote", where: "state = 'draft'") else { return try offer() }
        try company.accept(quote: quote)
    }

    func fixRefused() throws {
        guard let quote = try company.some(company.crm, "quote", where: "state = 'refused'") else { return }
        try company.reviseRefused(quote: quote, [("SEAL-10", 1 + pick(3)), ("INSTALL", 1)])
    }

    func openAccount() throws {
        let word = Self.names[pick(Self.names.count)]
        guard let account = try company.openAccount("\(word) \(pick(4)) Ltd", isCustomer: pick(3) == 0) else { return }
        if pick(2) == 0 { try company.addFinanceContact(account: account, name: word) }
        _ = try company.draft(account: account, lines())
    }

    private static let names = ["Tui", "Ruru", "Kererū", "Weka", "Hoiho"]

    private func text(of field: String) -> String {
        switch field {
        case "phone": "+649355\(1_000 + pick(9_000))"
        case "email": "desk\(pick(900))@office.example"
        case "city": ["Auckland", "Tauranga", "Nelson", "Dunedin"][pick(4)]
        default: "\(1 + pick(200)) Wharf Road"
        }
    }

    private var field: String { ["phone", "email", "street", "suburb", "city"][pick(5)] }

    func typeAccount() throws {
        guard let account = try company.some(company.crm, "account") else { return }
        let field = field
        try company.type(account: account, field, text(of: field))
    }

    func typeCustomer() throws {
        guard let customer = try some("customer") else { return }
        let field = field
        try company.type(customer: customer, field, text(of: field))
    }

    /// Finance decides about who waits, or agrees another limit.
    func finance() throws {
        if let customer = try some("customer", where: "state = 'requested'") {
            try company.decide(customer: customer, accepts: pick(6) > 0)
        } else if let customer = try some("customer", where: "state = 'active'") {
            try company.setCredit(customer: customer, cents: [50_000, 500_000, 5_000_000][pick(3)])
        }
    }

    func stop() throws {
        if pick(2) == 0, let customer = try some("customer", where: "state = 'active'") {
            try company.hold(customer: customer)
        } else if let customer = try some("customer", where: "state = 'hold'") {
            try company.release(customer: customer)
        }
    }

    func giveBack() throws {
        if pick(2) == 0 {
            try company.unapply()
        } else if let invoice = try some("invoice") {
            try company.credit(invoice: invoice, cents: Int64(100 + pick(2_000)))
        }
    }

    /// An order is released, changed or called off.
    func reconsider() throws {
        guard let order = try some("sales_order") else { return }
        switch pick(4) {
        case 0: try company.cancel(order: order)
        case 1: try company.change(order: order, quantity: 1 + pick(5))
        default: try company.releaseHolds(order: order)
        }
    }

    /// A case about a unit that the CRM knows, or the next step of a return.
    func service() throws {
        if pick(2) == 0, let id = try some("return_authorization") {
            try company.advanceReturn(id)
        } else if let unit = try company.some(company.crm, "installed_unit") {
            let serials = try company.crmText("SELECT serial FROM installed_unit WHERE id = ?", [.text(unit)])
            if let serial = serials.first { try company.complain(serial: serial) }
        }
    }
}
