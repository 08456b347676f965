import Kernel
import Platform
import Testing

@testable import ERP

/// Months of random business, the same for each seed: orders, shipments in parts, changes, cancellations, deliveries,
/// counts and returns in any order. Whatever is refused, the books and the shelf agree after every tenth step.
@Suite("Random months stay sound")
struct SupplyRandomTests {
    struct Chance {
        var state: UInt64
        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }

    @Test("the shelf, the ledger and the orders agree", arguments: [1, 2, 3, 4, 5, 6])
    func sound(seed: Int) throws {
        let shop = try KauriPumps(creditLimit: nz("60000.00"))
        var chance = Chance(state: UInt64(seed))
        var done: [String: Int] = [:]
        var nextSerial = 100
        for step in 1...120 {
            let verb = chance.below(10)
            do {
                let name = try act(verb, shop, &chance, &nextSerial)
                done[name, default: 0] += 1
            } catch is Refusal {
                done["refused", default: 0] += 1
            }
            if step % 10 == 0 { try shop.expectSound() }
            if step % 8 == 0 { shop.clock.advance(days: 1) }
        }
        #expect(done["shipped", default: 0] > 3)
        #expect(done["returned", default: 0] > 0)
        let credit: CreditStatus = try shop.load(ID(shop.harbourMarine.raw))
        let open = try shop.all(Select<SalesOrder>().where(\.state, .equal, .confirmed))
        let invoiced = try shop.store.read {
            try $0.integer(
                """
                SELECT coalesce(sum(i.total), 0) FROM invoice i JOIN sales_order o ON o.id = i.sales_order
                WHERE o.state = 'confirmed'
                """)
        }
        #expect(credit.openOrders.minorUnits == open.reduce(0) { $0 + $1.total.minorUnits } - Int64(invoiced))
    }

    func act(
        _ verb: Int, _ shop: KauriPumps, _ chance: inout Chance, _ nextSerial: inout Int
    ) throws -> String {
        let orders = try shop.all(Select<SalesOrder>().ordered(by: \.number)).map(\.id)
        let order = orders.isEmpty ? ID<SalesOrder>("none") : orders[chance.below(orders.count)]
        switch verb {
        case 0, 1, 2:
            let items = [shop.pump, shop.seal, shop.install]
            _ = try shop.order(
                (items[chance.below(3)], 1 + chance.below(4)), (items[chance.below(3)], 1 + chance.below(30)))
            return "ordered"
        case 3, 4:
            var shipping = ShipOrder(order: order)
            shipping.picksSerials = true
            shipping.onlyAvailable = true
            if chance.below(2) == 0 {
                shipping.lines = [ShipLineInput(position: 1, quantity: FixedDecimal(1 + chance.below(3)))]
            }
            try shop.run(shipping)
            return "shipped"
        case 5:
            let quantity = Quantity(1 + chance.below(40), .each)
            try shop.run(
                ChangeOrder(order: order, lines: [ChangeOrderLine(position: 1 + chance.below(2), quantity: quantity)]))
            return "changed"
        case 6:
            if chance.below(3) == 0 {
                try shop.run(CancelOrder(order: order, reason: "chance"))
                return "cancelled"
            }
            try shop.run(SubstituteItem(order: order, position: 1, with: shop.seal))
            return "substituted"
        case 7:
            let pieces = 1 + chance.below(5)
            var pumps = AdjustStock(item: shop.pump, quantity: Quantity(pieces, .each), reason: "delivery")
            pumps.serials = "KP-\(nextSerial)..KP-\(nextSerial + pieces - 1)"
            pumps.unitCost = FixedDecimal(micros: Int128(700_000_000 + chance.below(300_000_000)))
            nextSerial += pieces
            try shop.run(pumps)
            let seals = Quantity(chance.below(120), .each)
            try shop.run(CountStock([StockCountInput(item: shop.seal, counted: seals, unitCost: decimal("13.3333"))]))
            return "counted"
        case 8:
            try shop.run(IssueInvoice(order: order))
            return "invoiced"
        default:
            return try sendBack(order, shop, &chance)
        }
    }

    func sendBack(_ order: ID<SalesOrder>, _ shop: KauriPumps, _ chance: inout Chance) throws -> String {
        let shipped = try shop.all(Select<SerialUnit>().where(\.status, .equal, .shipped).ordered(by: \.serial))
        let input =
            chance.below(2) == 0 && !shipped.isEmpty
            ? ReturnLineInput(serial: shipped[chance.below(shipped.count)].serial)
            : ReturnLineInput(position: 1 + chance.below(2), quantity: 1)
        let id = try shop.run(
            RequestReturn(order: input.serial.isEmpty ? order : nil, reason: "chance", lines: [input]))
        if chance.below(5) == 0 {
            try shop.run(RejectReturn(id, reason: "chance"))
            return "rejected"
        }
        try shop.run(AuthoriseReturn(id))
        try shop.run(ReceiveReturn(id))
        if chance.below(4) == 0 { return "received" }
        let all = Disposition.allCases
        try shop.run(DisposeReturn(id, lines: [DisposeLineInput(position: 1, all[chance.below(all.count)])]))
        try shop.run(CloseReturn(id))
        return "returned"
    }
}
