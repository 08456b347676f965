import Kernel
import Platform
import Testing

@testable import ERP

@Suite("Goods come back at the cost they left with")
struct SupplyReturnTests {
    /// Two pumps and ten seals, shipped to Harbour Marine.
    func shipped(_ shop: KauriPumps, invoiced: Bool = true) throws -> ID<SalesOrder> {
        let order = try shop.order((shop.pump, 2), (shop.seal, 10))
        try shop.run(
            ShipOrder(
                order: order,
                lines: [ShipLineInput(position: 1, serials: "KP-001 KP-002"), ShipLineInput(position: 2)]))
        if invoiced { try shop.run(IssueInvoice(order: order)) }
        return order
    }

    func lines(_ shop: KauriPumps, _ id: ID<ReturnAuthorization>) throws -> [ReturnLine] {
        try shop.all(Select<ReturnLine>().where(\.returnAuthorization, .equal, id).ordered(by: \.position))
    }

    @Test("a pump in warranty comes back by its number, through quarantine to the shelf, and is credited")
    func credit() throws {
        let shop = try KauriPumps()
        let order = try shipped(shop)
        // The average moves; the return does not care.
        var dearer = AdjustStock(item: shop.pump, quantity: Quantity(1, .each), reason: "delivery")
        dearer.serials = "KP-006"
        dearer.unitCost = 1200
        try shop.run(dearer)
        shop.clock.move(to: date("2026-04-20"))
        let id = try shop.run(
            RequestReturn(
                caseReference: "CASE-9", reason: "leaks at the shaft", lines: [ReturnLineInput(serial: "KP-002")]))
        let line = try lines(shop, id)[0]
        #expect(line.warrantyVerdict == .inWarranty)
        #expect(line.originalCost == nz("800.00"))
        #expect(try shop.load(id).order == order)
        try shop.run(AuthoriseReturn(id, note: "send it in"))
        try shop.run(ReceiveReturn(id, lines: [ReceivedLineInput(position: 1, serial: "KP-002")]))
        #expect(try shop.balance(.quarantine) == nz("800.00"))
        #expect(try shop.serial("KP-002").status == .quarantined)
        #expect(try shop.lines(of: order)[0].returned.value == 1)
        try shop.expectSound()
        try shop.run(DisposeReturn(id, lines: [DisposeLineInput(position: 1, .credit)]))
        #expect(try shop.balance(.quarantine) == nz("0.00"))
        #expect(try shop.serial("KP-002").status == .inStock)
        #expect(try shop.serial("KP-002").warrantyEnd == nil)
        let memo = try #require(try shop.all(Select<CreditMemo>()).first)
        #expect(memo.net == nz("1250.00"))
        #expect(memo.returnAuthorization == id)
        #expect(try shop.level(shop.pump).value == nz("4400.00"))
        try shop.run(CloseReturn(id))
        #expect(try shop.load(id).state == .closed)
        try shop.expectSound()
        let again = try shop.order((shop.pump, 1))
        try shop.run(ShipOrder(order: again, lines: [ShipLineInput(position: 1, serials: "KP-002")]))
        #expect(try shop.serial("KP-002").warrantyStart == date("2026-04-20"))
    }

    @Test("thirds of a cost come back without losing a cent, and never more than was shipped")
    func cents() throws {
        let shop = try KauriPumps(withStock: false)
        try shop.run(
            CountStock(
                [StockCountInput(item: shop.seal, counted: Quantity(3, .each), unitCost: decimal("3.336667"))],
                isOpening: true))
        let order = try shop.order((shop.seal, 3))
        try shop.run(ShipOrder(order: order))
        #expect(try shop.balance(.costOfGoodsSold) == nz("10.01"))
        for _ in 0..<3 {
            let id = try shop.run(
                RequestReturn(order: order, reason: "wrong size", lines: [ReturnLineInput(position: 1, quantity: 1)]))
            try shop.run(AuthoriseReturn(id))
            try shop.run(ReceiveReturn(id))
            try shop.run(DisposeReturn(id, lines: [DisposeLineInput(position: 1, .credit)]))
        }
        #expect(try shop.balance(.costOfGoodsSold) == nz("0.00"))
        #expect(try shop.level(shop.seal).value == nz("10.01"))
        let more = try shop.refusal(
            of: RequestReturn(order: order, reason: "more", lines: [ReturnLineInput(position: 1, quantity: 1)]))
        #expect(more.code == .moreThanShipped)
        #expect(more.description.contains("at most 0 EA"))
        try shop.expectSound()
    }

