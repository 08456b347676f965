import Kernel
import Platform

/// Sets a price from a date on. The price that was valid until then ends the day before; it is kept, so that an older
/// document can still be explained. Refuses: notFound, badUnit, badQuantity, badDates, overlappingPrice.
/// Emits PriceSet.
public struct SetPrice: Command {
    public static let name = "price.set"
    public static let permission: Permission = "price.set"
    public static let emits: [any Event.Type] = [PriceSet.self]
    public var priceList = ID<PriceList>.blank
    public var item = ID<Item>.blank
    public var unit: UnitOfMeasure?
    public var minimumQuantity = FixedDecimal.zero
    public var unitPrice = FixedDecimal.zero
    public var validFrom: CalendarDate?
    public var validTo: CalendarDate?
    public init() {}
    public init(
        priceList: ID<PriceList>, item: ID<Item>, unitPrice: FixedDecimal, from validFrom: CalendarDate? = nil,
        minimumQuantity: FixedDecimal = .zero
    ) {
        self.priceList = priceList
        self.item = item
        self.unitPrice = unitPrice
        self.validFrom = validFrom
        self.minimumQuantity = minimumQuantity
    }

    public static let input = Schema<SetPrice>("SetPrice") { s in
        s.field("priceList", \.priceList, .required)
        s.field("item", \.item, .required)
        s.field("unit", \.unit)
        s.field("minimumQuantity", \.minimumQuantity)
        s.field("unitPrice", \.unitPrice)
        s.field("validFrom", \.validFrom)
        s.field("validTo", \.validTo)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<PriceListLine> {
        let list = try tx.load(priceList)
        let item = try tx.load(item)
        let from = validFrom ?? tx.today
        try check(item, from: from, in: tx)
        var line = PriceListLine()
        line.priceList = list.id
        line.item = item.id
        line.unit = unit ?? item.baseUnit
        line.minimumQuantity = minimumQuantity
        line.unitPrice = unitPrice
        line.currency = list.currency
        line.validFrom = from
        line.validTo = validTo
        let same = Select<PriceListLine>().where(\.priceList, .equal, list.id).where(\.item, .equal, item.id)
            .where(\.unit, .equal, line.unit).where(\.minimumQuantity, .equal, minimumQuantity)
        var saved: PriceListLine?
        for var other in try tx.all(same) {
            let ends = other.validTo.map { $0 < from } ?? false
            let begins = validTo.map { other.validFrom > $0 } ?? false
            if ends || begins { continue }
            if other.validFrom == from, other.validTo == validTo, from >= tx.today {
                other.unitPrice = unitPrice
                saved = try tx.update(other)
            } else if other.validFrom < from, validTo == nil || validTo == other.validTo {
                other.validTo = from.adding(days: -1)
                try tx.update(other)
            } else {
                throw overlap(other, item: item, list: list)
            }
        }
        if saved == nil { saved = try tx.insert(line) }
        let id = saved?.id ?? line.id
        tx.emit(PriceSet(subject: id))
        return id
    }

    private func check(_ item: Item, from: CalendarDate, in tx: Transaction) throws(Refusal) {
        var reasons: [Reason] = []
        if unitPrice < .zero || minimumQuantity < .zero {
            reasons.append(
                Reason(
                    .badQuantity, "neither a price of \(unitPrice) nor from \(minimumQuantity) on is possible",
                    document: "Item \(item.code)", field: unitPrice < .zero ? "unitPrice" : "minimumQuantity",
                    allowed: "0 or more"))
        }
        if let validTo, validTo < from {
            reasons.append(
                Reason(
                    .badDates, "the price would end on \(validTo), before it begins", document: "Item \(item.code)",
                    field: "validTo", allowed: "\(from) or later"))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
        if let unit { _ = try item.conversion(from: unit, in: tx) }
    }

    private func overlap(_ other: PriceListLine, item: Item, list: PriceList) -> Refusal {
        let until = other.validTo.map { " to \($0)" } ?? ""
        return Refusal(
            .overlappingPrice,
            "\(item.code) already has the price \(other.unitPrice) from \(other.validFrom)\(until) in these dates",
            document: "Price list \(list.code)", field: "validFrom",
            allowed: "dates outside of \(other.validFrom)\(until), or a later start that ends the older price",
            fixedBy: "sales")
    }
}

/// A price was set or changed.
public struct PriceSet: Event { public let subject: ID<PriceListLine> }
