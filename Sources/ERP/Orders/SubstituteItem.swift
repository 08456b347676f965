import Kernel
import Platform

/// Delivers another item for what is open of a line. The agreed price stays unless another is given. A line that is
/// partly shipped keeps its item for that part; the rest becomes a new line.
/// Refuses: notFound, wrongState, nothingOpen, itemObsolete, itemNotSellable, badUnit, badQuantity.
/// Emits OrderChanged.
public struct SubstituteItem: Command {
    public static let name = "order.substitute"
    public static let permission: Permission = "order.substitute"
    public static let emits: [any Event.Type] = [OrderChanged.self]
    public var order = ID<SalesOrder>.blank
    public var position = 0
    public var item = ID<Item>.blank
    public var unitPrice: FixedDecimal?
    public init() {}
    public init(order: ID<SalesOrder>, position: Int, with item: ID<Item>) {
        self.order = order
        self.position = position
        self.item = item
    }

    public static let input = Schema<SubstituteItem>("SubstituteItem") { s in
        s.field("order", \.order, .required)
        s.field("position", \.position, .within(0...1_000_000))
        s.field("item", \.item, .required)
        s.field("unitPrice", \.unitPrice)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var running = try RunningOrder(order, changesValue: true, in: tx)
        let index = try running.index(of: position)
        let old = running.lines[index]
        guard old.open.value > .zero else {
            throw Refusal(
                .nothingOpen, "nothing of line \(position) is left to deliver", document: running.title,
                line: position, field: "position", allowed: "a line that is not wholly shipped or cancelled",
                fixedBy: "sales")
        }
        var reading = OrderLineReading(
            customer: try tx.find(running.order.customer), currency: running.order.currency, date: tx.today,
            priceDate: nil, document: running.title)
        var input = OrderLineInput(
            item: item, quantity: old.open, unitPrice: unitPrice ?? old.unitPrice,
            discountPercent: old.discountPercent)
        input.requestedDate = old.requestedDate
        try reading.load([input], in: tx)
        let isWhole = old.shipped.isZero && old.cancelled.isZero
        let next = (running.lines.map(\.position).max() ?? 0) + 1
        guard var line = try reading.read(input, position: isWhole ? position : next, in: tx) else {
            throw Refusal(reading.reasons)
        }
        let oldItem = running.item(of: old)
        line.order = order
        line.substitutedFor = old.substitutedFor ?? old.item
        line.priceExplanation = old.priceExplanation
        if isWhole {
            running.lines[index].quantity.value = .zero
            running.release(index)
            line.id = old.id
            line.version = old.version
            running.lines[index] = line
        } else {
            running.lines[index].cancelled += old.open
            line.id = tx.newID()
            running.lines.append(line)
        }
        try running.supplyLine(line, in: tx)
        running.order.revision += 1
        try running.total(in: tx)
        if running.order.openHolds == 0 { running.reserve() } else { running.shrinkReservations() }
        try running.save(fills: true, in: tx)
        try BackOrders.fill([oldItem], &running.book, in: tx)
        try running.book.save(in: tx)
        tx.emit(OrderChanged(subject: order))
        return NoAnswer()
    }
}
