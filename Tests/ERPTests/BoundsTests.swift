import Kernel
import Platform
import Testing

@testable import ERP

/// Figures that no company has, refused by line and field before anything is worked out of them.
@Suite("Figures beyond all bounds are refused, whichever command brings them")
struct BoundsTests {
    static let huge = Money(minorUnits: .max, currency: .nzd)

    private func order(_ shop: KauriPumps, _ quantities: Int...) -> PlaceOrder {
        PlaceOrder(
            customer: shop.harbourMarine,
            lines: quantities.map {
                OrderLineInput(item: shop.seal, quantity: Quantity($0, .each), unitPrice: 15)
            })
    }

    @Test("an order of six thousand billion pieces, on one line or on two")
    func quantity() throws {
        let shop = try KauriPumps()
        let refusal = try shop.refusal(of: order(shop, 1, 6_000_000_000_000_000))
        #expect(refusal.reasons.count == 1 && refusal.code == .invalidValue)
        #expect(refusal.reasons[0].line == 2 && refusal.reasons[0].field == "quantity")
        #expect(refusal.reasons[0].allowed == "at most 1000000000 up or down")
        let both = try shop.refusal(of: order(shop, 6_000_000_000_000_000, 6_000_000_000_000_000))
        #expect(both.reasons.map(\.line) == [1, 2])
        #expect(try shop.all(Select<SalesOrder>()).isEmpty)
        try shop.expectSound()
    }

    @Test("a line at the bounds of quantity and price, whose product no document can hold")
    func product() throws {
        let shop = try KauriPumps()
        var dear = order(shop, 1_000_000_000)
        dear.lines[0].unitPrice = 10_000_000_000
        let refusal = try shop.refusal(of: dear)
        #expect(refusal.code == .badQuantity && refusal.reasons[0].line == 1, "\(refusal)")
        #expect(refusal.reasons[0].allowed == "a line of at most 10000000000000.00 NZD")
        let many = try shop.refusal(
            of: PlaceOrder(
                customer: shop.harbourMarine,
                lines: Array(repeating: OrderLineInput(item: shop.seal, quantity: Quantity(1, .each)), count: 2_001)))
        #expect(many.reasons.map(\.field) == ["lines"] && many.reasons[0].allowed == "at most 2000 at once")
    }

    @Test("freight and tax at either end of 64 bits, and negative ones")
    func freightAndTax() throws {
        let shop = try KauriPumps()
        for amount in [Self.huge, Money(minorUnits: .min, currency: .nzd), nz("-500.00")] {
            var freight = order(shop, 1)
            freight.freight = amount
            #expect(try shop.refusal(of: freight).reasons.map(\.field) == ["freight"])
            var given = order(shop, 1)
            given.givenTax = amount
            given.givenFreight = amount
            #expect(try shop.refusal(of: given).reasons.map(\.field) == ["givenTax", "givenFreight"])
        }
    }

    @Test("a payment whose three parts together pass 64 bits")
    func payment() throws {
        let shop = try KauriPumps()
        var part = ApplicationInput()
        part.amount = Self.huge
        part.discount = Self.huge
        part.writeOff = Self.huge
        let refusal = try shop.refusal(
            of: RecordPayment(customer: shop.harbourMarine, amount: nz("1.00"), applications: [part]))
        #expect(Set(refusal.reasons.map(\.field)).isSuperset(of: ["amount", "discount", "writeOff"]), "\(refusal)")
        #expect(refusal.reasons.allSatisfy { $0.line == 1 })
    }

    @Test("a shipment of the smallest position there is")
    func position() throws {
        let shop = try KauriPumps()
        let placed = try shop.order((shop.pump, 1))
        let refusal = try shop.refusal(
            of: ShipOrder(order: placed, lines: [ShipLineInput(position: .min, quantity: 1)]))
        #expect(refusal.reasons.map(\.field) == ["position"] && refusal.reasons[0].line == 1)
        #expect(refusal.reasons[0].allowed == "0 to 1000000")
    }

