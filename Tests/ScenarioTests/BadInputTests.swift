import ERP
import Kernel
import Platform
import Testing

@Suite("What cannot be is refused, clearly, and leaves no trace")
struct BadInputTests {
    /// The one reason why `body` is refused; nothing may have been written by it.
    private func refusal(
        _ company: ScenarioCompany, _ body: () throws -> Void, at place: SourceLocation = #_sourceLocation
    ) throws -> Reason {
        let before = try company.rowCounts()
        let refusal = #expect(throws: Refusal.self, sourceLocation: place) { try body() }
        #expect(try company.rowCounts() == before, sourceLocation: place)
        #expect(try company.suite.verify().isEmpty, sourceLocation: place)
        let reasons = try #require(refusal?.reasons, sourceLocation: place)
        #expect(reasons.count == 1, sourceLocation: place)
        return reasons[0]
    }

    @Test("an unknown item")
    func unknownItem() async throws {
        let company = try await ScenarioCompany()
        let customer = try company.office.customer().id
        var line = OrderLineInput(item: .blank, quantity: Quantity(1, .each))
        line.itemCode = "XYZ-1"
        let order = PlaceOrder(
            customer: customer, customerReference: "HM-1",
            lines: try company.office.lines([("SEAL-10", 1)]) + [line])
        let reason = try refusal(company) { try company.suite.erp.run(order, by: .system) }
        #expect(reason.code == .notFound)
        #expect(
            reason.description == "Order HM-1, line 2, item: there is no item 'XYZ-1' "
                + "(allowed: an item of the item master) — operations can fix this")
    }

    @Test("a price that is out of date")
    func priceOutOfDate() async throws {
        let company = try await ScenarioCompany()
        let quoted = company.simulated.world.today()
        company.simulated.advance(seconds: 3 * 86_400)
        let today = company.simulated.world.today()
        try company.office.setPrice("SEAL-10", 21, from: today)
        var order = PlaceOrder(customer: try company.office.customer().id, customerReference: "HM-2")
        order.priceDate = quoted
        order.lines = try company.office.lines([("SEAL-10", 4)])
        order.lines[0].unitPrice = 18
        let reason = try refusal(company) { try company.suite.erp.run(order, by: .system) }
        #expect(reason.code == .priceOutOfDate)
        #expect((reason.document, reason.line, reason.field) == ("Order HM-2", 1, "unitPrice"))
        #expect(
            reason.message == "SEAL-10 was quoted at 18 on \(quoted); since \(today) the price is 21")
        #expect((reason.allowed, reason.fixedBy) == ("21, or a new quote", "sales"))
    }

    @Test("a customer on hold")
    func customerOnHold() async throws {
        let company = try await ScenarioCompany()
        let customer = try company.office.customer()
        try company.office.hold(customer.id)
        let reason = try refusal(company) {
            _ = try company.office.place(customer.id, [("SEAL-10", 1)], reference: "HM-3")
        }
        #expect(reason.code == .customerOnHold)
        #expect((reason.document, reason.field) == ("Order HM-3", "customer"))
        let who = "Customer \(customer.number) (Harbour Marine Ltd)"
        #expect(reason.message == who + " is on hold: an old invoice is disputed")
        #expect((reason.allowed, reason.fixedBy) == ("an active customer", "finance"))
        #expect(reason.waitsFor == "Customer/\(customer.id)")
    }

    @Test("a quantity below what is shipped")
    func belowShipped() async throws {
        let company = try await ScenarioCompany()
        let order = try company.office.place(try company.office.customer().id, [("SEAL-10", 9)])
        try company.suite.erp.run(
            ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 4)]), by: .system)
        let change = ChangeOrder(order: order, lines: [ChangeOrderLine(position: 1, quantity: Quantity(3, .each))])
        let reason = try refusal(company) { try company.suite.erp.run(change, by: .system) }
        #expect(reason.code == .belowShipped)
        #expect((reason.document, reason.line, reason.field) == ("Order SO-000001", 1, "quantity"))
        #expect(reason.message == "4 EA are shipped, so 3 is too little")
        #expect(reason.allowed == "4 EA or more; what is shipped comes back by a return" && reason.fixedBy == "sales")
    }

    @Test("an order beyond its credit waits on a hold, and is not shipped")
    func overCredit() async throws {
        let company = try await ScenarioCompany()
        let customer = try company.office.customer().id
        let limit = Money(minorUnits: 10_000, currency: .nzd)
        try company.suite.erp.run(SetCreditLimit(customer: customer, limit: limit), by: .financeClerk)
        let order = try company.office.place(customer, [("FLT-5", 20)])
        #expect(try company.office.orders().first?.state == .onHold)
        let reason = try refusal(company) { try company.suite.erp.run(ShipOrder(order: order), by: .system) }
        #expect(reason.code == .orderOnHold)
        #expect(reason.document == "Order SO-000001" && reason.fixedBy == "finance")
    }

    @Test("a company that refuses instead of holding refuses an order beyond its credit")
    func overCreditRefused() async throws {
        let company = try await ScenarioCompany(overCredit: .refuse)
        let customer = try company.office.customer().id
        let limit = Money(minorUnits: 10_000, currency: .nzd)
        try company.suite.erp.run(SetCreditLimit(customer: customer, limit: limit), by: .financeClerk)
        let reason = try refusal(company) {
            _ = try company.office.place(customer, [("FLT-5", 20)], reference: "HM-5")
        }
        #expect(reason.code == .overCredit)
        #expect((reason.document, reason.field, reason.fixedBy) == ("Order HM-5", "total", "finance"))
        #expect(reason.allowed == "an order within the available credit")
        #expect(reason.waitsFor == "CreditStatus/\(customer)")
    }

    @Test("a serial number that is not there")
    func wrongSerial() async throws {
        let company = try await ScenarioCompany()
        let order = try company.office.place(try company.office.customer().id, [("SEAL-10", 1), ("PMP-200", 1)])
        let ship = ShipOrder(order: order, lines: [ShipLineInput(position: 2, serials: "KP-777")])
        let reason = try refusal(company) { try company.suite.erp.run(ship, by: .system) }
        #expect(reason.code == .wrongSerial)
        #expect((reason.document, reason.line, reason.field) == ("Order SO-000001", 2, "serials"))
        #expect(reason.message.hasPrefix("PMP-200: ") && reason.message.contains("KP-777"))
        #expect(reason.allowed?.isEmpty == false && reason.fixedBy == "warehouse")
    }

    @Test("a date in a closed period")
    func closedPeriod() async throws {
        let company = try await ScenarioCompany()
        let order = try company.office.place(try company.office.customer().id, [("SEAL-10", 1)])
        let periods = try company.suite.erp.store.read { try $0.all(Select<Period>()) }
        let code = company.simulated.world.today().description.prefix(7)
        let period = try #require(periods.first { $0.code == code })
        for earlier in periods.sorted(by: { $0.code < $1.code }) where earlier.code <= period.code {
            try company.suite.erp.run(LockPeriod(period: earlier.id), by: .financeClerk)
            try company.suite.erp.run(ClosePeriod(period: earlier.id), by: .financeClerk)
        }
        let reason = try refusal(company) { try company.suite.erp.run(ShipOrder(order: order), by: .system) }
        #expect(reason.code == .closedPeriod)
        #expect(reason.message.contains(period.code))
        #expect(reason.field == "date" && reason.allowed?.isEmpty == false && reason.fixedBy == "finance")
    }

    @Test("a purchase order number that the customer has used")
    func duplicateReference() async throws {
        let company = try await ScenarioCompany()
        let customer = try company.office.customer().id
        _ = try company.office.place(customer, [("SEAL-10", 1)], reference: "HM-8")
        let reason = try refusal(company) {
            _ = try company.office.place(customer, [("SEAL-10", 2)], reference: "HM-8")
        }
        #expect(reason.code == .duplicateReference)
        #expect((reason.document, reason.field) == ("Order HM-8", "customerReference"))
        #expect(reason.message == "HM-8 is already order SO-000001")
        #expect(reason.allowed == "a reference that this customer has not used" && reason.fixedBy == "sales")
    }
}
