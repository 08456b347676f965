import Kernel
import Platform
import StoreSQLite
import Testing

@testable import ERP

@Suite("An order is taken whole, or refused with every reason")
struct SupplyOrderTests {
    @Test("Harbour Marine orders two pumps, a dozen seals and the work; stock and credit are taken with it")
    func takenWhole() throws {
        let shop = try KauriPumps()
        let id = try shop.order((shop.pump, 2), (shop.seal, 12), (shop.install, 3), reference: "HM-77")
        let order = try shop.load(id)
        #expect(order.number == "SO-000001")
        #expect(order.net == nz("3334.00"))
        #expect(order.tax == nz("500.10"))
        #expect(order.total == nz("3834.10"))
        #expect(order.state == .confirmed)
        #expect(order.deliveryStatus == .notDelivered)
        #expect(order.shipToCity == "Auckland")
        let lines = try shop.lines(of: id)
        #expect(lines.map(\.reserved.value) == [2, 12, 0])
        #expect(lines.map(\.promisedDate) == [shop.clock.today, shop.clock.today, shop.clock.today])
        #expect(try shop.level(shop.pump).available == Quantity(3, .each))
        let credit: CreditStatus = try shop.load(ID(shop.harbourMarine.raw))
        #expect(credit.openOrders == order.total)
        try shop.expectSound()
    }

    @Test("what is not there is back-ordered, and served when it comes, the earlier wish first")
    func backOrders() throws {
        let shop = try KauriPumps()
        let first = try shop.order((shop.pump, 4))
        let second = try shop.order((shop.pump, 3))
        var urgent = PlaceOrder(
            customer: shop.harbourMarine, lines: [OrderLineInput(item: shop.pump, quantity: Quantity(2, .each))])
        urgent.requestedDate = date("2026-02-20")
        let third = try shop.run(urgent)
        #expect(try shop.lines(of: first)[0].reserved.value == 4)
        #expect(try shop.lines(of: second)[0].reserved.value == 1)
        #expect(try shop.lines(of: second)[0].promisedDate == nil)
        #expect(try shop.lines(of: third)[0].awaitsStock)
        var more = AdjustStock(item: shop.pump, quantity: Quantity(3, .each), reason: "found in the annex")
        more.serials = "KP-101..KP-103"
        try shop.run(more)
        #expect(try shop.lines(of: third)[0].reserved.value == 2)
        #expect(try shop.lines(of: second)[0].reserved.value == 2)
        try shop.expectSound()
    }

