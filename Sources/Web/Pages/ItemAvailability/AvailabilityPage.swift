import ERP
import HTMLText
import Kernel
import Platform

/// What of an item is there, for whom the rest is reserved, and what may be promised.
struct AvailabilityModel: Sendable {
    let item: Visible<Item>
    let shelves: [ShelfStock]
    let promises: [Promise]
    let wanted: FixedDecimal
    let on: CalendarDate
    let reserved: [Claim]
    let moves: [Visible<StockMove>]
    let warehouses: [ID<Warehouse>: String]

    /// Stock that an order line holds.
    struct Claim: Sendable {
        let reservation: Visible<Reservation>
        let order: Visible<SalesOrder>?
    }

    static func load(
        _ id: ID<Item>, wanted: FixedDecimal, on date: CalendarDate, by reading: Reading
    ) throws -> AvailabilityModel? {
        guard let item = try reading.find(id) else { return nil }
        let (shelves, promises) = try reading.figures(over: [Item.self, StockLevel.self, Warehouse.self]) { session in
            let reader = SnapshotReader(session)
            guard let whole = try session.find(id) else { return ([ShelfStock](), [Promise]()) }
            return (
                try Availability.shelves(of: whole, in: reader),
                try Availability.promise(whole, quantity: wanted, on: date, in: reader)
            )
        }
        let reserved = try reading.part { try claims(on: id, by: reading) } ?? []
        let warehouses = try reading.part { try reading.all(Select<Warehouse>().limit(100)) } ?? []
        return AvailabilityModel(
            item: item, shelves: shelves, promises: promises, wanted: wanted, on: date,
            reserved: reserved,
            moves: try reading.part {
                try reading.all(
                    Select<StockMove>().where(\.item, .equal, id).ordered(by: \.id, descending: true).limit(20))
            } ?? [], warehouses: Dictionary(warehouses.map { ($0.id, $0.code) }) { first, _ in first })
    }

    private static func claims(on id: ID<Item>, by reading: Reading) throws -> [Claim] {
        let reservations = try reading.all(
            Select<Reservation>().where(\.item, .equal, id).ordered(by: \.id).limit(50))
        let lines = try reading.all(Select<SalesOrderLine>().where(\.id, in: reservations.map(\.orderLine)))
        let orders = try reading.all(Select<SalesOrder>().where(\.id, in: Set(lines.map(\.order)).sorted()))
        return reservations.map { reservation in
            let order = lines.first { $0.id == reservation.orderLine }?.order
            return Claim(reservation: reservation, order: orders.first { $0.id == order })
        }
    }

    var available: FixedDecimal { shelves.reduce(.zero) { $0 + $1.available.value } }

    /// "40 today, 100 without a date yet".
    func answer(_ format: Format) -> String {
        promises.map { promise in
            let when =
                promise.date.map { $0 == format.today ? "today" : "on \(format.dateText($0))" } ?? "without a date yet"
            return "\(Prose.number(promise.quantity.value)) \(when)"
        }.joined(separator: ", ")
    }
}

/// Availability on one screen: the answer first, then the rows that it is made of.
struct AvailabilityPage {
    let model: AvailabilityModel
    let visit: Visit
    private var format: Format { visit.format }

    init(_ model: AvailabilityModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page(model.item.code)
        page.section = "/erp/items"
        page.trail = [
            Link("Items", "/erp/items"), Link(model.item.name, RecordPath.of("erp", "Item", model.item.id.raw)),
        ]
        page.status = .state(model.item.lifecycle.rawValue)
        page.subtitle = "\(model.item.name)"
        let isCovered = model.promises.allSatisfy { $0.date != nil }
        page.advice = .advice(
            "<b>\(Source.erp.mark)\(Prose.number(model.wanted)) wanted:</b> \(model.answer(format)).",
            tone: isCovered ? .ok : .warn)
        let sum = { (path: (ShelfStock) -> FixedDecimal) in model.shelves.reduce(FixedDecimal.zero) { $0 + path($1) } }
        page.facts = [
            Fact(
                "On hand", "\(Prose.number(sum { $0.onHand.value }))", note: "as of \(format.instant(visit.now))",
                source: .erp),
            Fact("Reserved", "\(Prose.number(sum { $0.reserved.value }))", source: .erp),
            Fact("Free", "\(Prose.number(model.available))", source: .erp, tone: model.available > .zero ? .ok : .warn),
        ]
        page.body = question + .columns([shelves, moves].compactMap { $0 }, [reserved].compactMap { $0 })
        return page
    }

    private var question: HTML {
        let quantity = HTML.field(Field("quantity", "How many", .number, value: Prose.number(model.wanted)))
        let date = HTML.field(Field("on", "By when", .date, value: model.on.description))
        return "<form class=\"filters\">\(quantity)\(date)\(HTML.submit("Ask", .plain))</form>"
    }

    private func csv(_ object: String) -> HTML {
        .csv("\(RecordPath.list("erp", object)).csv?item=\(model.item.id.raw)")
    }

    private var shelves: HTML {
        .card(
            "By warehouse", source: .erp, asOf: format.instant(visit.now), action: csv("StockLevel"), id: "shelves",
            live: ["erp.SalesOrder", "erp.Shipment"],
            model.shelves.isEmpty
                ? .emptyState("Never in stock")
                : .table(
                    "Stock", model.shelves,
                    columns: [
                        Column("Warehouse") { "\($0.code)" }, .number("On hand") { format.quantity($0.onHand) },
                        .number("Reserved") { format.quantity($0.reserved) },
                        .number("Free") { format.quantity($0.available) },
                    ]))
    }

    private var reserved: HTML? {
        guard !model.reserved.isEmpty else { return nil }
        return .card(
            "Reserved for", source: .erp, action: csv("Reservation"),
            .table(
                "Reservations", model.reserved,
                columns: [
                    Column("Order") { claim in
                        guard let order = claim.order else { return Format.none }
                        return .opener(
                            order.number, "/erp/sales-orders/\(order.id)",
                            under: "wanted \(format.date(order.requestedDate))")
                    },
                    .number("Quantity") { format.quantity($0.reservation.quantity) },
                ]))
    }

    private var moves: HTML? {
        guard !model.moves.isEmpty else { return nil }
        return .card(
            "What moved", source: .erp, action: csv("StockMove"),
            .table(
                "Moves", model.moves,
                columns: [
                    Column("Move") { move in
                        .opener(
                            Prose.state(move.kind.rawValue), RecordPath.of("erp", move.document, move.documentID),
                            under: format.date(move.date))
                    },
                    Column("Warehouse") { "\(model.warehouses[$0.warehouse] ?? "")" },
                    .number("Quantity") { format.quantity($0.quantity) },
                ]))
    }
}

extension SiteMap {
    /// What is there of an item and what may be promised.
    mutating func addAvailability() {
        page("erp/items/:id/availability") { visit in
            let wanted =
                try visit.query("quantity").map { text throws in try FixedDecimal(FormReading.plain(text)) } ?? 1
            let date = try visit.query("on").map { text throws in try CalendarDate(text) } ?? visit.today
            let model = try visit.read(.erp) {
                try AvailabilityModel.load(ID(visit.parameter("id")), wanted: wanted, on: date, by: $0)
            }
            guard let model else { throw PageNotFound("This item") }
            return AvailabilityPage(model, visit).page
        }
    }
}
