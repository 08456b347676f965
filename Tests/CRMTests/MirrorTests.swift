import CRM
import Kernel
import Platform
import Testing

@Suite("What the ERP tells the CRM")
struct MirrorTests {
    let world: CRMWorld
    let harbour: ID<Account>

    init() throws {
        world = try CRMWorld()
        harbour = try world.harbourMarine()
    }

    private func order(asOf microseconds: Int64 = 1_795_251_000_000_000) throws -> CustomerOrder {
        var order = CustomerOrder()
        order.number = "SO-000012"
        order.account = harbour
        order.customerReference = "PO-7781"
        order.date = world.today
        order.state = "confirmed"
        order.deliveryStatus = "partly"
        order.paymentStatus = "unpaid"
        order.total = try world.money("2869.25")
        order.sourceID = "erp-order-12"
        order.asOf = Instant(microseconds: microseconds)
        return order
    }

    private func line(_ position: Int, shipped: Int) -> CustomerOrderLine {
        var line = CustomerOrderLine()
        line.position = position
        line.productCode = "PMP-200"
        line.quantity = Quantity(10, .each)
        line.shipped = Quantity(shipped, .each)
        return line
    }

    @Test("A mirrored order follows its owner line by line, writing only what changed")
    func orderLines() throws {
        let id = try world.run(RecordMirror(order(), lines: [line(1, shipped: 0), line(2, shipped: 0)]), by: .bridge)
        #expect(try world.refusal(RecordMirror(order())).code == .notPermitted)
        var newer = try order(asOf: 1_795_251_100_000_000)
        newer.id = id
        try world.run(RecordMirror(newer, lines: [line(1, shipped: 4), line(2, shipped: 0)]), by: .bridge)
        let ofOrder = Select<CustomerOrderLine>().where(\.customerOrder, .equal, id)
        let lines = try world.all(ofOrder.ordered(by: \.position))
        #expect(lines.map(\.version) == [2, 1])
        #expect(lines.map(\.shipped) == [Quantity(4, .each), Quantity(0, .each)])
        newer.asOf = Instant(microseconds: 1_795_251_200_000_000)
        try world.run(RecordMirror(newer, lines: [line(1, shipped: 10)]), by: .bridge)
        #expect(try world.count("customer_order_line") == 1)
        // Mirrors are the bridge's own work: nobody is told of them.
        #expect(try world.feed().allSatisfy { $0.object == "Account" })
    }

    @Test("A late copy does not overwrite a newer one, and an unchanged one writes nothing")
    func late() throws {
        let id = try world.run(RecordMirror(order(), lines: [line(1, shipped: 4)]), by: .bridge)
        var old = try order(asOf: 1_795_250_000_000_000)
        old.id = id
        old.state = "draft"
        let before = try world.count("audit")
        try world.run(RecordMirror(old, lines: [line(1, shipped: 0)]), by: .bridge)
        var same = try order()
        same.id = id
        try world.run(RecordMirror(same, lines: [line(1, shipped: 4)]), by: .bridge)
        #expect(try world.get(id).state == "confirmed")
        #expect(try world.count("audit") == before)
    }