    @Test("an item under warranty for ever, of negative cost or weight, or without a readable name")
    func item() throws {
        let shop = try KauriPumps()
        var item = CreateItem(code: "PMP-9", name: " ", tracking: .serial)
        item.fields[\.standardCost] = -5
        item.fields[\.weight] = -5
        item.fields[\.warrantyMonths] = .max
        let refusal = try shop.refusal(of: item)
        #expect(refusal.reasons.map(\.field) == ["name", "standardCost", "warrantyMonths", "weight"])
        #expect(refusal.reasons.map(\.code) == [.requiredField, .invalidValue, .invalidValue, .invalidValue])
        #expect(refusal.reasons[2].allowed == "0 to 1200")
        item.fields[\.warrantyMonths] = 1_201
        #expect(try shop.refusal(of: item).reasons.count == 4)
        var change = UpdateItem(item: shop.pump)
        change.fields[\.warrantyMonths] = -1
        #expect(try shop.refusal(of: change).reasons.map(\.field) == ["warrantyMonths"])
    }

    @Test("stock at a cost beyond all bounds")
    func unitCost() throws {
        let shop = try KauriPumps()
        var found = AdjustStock(item: shop.seal, quantity: Quantity(1, .each), reason: "found")
        found.unitCost = 92_233_720_368_547_758
        #expect(try shop.refusal(of: found).reasons.map(\.field) == ["unitCost"])
        found.quantity = Quantity(1_000_000_000, .each)
        found.unitCost = 10_000_000_000
        #expect(try shop.refusal(of: found).code != .storeFailed)
        try shop.expectSound()
    }

    @Test("an order dated at the end of time, and half a piece of what has a serial number")
    func dateAndPiece() throws {
        let shop = try KauriPumps()
        var late = order(shop, 1)
        late.date = date("9999-12-31")
        late.requestedDate = date("1900-01-01")
        late.exchangeRate = 0
        let refusal = try shop.refusal(of: late)
        #expect(Set(refusal.reasons.map(\.field)) == ["date", "requestedDate", "exchangeRate"], "\(refusal)")
        let half = PlaceOrder(
            customer: shop.harbourMarine,
            lines: [OrderLineInput(item: shop.pump, quantity: Quantity(decimal("0.5"), .each))])
        let piece = try shop.refusal(of: half)
        #expect(piece.code == .badQuantity && piece.reasons[0].allowed == "whole pieces")
    }

    @Test("the customer's order number is the same in any case, with any hyphen and with what nobody sees")
    func reference() throws {
        let shop = try KauriPumps()
        _ = try shop.order((shop.seal, 1), reference: "PO-4711 A")
        for twin in ["PO-4711 A ", "po-4711 a", "PO\u{2010}4711 A", "PO-4711 A\u{200B}", " PO\u{2013}4711\u{A0}A"] {
            var again = order(shop, 1)
            again.customerReference = twin
            #expect(try shop.refusal(of: again).code == .duplicateReference, "\(twin)")
        }
        _ = try shop.order((shop.seal, 1), reference: "PO-4711 B")
    }

    @Test("a journal of all the money there is, and one entry more than a period can hold")
    func journal() throws {
        let house = try FinanceHouse()
        func moving(_ amount: Money) -> PostJournal {
            PostJournal(
                memo: "Far too much",
                lines: [
                    JournalLineInput(account: "6010", debit: amount), JournalLineInput(account: "1000", credit: amount),
                ])
        }
        #expect(house.codes(moving(Self.huge)) == [.invalidValue, .invalidValue])
        let most = Money(minorUnits: ValueBounds.mostMinorUnits, currency: .nzd)
        for _ in 0..<10 { try house.run(moving(most)) }
        #expect(house.codes(moving(try kiwi("0.01"))) == [.invalidValue])
        let balance = try house.read { try TrialBalance.over(in: $0) }
        #expect(balance.debits == balance.credits)
        #expect(balance.debits.minorUnits >= 10 * most.minorUnits)
        try house.expectSoundBooks()
    }
}
