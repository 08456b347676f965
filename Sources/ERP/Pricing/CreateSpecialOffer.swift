import Kernel
import Platform

/// One item of a special offer, as it is entered.
public struct SpecialOfferItemInput: Sendable {
    public var item = ID<Item>.blank
    public init() {}
    public init(item: ID<Item>) { self.item = item }

    public static let schema = Schema<SpecialOfferItemInput>("SpecialOfferItemInput") { s in
        s.field("item", \.item, .required)
    }
}

/// Announces a special offer. Refuses: duplicate, badDiscount, badDates, badQuantity. Emits SpecialOfferCreated.
public struct CreateSpecialOffer: Command {
    public static let name = "specialOffer.create"
    public static let permission: Permission = "offer.create"
    public static let emits: [any Event.Type] = [SpecialOfferCreated.self]
    public var code = ""
    public var description = ""
    public var percent = FixedDecimal.zero
    public var minimumQuantity = FixedDecimal.zero
    public var maximumQuantity: FixedDecimal?
    public var validFrom: CalendarDate?
    public var validTo: CalendarDate?
    /// None: the offer applies to every item.
    public var items: [SpecialOfferItemInput] = []
    public init() {}
    public init(code: String, percent: FixedDecimal, items: [ID<Item>] = []) {
        self.code = code
        self.percent = percent
        self.items = items.map { SpecialOfferItemInput(item: $0) }
    }

    public static let input = Schema<CreateSpecialOffer>("CreateSpecialOffer") { s in
        s.field("code", \.code, .required, .maxLength(40))
        s.field("description", \.description, .maxLength(200))
        s.field("percent", \.percent)
        s.field("minimumQuantity", \.minimumQuantity)
        s.field("maximumQuantity", \.maximumQuantity)
        s.field("validFrom", \.validFrom)
        s.field("validTo", \.validTo)
        s.list("items", \.items, SpecialOfferItemInput.schema, blank: { SpecialOfferItemInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<SpecialOffer> {
        var offer = SpecialOffer()
        offer.code = code
        offer.description = description
        offer.percent = percent
        offer.minimumQuantity = minimumQuantity
        offer.maximumQuantity = maximumQuantity
        offer.validFrom = validFrom ?? tx.today
        offer.validTo = validTo
        offer.appliesToAll = items.isEmpty
        let reasons = reasons(against: offer)
        if !reasons.isEmpty { throw Refusal(reasons) }
        offer = try tx.insert(offer)
        for input in items {
            var item = SpecialOfferItem()
            item.offer = offer.id
            item.item = input.item
            try tx.insert(item)
        }
        tx.emit(SpecialOfferCreated(subject: offer.id))
        return offer.id
    }

    private func reasons(against offer: SpecialOffer) -> [Reason] {
        var reasons: [Reason] = []
        let document = "Special offer \(code)"
        if percent <= .zero || percent > 100 {
            reasons.append(
                Reason(
                    .badDiscount, "\(percent) % is no offer", document: document, field: "percent",
                    allowed: "more than 0 and at most 100"))
        }
        if let validTo, validTo < offer.validFrom {
            reasons.append(
                Reason(
                    .badDates, "the offer would end on \(validTo), before it begins", document: document,
                    field: "validTo", allowed: "\(offer.validFrom) or later"))
        }
        if let maximumQuantity, maximumQuantity < minimumQuantity {
            reasons.append(
                Reason(
                    .badQuantity, "no quantity is from \(minimumQuantity) to \(maximumQuantity)", document: document,
                    field: "maximumQuantity", allowed: "\(minimumQuantity) or more"))
        }
        return reasons
    }
}

/// A special offer was announced.
public struct SpecialOfferCreated: Event { public let subject: ID<SpecialOffer> }