    @Test("an order with five faults names all five, with line, field and who can fix it")
    func everyReason() throws {
        let shop = try KauriPumps()
        var retired = UpdateItem(item: shop.install)
        retired.fields[\.lifecycle] = .obsolete
        try shop.run(retired)
        var hidden = UpdateItem(item: shop.pump)
        hidden.fields[\.isSellable] = false
        try shop.run(hidden)
        _ = try shop.order((shop.seal, 1), reference: "HM-1")
        var wrong = PlaceOrder(
            customer: shop.harbourMarine, customerReference: "HM-1",
            lines: [
                OrderLineInput(item: shop.install, quantity: Quantity(1, .each)),
                OrderLineInput(item: shop.pump, quantity: Quantity(0, .each)),
                OrderLineInput(item: shop.seal, quantity: Quantity(1, try UnitOfMeasure("PALLET"))),
                OrderLineInput(item: ID("nowhere"), quantity: Quantity(1, .each)),
                OrderLineInput(item: shop.seal, quantity: Quantity(1, .each), discountPercent: 120),
            ])
        wrong.currency = .usd
        let refusal = try shop.refusal(of: wrong)
        #expect(
            refusal.reasons.map(\.code) == [
                .currencyMismatch, .missingExchangeRate, .duplicateReference, .itemObsolete, .itemNotSellable,
                .badQuantity, .badUnit, .notFound, .badDiscount,
            ])
        #expect(refusal.reasons.compactMap(\.line) == refusal.reasons.compactMap(\.line).sorted())
        #expect(refusal.description.contains("HM-1 is already order SO-000001"))
        #expect(refusal.description.contains("SEAL-10 is not sold in PALLET (allowed: EA, BOX)"))
        #expect(refusal.reasons.allSatisfy { $0.fixedBy != nil })
        #expect(try shop.all(Select<SalesOrder>()).count == 1)
        try shop.expectSound()
    }

    @Test("an order without lines, or of nobody, is refused")
    func emptyOrder() throws {
        let shop = try KauriPumps()
        let refusal = try shop.refusal(of: PlaceOrder(customer: ID("nobody"), lines: []))
        #expect(refusal.reasons.map(\.code) == [.notFound, .badQuantity])
    }

    @Test("a customer who waits for finance makes the order wait, and says for which record")
    func awaitingAcceptance() throws {
        let shop = try KauriPumps()
        var request = RequestCustomer(legalName: "Bay Boats Limited")
        request.fields[\.city] = "Tauranga"
        let bay = try shop.run(request)
        let line = OrderLineInput(item: shop.seal, quantity: Quantity(1, .each))
        let waiting = try shop.refusal(of: PlaceOrder(customer: bay, lines: [line]))
        #expect(waiting.code == .customerAwaitingAcceptance)
        #expect(waiting.reasons[0].waitsFor == "Customer/\(bay)")
        try shop.run(HoldCustomer(customer: shop.harbourMarine, reason: "cheque bounced"))
        let held = try shop.refusal(of: PlaceOrder(customer: shop.harbourMarine, lines: [line]))
        #expect(held.code == .customerOnHold)
        #expect(held.description.contains("cheque bounced"))
    }

    @Test("a rejected customer is no customer, and nothing will lift that by itself")
    func rejectedCustomer() throws {
        let shop = try KauriPumps()
        let bay = try shop.run(RequestCustomer(legalName: "Bay Boats Limited"))
        var reject = RejectCustomer()
        reject.customer = bay
        reject.reason = "trades in cash only"
        try shop.run(reject)
        let refusal = try shop.refusal(
            of: PlaceOrder(customer: bay, lines: [OrderLineInput(item: shop.seal, quantity: Quantity(1, .each))]))
        #expect(refusal.code == .customerNotActive)
        #expect(refusal.reasons[0].waitsFor == nil)
    }

    func quote(_ shop: KauriPumps, price: String, on day: String) -> PlaceOrder {
        var order = PlaceOrder(
            customer: shop.harbourMarine,
            lines: [
                OrderLineInput(item: shop.pump, quantity: Quantity(1, .each), unitPrice: decimal(price))
            ])
        order.sourceKind = .quote
        order.sourceReference = "Q-1001"
        order.priceDate = date(day)
        return order
    }

    @Test("a quoted price that the list has left behind is out of date; an agreed discount is not")
    func priceOutOfDate() throws {
        let shop = try KauriPumps()
        try shop.run(SetPrice(priceList: shop.prices, item: shop.pump, unitPrice: 1300, from: date("2026-03-01")))
        let refusal = try shop.refusal(of: quote(shop, price: "1250", on: "2026-02-10"))
        #expect(refusal.code == .priceOutOfDate)
        #expect(
            refusal.description.contains("quoted at 1250 on 2026-02-10; since 2026-03-01 the price is 1300"))
        let order = try shop.run(quote(shop, price: "1190", on: "2026-03-01"))
        #expect(try shop.load(order).net == nz("1190.00"))
    }

    @Test("a quote becomes one order, however often it is sent")
    func quoteOnce() throws {
        let shop = try KauriPumps()
        try shop.run(quote(shop, price: "1250", on: "2026-03-01"))
        let again = try shop.refusal(of: quote(shop, price: "1250", on: "2026-03-01"))
        #expect(again.code == .duplicateReference)
        #expect(again.description.contains("quote Q-1001 is already order SO-000001"))
    }

    @Test("beyond the credit limit the order stands on hold without stock; released, it takes both")
    func creditHold() throws {
        let shop = try KauriPumps(creditLimit: nz("2000.00"))
        let id = try shop.order((shop.pump, 2))
        #expect(try shop.load(id).state == .onHold)
        let hold = try #require(try shop.all(Select<OrderHold>()).first)
        #expect(hold.kind == .credit)
        #expect(hold.reason.contains("2875.00 NZD is more than the available credit of 2000.00 NZD"))
        #expect(try shop.lines(of: id)[0].reserved.isZero)
        let shipping = try shop.refusal(of: ShipOrder(order: id))
        #expect(shipping.code == .orderOnHold)
        #expect(shipping.reasons[0].fixedBy == "finance")
        try shop.run(ReleaseOrder(order: id, note: "paid in advance"))
        #expect(try shop.load(id).state == .confirmed)
        #expect(try shop.lines(of: id)[0].reserved.value == 2)
        let credit: CreditStatus = try shop.load(ID(shop.harbourMarine.raw))
        #expect(credit.openOrders == nz("2875.00"))
        #expect(try shop.refusal(of: ReleaseOrder(order: id, note: "again")).code == .wrongState)
        try shop.expectSound()
    }

    @Test("a credit hold is finance's to lift; what operations stopped they let go themselves")
    func creditHoldIsForFinance() throws {
        let shop = try KauriPumps(creditLimit: nz("2000.00"))
        let id = try shop.order((shop.pump, 2))
        try shop.run(HoldOrder(order: id, reason: "the address is wrong"))
        shop.bus.replaceAccess(AccessPolicy([.operations: ["order.*"], .finance: ["order.*", "customer.*"]]))
        let joe = Actor(id: "joe", name: "Joe Faleolo", roles: [.operations])
        try shop.bus.run(ReleaseOrder(order: id, note: "asked them"), by: joe)
        let open = try shop.all(Select<OrderHold>().where(\.releasedAt, .equal, nil))
        #expect(open.map(\.kind) == [.credit])
        let refusal = #expect(throws: Refusal.self) {
            try shop.bus.run(ReleaseOrder(order: id, note: "go"), by: joe)
        }
        #expect(refusal?.code == .notPermitted)
        #expect(refusal?.reasons.first?.fixedBy == "finance")
        let priya = Actor(id: "priya", name: "Priya Nair", roles: [.finance])
        try shop.bus.run(ReleaseOrder(order: id, note: "paid in advance"), by: priya)
        #expect(try shop.load(id).state == .confirmed)
    }

    @Test("where the policy says so, an order beyond credit is refused and leaves no trace")
    func creditRefused() throws {
        let shop = try KauriPumps(creditLimit: nz("2000.00"), policy: .refuse)
        let refusal = try shop.refusal(
            of: PlaceOrder(
                customer: shop.harbourMarine,
                lines: [OrderLineInput(item: shop.pump, quantity: Quantity(2, .each))]))
        #expect(refusal.code == .overCredit)
        #expect(refusal.reasons[0].waitsFor == "CreditStatus/\(shop.harbourMarine)")
        #expect(try shop.level(shop.pump).reserved.isZero)
        #expect(try shop.load(try shop.order((shop.pump, 1))).number == "SO-000001")
    }

    @Test("two orders race for the last pump: one has it, the other waits")
    func lastPump() throws {
        let shop = try KauriPumps()
        let winner = try shop.order((shop.pump, 5))
        let loser = try shop.order((shop.pump, 1))
        #expect(try shop.lines(of: winner)[0].reserved.value == 5)
        #expect(try shop.lines(of: loser)[0].reserved.isZero)
        let refusal = try shop.refusal(of: ShipOrder(order: loser))
        #expect(refusal.code == .notInStock)
        #expect(refusal.description.contains("at most 0 EA now"))
    }

    @Test("recorded tax, freight and total of an online order are taken as given, the difference is rounding")
    func importedAmounts() throws {
        let shop = try KauriPumps()
        var online = PlaceOrder(
            customer: shop.harbourMarine,
            lines: [
                OrderLineInput(item: shop.seal, quantity: Quantity(3, .each), unitPrice: decimal("24.994"))
            ])
        online.sourceKind = .online
        online.givenTax = nz("11.25")
        online.givenFreight = nz("6.50")
        online.sourceTotal = decimal("92.7345")
        let order = try shop.load(try shop.run(online))
        #expect(order.net == nz("74.98"))
        #expect(order.tax == nz("11.25"))
        #expect(order.freight == nz("6.50"))
        #expect(order.rounding == nz("0.00"))
        #expect(order.total == nz("92.73"))
    }

    @Test("freight bears the tax of the goods")
    func freight() throws {
        let shop = try KauriPumps()
        var order = PlaceOrder(
            customer: shop.harbourMarine, lines: [OrderLineInput(item: shop.seal, quantity: Quantity(2, .each))])
        order.freight = nz("15.00")
        let placed = try shop.load(try shop.run(order))
        #expect(placed.tax == nz("9.60"))
        #expect(placed.total == nz("73.60"))
        order.freight = Money(minorUnits: 1500, currency: .usd)
        #expect(try shop.refusal(of: order).code == .currencyMismatch)
    }

    @Test("without a warehouse, or without a company, nothing can be ordered")
    func notSetUp() throws {
        let clock = TestClock(date("2026-03-02"))
        let store = try SQLiteStore.inMemory(ERP.module)
        let access = AccessPolicy([.system: ["*"]])
        let bus = CommandBus(module: ERP.module, store: store, world: clock.world, access: access)
        let nobodys = PlaceOrder(customer: ID("x"), lines: [])
        let refusal = #expect(throws: Refusal.self) { try bus.run(nobodys, by: .system) }
        #expect(refusal?.code == .companyNotSetUp)
        try bus.run(SetUpCompany(name: "Kauri Pumps", country: "NZ", currency: .nzd), by: .system)
        let none = #expect(throws: Refusal.self) { try bus.run(CountStock([]), by: .system) }
        #expect(none?.code == .warehouseMissing)
    }

    @Test("a service needs no shipment: its invoice delivers it, and closes the order")
    func servicesCloseByTheirInvoice() throws {
        let shop = try KauriPumps()
        let order = try shop.run(
            PlaceOrder(
                customer: shop.harbourMarine,
                lines: [
                    OrderLineInput(item: shop.install, quantity: Quantity(2, .each), unitPrice: 90),
                    OrderLineInput(item: shop.seal, quantity: Quantity(1, .each)),
                ]))
        try shop.run(IssueInvoice(order: order))
        #expect(try shop.load(order).deliveryStatus == .partly)
        #expect(try shop.lines(of: order).map(\.open.value) == [0, 1])
        try shop.run(ShipOrder(order: order))
        #expect(try shop.lines(of: order).map(\.shipped.value) == [0, 1])
        #expect(try shop.load(order).state == .confirmed)
        try shop.run(IssueInvoice(order: order))
        #expect(try shop.load(order).deliveryStatus == .delivered)
        #expect(try shop.load(order).state == .closed)
        try shop.expectSound()
    }
}
