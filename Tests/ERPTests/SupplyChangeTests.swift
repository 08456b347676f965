import Kernel
import Platform
import Testing

@testable import ERP

@Suite("A running order may change, but not its past")
struct SupplyChangeTests {
    @Test("less is reserved when less is ordered, and who waits is served")
    func reservationShrinks() throws {
        let shop = try KauriPumps()
        let big = try shop.order((shop.pump, 5))
        let waiting = try shop.order((shop.pump, 2))
        try shop.run(ChangeOrder(order: big, lines: [ChangeOrderLine(position: 1, quantity: Quantity(3, .each))]))
        #expect(try shop.lines(of: big)[0].reserved.value == 3)
        #expect(try shop.lines(of: waiting)[0].reserved.value == 2)
        let order = try shop.load(big)
        #expect(order.revision == 2)
        #expect(order.total == nz("4312.50"))
        let credit: CreditStatus = try shop.load(ID(shop.harbourMarine.raw))
        #expect(credit.openOrders == nz("7187.50"))
        try shop.expectSound()
    }

    @Test("not below what is shipped, and no new price for what is invoiced")
    func notThePast() throws {
        let shop = try KauriPumps()
        let order = try shop.order((shop.seal, 10), (shop.install, 1))
        try shop.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 6)]))
        try shop.run(IssueInvoice(order: order))
        let refusal = try shop.refusal(
            of: ChangeOrder(
                order: order,
                lines: [ChangeOrderLine(position: 1, quantity: Quantity(5, .each), unitPrice: 20)]))
        #expect(refusal.reasons.map(\.code) == [.belowShipped, .alreadyInvoiced])
        #expect(refusal.description.contains("6 EA are shipped, so 5 is too little"))
        #expect(
            try shop.refusal(of: ChangeOrder(order: order, lines: [ChangeOrderLine(position: 7)])).code == .notFound)
        var discounted = ChangeOrderLine(position: 2)
        discounted.discountPercent = 101
        #expect(try shop.refusal(of: ChangeOrder(order: order, lines: [discounted])).code == .alreadyInvoiced)
        try shop.run(ChangeOrder(order: order, lines: [ChangeOrderLine(position: 1, quantity: Quantity(6, .each))]))
        // The service was delivered by its invoice, so this is all of the order.
        #expect(try shop.load(order).state == .closed)
        try shop.expectSound()
    }

    @Test("a new line is priced and reserved like the first")
    func newLine() throws {
        let shop = try KauriPumps()
        let order = try shop.order((shop.seal, 1))
        var line = ChangeOrderLine()
        line.itemCode = "PMP-200"
        line.quantity = Quantity(2, .each)
        try shop.run(ChangeOrder(order: order, lines: [line]))
        let lines = try shop.lines(of: order)
        #expect(lines.map(\.position) == [1, 2])
        #expect(lines[1].unitPrice == 1250)
        #expect(lines[1].reserved.value == 2)
        #expect(try shop.load(order).net == nz("2524.50"))
        try shop.expectSound()
    }

    @Test("a dearer order passes credit again")
    func creditAgain() throws {
        let shop = try KauriPumps(creditLimit: nz("2000.00"))
        let order = try shop.order((shop.pump, 1))
        #expect(try shop.load(order).state == .confirmed)
        try shop.run(ChangeOrder(order: order, lines: [ChangeOrderLine(position: 1, quantity: Quantity(2, .each))]))
        #expect(try shop.load(order).state == .onHold)
        let credit: CreditStatus = try shop.load(ID(shop.harbourMarine.raw))
        #expect(credit.openOrders == nz("0.00"))
        try shop.expectSound()
    }

    @Test("cancelled, an order gives back stock and credit; what has left stays shipped")
    func cancellation() throws {
        let shop = try KauriPumps()
        let order = try shop.order((shop.seal, 10))
        try shop.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 4)]))
        try shop.run(CancelOrder(order: order, reason: "boat sold"))
        let line = try shop.lines(of: order)[0]
        #expect(line.cancelled.value == 6)
        #expect(line.reserved.isZero)
        #expect(line.net == nz("98.00"))
        #expect(try shop.load(order).deliveryStatus == .delivered)
        try shop.run(IssueInvoice(order: order))
        #expect(try shop.load(order).state == .closed)
        #expect(try shop.refusal(of: CancelOrder(order: order, reason: "too late")).code == .wrongState)
        let whole = try shop.order((shop.seal, 10))
        try shop.run(CancelOrder(order: whole, reason: "boat sold"))
        #expect(try shop.load(whole).state == .cancelled)
        #expect(try shop.load(whole).total == nz("0.00"))
        #expect(try shop.refusal(of: ShipOrder(order: whole)).code == .wrongState)
        let credit: CreditStatus = try shop.load(ID(shop.harbourMarine.raw))
        #expect(credit.openOrders == nz("0.00"))
        try shop.expectSound()
    }

    @Test("a line that is wholly cancelled has nothing left to cancel")
    func nothingOpen() throws {
        let shop = try KauriPumps()
        let order = try shop.order((shop.seal, 1), (shop.install, 1))
        try shop.run(CancelOrder(order: order, reason: "not needed", positions: [1]))
        #expect(
            try shop.refusal(of: CancelOrder(order: order, reason: "again", positions: [1])).code == .nothingOpen)
        #expect(try shop.load(order).total == nz("207.00"))
    }

    @Test("a substitute takes the place and the price; of a line partly shipped, only the rest")
    func substitution() throws {
        let shop = try KauriPumps()
        let newSeal = try shop.run(CreateItem(code: "SEAL-12", name: "Seal kit 12"))
        try shop.run(
            CountStock(
                [StockCountInput(item: newSeal, counted: Quantity(50, .each), unitCost: 13)], isOpening: true))
        let order = try shop.order((shop.seal, 10))
        try shop.run(SubstituteItem(order: order, position: 1, with: newSeal))
        let line = try shop.lines(of: order)[0]
        #expect(line.item == newSeal)
        #expect(line.substitutedFor == shop.seal)
        #expect(line.unitPrice == decimal("24.50"))
        #expect(line.reserved.value == 10)
        #expect(try shop.level(shop.seal).reserved.isZero)
        try shop.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 4)]))
        try shop.run(SubstituteItem(order: order, position: 1, with: shop.seal))
        let lines = try shop.lines(of: order)
        #expect(lines.map(\.item) == [newSeal, shop.seal])
        #expect(lines.map(\.cancelled.value) == [6, 0])
        #expect(lines[1].quantity.value == 6)
        #expect(try shop.load(order).net == nz("245.00"))
        #expect(
            try shop.refusal(of: SubstituteItem(order: order, position: 1, with: shop.seal)).code == .nothingOpen)
        try shop.expectSound()
    }

    @Test("an item that was ordered keeps its tracking and unit")
    func itemInUse() throws {
        let shop = try KauriPumps()
        var change = UpdateItem(item: shop.seal)
        change.fields[\.tracking] = .lot
        #expect(try shop.refusal(of: change).code == .itemInUse)
        change = UpdateItem(item: shop.seal)
        change.fields[\.name] = "Seal kit 10 (new)"
        try shop.run(change)
        #expect(try shop.load(shop.seal).name == "Seal kit 10 (new)")
        var duplicate = CreateItem(code: "SEAL-10", name: "Seal")
        #expect(try shop.refusal(of: duplicate).code == .duplicate)
        duplicate.units = [ItemUnitInput(unit: .each, numerator: 0)]
        #expect(try shop.refusal(of: duplicate).code == .badUnit)
    }
}
