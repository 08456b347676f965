import Kernel
import Platform
import Testing

@testable import ERP

@Suite("Goods leave at the cost they have at that moment")
struct SupplyShipmentTests {
    @Test("a partial shipment posts its cost, keeps the rest reserved, and starts the warranty of each number")
    func partialShipment() throws {
        let shop = try KauriPumps()
        let order = try shop.order((shop.pump, 3), (shop.seal, 10))
        let id = try shop.run(
            ShipOrder(
                order: order,
                lines: [
                    ShipLineInput(position: 1, quantity: 2, serials: "KP-002, KP-004"),
                    ShipLineInput(position: 2, quantity: 4),
                ]))
        let shipment = try shop.load(id)
        #expect(shipment.number == "SHP-000001")
        let rows = try shop.all(Select<ShipmentLine>().where(\.shipment, .equal, id).ordered(by: \.position))
        #expect(rows.map(\.cost) == [nz("1600.00"), nz("50.00")])
        #expect(rows[0].serials == "KP-002, KP-004")
        #expect(try shop.balance(.costOfGoodsSold) == nz("1650.00"))
        #expect(try shop.balance(.inventory) == nz("3600.00"))
        let lines = try shop.lines(of: order)
        #expect(lines.map(\.shipped.value) == [2, 4])
        #expect(lines.map(\.reserved.value) == [1, 6])
        #expect(try shop.load(order).deliveryStatus == .partly)
        let unit = try shop.serial("KP-004")
        #expect(unit.status == .shipped)
        #expect(unit.customer == shop.harbourMarine)
        #expect(unit.shipmentLine == rows[0].id)
        #expect(unit.warrantyStart == date("2026-03-02"))
        #expect(unit.warrantyEnd == date("2028-03-02"))
        try shop.expectSound()
    }

    @Test("the moving average follows posting order, and the last piece takes the last cent")
    func movingAverage() throws {
        let shop = try KauriPumps(withStock: false)
        func receive(_ quantity: Int, at cost: String) throws {
            var more = AdjustStock(item: shop.seal, quantity: Quantity(quantity, .each), reason: "delivery")
            more.unitCost = decimal(cost)
            try shop.run(more)
        }
        func ship(_ quantity: Int, on day: String) throws -> Money {
            var shipping = ShipOrder(order: try shop.order((shop.seal, quantity)))
            shipping.date = date(day)
            let id = try shop.run(shipping)
            return try #require(try shop.all(Select<ShipmentLine>().where(\.shipment, .equal, id)).first).cost
        }
        try receive(8, at: "10")
        try receive(4, at: "16")
        #expect(try shop.level(shop.seal).averageCost == 12)
        #expect(try ship(10, on: "2026-03-02") == nz("120.00"))
        try receive(2, at: "6")
        #expect(try shop.level(shop.seal).value == nz("36.00"))
        #expect(try shop.level(shop.seal).averageCost == 9)
        // Dated before the last receipt, valued after it: posting order rules.
        #expect(try ship(1, on: "2026-02-15") == nz("9.00"))
        try receive(3, at: "0.333333")
        let thirds = [try ship(1, on: "2026-03-02"), try ship(2, on: "2026-03-02"), try ship(3, on: "2026-03-02")]
        #expect(thirds.reduce(Money.none, +) == nz("28.00"))
        #expect(try shop.level(shop.seal).value == nz("0.00"))
        #expect(try shop.balance(.inventory) == nz("0.00"))
        try shop.expectSound()
    }

