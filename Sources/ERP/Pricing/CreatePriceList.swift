import Kernel
import Platform

/// Opens a price list; a default one replaces the default of its currency.
/// Refuses: duplicate, badDates. Emits PriceListCreated.
public struct CreatePriceList: Command {
    public static let name = "priceList.create"
    public static let permission: Permission = "price.createList"
    public static let emits: [any Event.Type] = [PriceListCreated.self]
    public var code = ""
    public var listName = ""
    public var currency = Currency.none
    public var validFrom = CalendarDate(daysSinceEpoch: 0)
    public var validTo: CalendarDate?
    public var isDefault = false
    public init() {}
    public init(code: String, name: String, currency: Currency, isDefault: Bool = false) {
        self.code = code
        listName = name
        self.currency = currency
        self.isDefault = isDefault
    }

    public static let input = Schema<CreatePriceList>("CreatePriceList") { s in
        s.field("code", \.code, .required, .maxLength(40))
        s.field("name", \.listName, .required, .maxLength(200))
        s.field("currency", \.currency, .required)
        s.field("validFrom", \.validFrom)
        s.field("validTo", \.validTo)
        s.field("isDefault", \.isDefault)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<PriceList> {
        if let validTo, validTo < validFrom {
            throw Refusal(
                .badDates, "the list would end on \(validTo), before it begins", document: "Price list \(code)",
                field: "validTo", allowed: "\(validFrom) or later")
        }
        if isDefault {
            let same = Select<PriceList>().where(\.isDefault, .equal, true).where(\.currency, .equal, currency)
            for var list in try tx.all(same) {
                list.isDefault = false
                try tx.update(list)
            }
        }
        var list = PriceList()
        list.code = code
        list.name = listName
        list.currency = currency
        list.validFrom = validFrom
        list.validTo = validTo
        list.isDefault = isDefault
        list = try tx.insert(list)
        tx.emit(PriceListCreated(subject: list.id))
        return list.id
    }
}

/// A price list was opened.
public struct PriceListCreated: Event { public let subject: ID<PriceList> }