    @Test("A record that mentions two fields changes two fields")
    func partial() throws {
        let id = try world.run(RecordMirror(order(), lines: [line(1, shipped: 4)]), by: .bridge)
        let changes: [String: Value] = [
            "id": .text(id.raw), "state": .text("closed"), "deliveryStatus": .text("delivered"),
        ]
        #expect(try world.run(RecordMirror<CustomerOrder>.self, from: changes) == id.raw)
        let held = try world.get(id)
        #expect(held.state == "closed" && held.number == "SO-000012")
        #expect(held.total == (try world.money("2869.25")))
        #expect(held.asOf > (try order().asOf))
        #expect(try world.count("customer_order_line") == 1)
        #expect(throws: Refusal.self) {
            try world.run(RecordMirror<CustomerOrder>.self, from: ["colour": .text("blue")])
        }
    }

    @Test("A mirror knows its source, and a second row of the same one is refused")
    func identity() throws {
        try world.run(RecordMirror(order()), by: .bridge)
        #expect(try world.refusal(RecordMirror(order()), by: .bridge).code == .duplicate)
        var nameless = try order()
        nameless.sourceID = ""
        #expect(try world.refusal(RecordMirror(nameless), by: .bridge).code == .requiredField)
        nameless.sourceID = "erp-order-13"
        nameless.account = ID("nobody")
        #expect(try world.refusal(RecordMirror(nameless), by: .bridge).code == .stillReferenced)
        nameless.id = ID("nothing")
        #expect(try world.refusal(RecordMirror(nameless), by: .bridge).code == .notFound)
        #expect(RecordMirror<CustomerOrder>.name == "mirror.customerOrder")
    }

    @Test("Where is my order? From the CRM alone, by our number or the customer's")
    func tracking() throws {
        let id = try world.run(RecordMirror(order(), lines: [line(1, shipped: 4)]), by: .bridge)
        var shipment = CustomerShipment()
        shipment.number = "SHP-000003"
        shipment.account = harbour
        shipment.customerOrder = id
        shipment.date = world.today
        shipment.carrier = "NZ Post"
        shipment.trackingNumber = "NZ123"
        shipment.sourceID = "erp-shipment-3"
        shipment.asOf = Instant(microseconds: 1_795_240_000_000_000)
        var parcel = CustomerShipmentLine()
        parcel.serials = "PMP-200-0001,PMP-200-0002"
        try world.run(RecordMirror(shipment, lines: [parcel]), by: .bridge)
        let status = try #require(
            try world.store.read { try OrderTracking.status(orderNumber: "PO-7781", in: $0) })
        #expect(status.order.id == id && status.lines.count == 1)
        #expect(status.summary.hasPrefix("SO-000012 confirmed; delivery partly; shipped: SHP-000003 NZ Post NZ123"))
        #expect(status.freshness == Freshness(source: "erp", asOf: Instant(microseconds: 1_795_240_000_000_000)))
        #expect(try world.store.read { try OrderTracking.status(orderNumber: "SO-9", in: $0) } == nil)
    }

    @Test("Overdue, not yet due and unapplied stand apart, to the cent and with their age")
    func overdue() throws {
        for (number, days, open) in [("INV-1", -1, "512.30"), ("INV-2", 0, "100.00"), ("INV-3", -40, "0.00")] {
            var invoice = CustomerInvoice()
            invoice.number = number
            invoice.account = harbour
            invoice.date = world.today.adding(days: -60)
            invoice.dueDate = world.today.adding(days: days)
            invoice.total = try world.money("1000.00")
            invoice.openBalance = try world.money(open)
            invoice.sourceID = number
            try world.run(RecordMirror(invoice), by: .bridge)
        }
        var memo = CustomerCreditMemo()
        memo.number = "CN-1"
        memo.account = harbour
        memo.date = world.today
        memo.openBalance = try world.money("20.00")
        memo.sourceID = "CN-1"
        try world.run(RecordMirror(memo), by: .bridge)
        var payment = CustomerPayment()
        payment.number = "REC-1"
        payment.account = harbour
        payment.date = world.today
        payment.amount = try world.money("487.70")
        payment.unapplied = try world.money("5.00")
        payment.sourceID = "REC-1"
        var application = CustomerPaymentApplication()
        application.invoiceNumber = "INV-1"
        application.amount = try world.money("482.70")
        try world.run(RecordMirror(payment, lines: [application]), by: .bridge)
        let answer = try world.store.read { try Receivables.overdue(account: harbour, on: world.today, in: $0) }
        #expect(answer.invoices.map(\.number) == ["INV-1"])
        #expect(answer.invoices[0].daysOverdue == 1)
        #expect(answer.overdue == [try world.money("512.30")])
        #expect(answer.notYetDue == [try world.money("100.00")])
        #expect(answer.unapplied == [try world.money("25.00")])
        #expect(answer.freshness.source == "erp" && answer.freshness.asOf.microseconds > 0)
    }
}