    @Test("a wrong number in the parcel, a number on two returns, and a number never sold are refused")
    func wrongNumbers() throws {
        let shop = try KauriPumps()
        let order = try shipped(shop)
        let id = try shop.run(RequestReturn(reason: "noisy", lines: [ReturnLineInput(serial: "KP-001")]))
        let twice = try shop.refusal(of: RequestReturn(reason: "noisy", lines: [ReturnLineInput(serial: "KP-001")]))
        #expect(twice.code == .moreThanShipped)
        let unsold = try shop.refusal(
            of: RequestReturn(
                order: order, reason: "noisy",
                lines: [
                    ReturnLineInput(serial: "KP-005"), ReturnLineInput(position: 1, quantity: 1),
                    ReturnLineInput(position: 2, quantity: 0), ReturnLineInput(position: 8, quantity: 1),
                ]))
        #expect(unsold.reasons.map(\.code) == [.wrongSerial, .wrongSerial, .badQuantity, .notFound])
        #expect(unsold.description.contains("KP-005 is inStock"))
        #expect(try shop.refusal(of: ReceiveReturn(id)).code == .wrongState)
        try shop.run(AuthoriseReturn(id))
        let parcel = try shop.refusal(
            of: ReceiveReturn(id, lines: [ReceivedLineInput(position: 1, serial: "KP-002")]))
        #expect(parcel.code == .wrongSerial)
        #expect(parcel.description.contains("KP-002 came back (allowed: KP-001)"))
        try shop.run(RejectReturn(id, reason: "no fault found"))
        #expect(try shop.load(id).decisionNote == "no fault found")
        #expect(try shop.refusal(of: CloseReturn(id)).code == .wrongState)
        try shop.run(RequestReturn(reason: "really noisy", lines: [ReturnLineInput(serial: "KP-001")]))
        try shop.expectSound()
    }

    @Test("scrapped goods are an expense, repaired ones go home, replaced ones are sent again free of charge")
    func dispositions() throws {
        let shop = try KauriPumps()
        let order = try shipped(shop)
        shop.clock.move(to: date("2028-04-01"))
        let id = try shop.run(
            RequestReturn(
                order: order, reason: "corroded",
                lines: [
                    ReturnLineInput(serial: "KP-001"), ReturnLineInput(serial: "KP-002"),
                    ReturnLineInput(position: 2, quantity: 4),
                ]))
        #expect(try lines(shop, id).map(\.warrantyVerdict) == [.expired, .expired, .notCovered])
        try shop.run(AuthoriseReturn(id))
        var receiving = ReceiveReturn(id)
        receiving.date = date("2026-12-01")
        try shop.run(receiving)
        var undecided = DisposeReturn(id, lines: [DisposeLineInput()])
        #expect(try shop.refusal(of: undecided).code == .notFound)
        undecided.lines[0].position = 1
        #expect(try shop.refusal(of: undecided).code == .dispositionMissing)
        var disposing = DisposeReturn(id, lines: [DisposeLineInput(position: 1, .replace)])
        disposing.date = date("2026-12-02")
        try shop.run(disposing)
        let replacement = try shop.load(try #require(try shop.load(id).replacementOrder))
        #expect(replacement.total == nz("0.00"))
        #expect(replacement.sourceReference == "RMA-000001")
        #expect(try shop.lines(of: replacement.id)[0].reserved.value == 1)
        #expect(try shop.balance(.scrap) == nz("800.00"))
        #expect(try shop.refusal(of: disposing).code == .wrongState)
        disposing.lines = [DisposeLineInput(position: 2, .repair), DisposeLineInput(position: 3, .scrap)]
        try shop.run(disposing)
        #expect(try shop.load(id).state == .inspected)
        #expect(try shop.balance(.scrap) == nz("850.00"))
        #expect(try shop.balance(.quarantine) == nz("0.00"))
        #expect(try shop.balance(.costOfGoodsSold) == nz("875.00"))
        #expect(try shop.serial("KP-002").status == .shipped)
        #expect(try shop.serial("KP-001").status == .scrapped)
        #expect(try shop.lines(of: order).map(\.returned.value) == [1, 4])
        try shop.expectSound()
    }
}