    @Test("wrong, repeated, foreign and missing numbers are refused by name")
    func wrongSerials() throws {
        let shop = try KauriPumps()
        let order = try shop.order((shop.pump, 2))
        func refusal(_ serials: String) throws -> String {
            let refusal = try shop.refusal(
                of: ShipOrder(order: order, lines: [ShipLineInput(position: 1, serials: serials)]))
            #expect(refusal.code == .wrongSerial)
            return refusal.description
        }
        #expect(try refusal("KP-001").contains("1 numbers are given for 2 pieces"))
        #expect(try refusal("KP-001 KP-999").contains("KP-999 is not known"))
        #expect(try refusal("KP-001 KP-001").contains("KP-001 is listed twice"))
        #expect(try refusal("").contains("such as KP-001, KP-002, KP-003, KP-004, KP-005"))
        try shop.run(
            ShipOrder(order: try shop.order((shop.pump, 1)), lines: [ShipLineInput(position: 1, serials: "KP-003")]))
        #expect(try refusal("KP-001 KP-003").contains("KP-003 is shipped"))
        try shop.expectSound()
    }

    @Test("left to itself, a shipment takes the first numbers; or only what is there")
    func picksByItself() throws {
        let shop = try KauriPumps()
        let order = try shop.order((shop.pump, 7), (shop.install, 2))
        var shipping = ShipOrder(order: order)
        shipping.picksSerials = true
        #expect(try shop.refusal(of: shipping).code == .notInStock)
        shipping.onlyAvailable = true
        try shop.run(shipping)
        let lines = try shop.lines(of: order)
        #expect(lines.map(\.shipped.value) == [5, 2])
        #expect(lines[0].awaitsStock)
        #expect(try shop.refusal(of: shipping).code == .nothingOpen)
        try shop.expectSound()
    }

