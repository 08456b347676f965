import Kernel
import Platform

/// Gives a tax code a new rate from a day on; the old rate ends the day before.
/// Refuses: notFound, invalidValue. Emits TaxRateChanged.
public struct ChangeTaxRate: Command {
    public static let name = "tax.changeRate"
    public static let permission: Permission = "tax.changeRate"
    public static let emits: [any Event.Type] = [TaxRateChanged.self]
    public var code = ""
    public var rate = FixedDecimal.zero
    public var from = CalendarDate(daysSinceEpoch: 0)
    public init() {}

    public init(code: String, rate: FixedDecimal, from: CalendarDate) {
        self.code = code
        self.rate = rate
        self.from = from
    }

    public static let input = Schema<ChangeTaxRate>("ChangeTaxRate") { s in
        s.field("code", \.code, .required, .maxLength(20))
        s.field("rate", \.rate, .required)
        s.field("from", \.from, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<TaxCode> {
        let rows = try tx.all(
            Select<TaxCode>().where(\.code, .equal, code).ordered(by: \.validFrom, descending: true))
        guard var current = rows.first else {
            throw Refusal(
                .notFound, "There is no tax code \(code)", document: "TaxCode", field: "code",
                allowed: "an existing code", fixedBy: "finance")
        }
        guard current.kind == .standard, rate > .zero, rate < .one, from > current.validFrom else {
            throw Refusal(
                .invalidValue, "\(code) cannot get the rate \(rate) from \(from)", document: "TaxCode \(code)",
                field: "rate",
                allowed: "a fraction such as 0.15 for a standard code, from a day after \(current.validFrom)",
                fixedBy: "finance")
        }
        current.validTo = from.adding(days: -1)
        try tx.update(current)
        var next = current
        next.id = ID("\(code)/\(from)")
        next.rate = rate
        next.validFrom = from
        next.validTo = nil
        next = try tx.insert(next)
        tx.emit(TaxRateChanged(subject: next.id))
        return next.id
    }
}

/// A tax code has a new rate from a day on.
public struct TaxRateChanged: Event {
    public let subject: ID<TaxCode>
}