    @Test("more than was ordered is refused beyond the company's tolerance")
    func overDelivery() throws {
        let shop = try KauriPumps()
        let order = try shop.order((shop.seal, 10))
        let refusal = try shop.refusal(
            of: ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 11)]))
        #expect(refusal.code == .overDelivery)
        #expect(refusal.description.contains("11 of SEAL-10 is 1 more than was ordered (allowed: at most 10 EA)"))
        #expect(
            try shop.refusal(of: ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: -1)])).code
                == .badQuantity)
        #expect(
            try shop.refusal(of: ShipOrder(order: order, lines: [ShipLineInput(position: 9)])).code == .notFound)
    }

    @Test("a customer on hold gets no goods; a held order neither")
    func holds() throws {
        let shop = try KauriPumps()
        let order = try shop.order((shop.seal, 1))
        try shop.run(HoldOrder(order: order, reason: "wait for the boat"))
        #expect(try shop.load(order).state == .onHold)
        #expect(try shop.lines(of: order)[0].reserved.value == 1)
        let held = try shop.refusal(of: ShipOrder(order: order))
        #expect(held.description.contains("manual: wait for the boat"))
        #expect(held.reasons[0].waitsFor == "SalesOrder/\(order)")
        try shop.run(ReleaseOrder(order: order, note: "it is in"))
        try shop.run(HoldCustomer(customer: shop.harbourMarine, reason: "in dispute"))
        #expect(try shop.refusal(of: ShipOrder(order: order)).code == .customerOnHold)
    }

    @Test("a posted shipment does not change, and takes no further line")
    func immutable() throws {
        let shop = try KauriPumps()
        let id = try shop.run(ShipOrder(order: try shop.order((shop.seal, 1))))
        #expect(throws: StoreError.self) {
            try shop.store.write { try $0.execute("UPDATE shipment SET carrier = 'x' WHERE id = ?", [.text(id.raw)]) }
        }
        #expect(throws: StoreError.self) {
            try shop.store.write { session in
                try session.execute(
                    """
                    INSERT INTO shipment_line SELECT 'again', version, shipment, 2, order_line, item, quantity,
                        quantity_unit, cost, cost_currency, serials, lots FROM shipment_line
                    """, [])
            }
        }
    }

    @Test("a shipment into a closed period is refused, and the pumps stay")
    func closedPeriod() throws {
        let shop = try KauriPumps()
        var shipping = ShipOrder(order: try shop.order((shop.seal, 1)))
        shipping.date = date("2030-01-01")
        #expect(try shop.refusal(of: shipping).code == .closedPeriod)
        #expect(try shop.level(shop.seal).onHand.value == 100)
        try shop.expectSound()
    }

    @Test("lots leave by expiry unless one is named, and the move says which")
    func lots() throws {
        let shop = try KauriPumps(withStock: false)
        let grease = try shop.run(CreateItem(code: "GREASE", name: "Marine grease", tracking: .lot))
        try shop.run(SetPrice(priceList: shop.prices, item: grease, unitPrice: 9))
        func lot(_ name: String, _ quantity: Int, expires: String) -> StockCountInput {
            StockCountInput(
                item: grease, counted: Quantity(quantity, .each), unitCost: 4, lot: name, expiresOn: date(expires))
        }
        try shop.run(
            CountStock(
                [lot("L-9", 10, expires: "2027-01-31"), lot("L-7", 3, expires: "2026-06-30")], isOpening: true))
        let first = try shop.run(ShipOrder(order: try shop.order((grease, 5))))
        let row = try #require(try shop.all(Select<ShipmentLine>().where(\.shipment, .equal, first)).first)
        #expect(row.lots == "L-7 × 3 EA, L-9 × 2 EA")
        let order = try shop.order((grease, 2))
        let wrong = try shop.refusal(
            of: ShipOrder(order: order, lines: [ShipLineInput(position: 1, lot: "L-1")]))
        #expect(wrong.code == .wrongLot)
        try shop.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, lot: "L-9")]))
        let unnamed = CountStock([StockCountInput(item: grease, counted: Quantity(1, .each))])
        #expect(try shop.refusal(of: unnamed).code == .wrongLot)
        try shop.expectSound()
    }

    @Test("a kit is reserved and shipped as its parts")
    func kits() throws {
        let shop = try KauriPumps()
        let hose = try shop.run(CreateItem(code: "HOSE-1", name: "Hose"))
        try shop.run(
            CountStock(
                [StockCountInput(item: hose, counted: Quantity(3, .each), unitCost: 20)], isOpening: true))
        var set = CreateItem(code: "SERVICE-SET", name: "Service set", type: .kit)
        set.components = [
            KitComponentInput(component: shop.seal, quantity: 2), KitComponentInput(component: hose, quantity: 1),
        ]
        let kit = try shop.run(set)
        try shop.run(SetPrice(priceList: shop.prices, item: kit, unitPrice: 99))
        let order = try shop.order((kit, 4))
        #expect(try shop.lines(of: order)[0].reserved.value == 3)
        let free = try shop.store.read { session in
            let reader = SnapshotReader(session)
            return try Availability.available(try #require(try reader.find(kit)), in: reader)
        }
        #expect(free.isZero)
        var shipping = ShipOrder(order: order)
        shipping.onlyAvailable = true
        try shop.run(shipping)
        #expect(try shop.balance(.costOfGoodsSold) == nz("135.00"))
        #expect(try shop.level(hose).onHand.isZero)
        #expect(try shop.lines(of: order)[0].open.value == 1)
        try shop.expectSound()
        set.fields[\.code] = "BAD"
        set.components = [KitComponentInput(component: shop.pump, quantity: 0)]
        #expect(try shop.refusal(of: set).reasons.map(\.code) == [.badComponent, .badQuantity])
    }

    @Test("a box of twelve takes twelve from the shelf")
    func boxes() throws {
        let shop = try KauriPumps()
        let box = try UnitOfMeasure("BOX")
        let order = try shop.run(
            PlaceOrder(
                customer: shop.harbourMarine, lines: [OrderLineInput(item: shop.seal, quantity: Quantity(9, box))]))
        let line = try shop.lines(of: order)[0]
        #expect(line.net == nz("2646.00"))
        #expect(line.awaitsStock)
        #expect(line.reserved.value == decimal("8.333333"))
        try shop.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 8)]))
        #expect(try shop.level(shop.seal).onHand.value == 4)
        #expect(try shop.balance(.costOfGoodsSold) == nz("1200.00"))
        try shop.expectSound()
    }
}
