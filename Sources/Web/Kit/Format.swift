import Foundation
import HTMLText
import Kernel

/// How values are written for one reader: English of New Zealand, his time zone, the company's currency.
public struct Format: Sendable {
    public let zone: TimeZone
    public let currency: Currency
    public let now: Instant
    /// The company's business date: what is due, late or priced is so by it, wherever the reader is.
    public let today: CalendarDate
    /// The date by the reader's clock, for the times on a page.
    private let readersToday: CalendarDate

    /// - Parameter zone: the reader's time zone; the company's for one who has none.
    public init(zone: String?, currency: Currency, world: World) {
        let zone = zone.flatMap(TimeZone.init(identifier:)) ?? TimeZone(identifier: world.zone) ?? .gmt
        self.zone = zone
        self.currency = currency
        now = world.now()
        today = world.today()
        readersToday = now.date(offsetSeconds: Self.offset(of: zone, at: now))
    }

    private static func offset(of zone: TimeZone, at instant: Instant) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant.microseconds / 1_000_000)))
    }

    func offset(at instant: Instant) -> Int { Self.offset(of: zone, at: instant) }

    // MARK: Text

    /// "$1,234.50" in the company's currency, "USD 1,234.50" in another, a minus in front when it is below zero.
    public func moneyText(_ money: Money) -> String {
        Formatted.money(money, in: currency)
    }

    /// "14 Mar", and the year when it is not this one.
    public func dateText(_ date: CalendarDate) -> String {
        date.year == today.year ? Formatted.dayAndMonth(date) : Formatted.date(date)
    }

    /// "13:20" today, "Yesterday 13:20", "14 Mar 13:20".
    public func instantText(_ instant: Instant) -> String {
        let offset = offset(at: instant)
        let date = instant.date(offsetSeconds: offset)
        let time = Self.clockText(instant, offset: offset)
        switch date.days(until: readersToday) {
        case 0: return "Today \(time)"
        case 1: return "Yesterday \(time)"
        default: return "\(dateText(date)) \(time)"
        }
    }

    /// "13:20" in the reader's zone.
    public func clockText(_ instant: Instant) -> String { Self.clockText(instant, offset: offset(at: instant)) }

    private static func clockText(_ instant: Instant, offset: Int) -> String {
        let seconds = (instant.microseconds / 1_000_000 + Int64(offset)) % 86_400
        let minutes = (seconds < 0 ? seconds + 86_400 : seconds) / 60
        return "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    }

    /// "12,500.5" with a true minus.
    public func decimalText(_ decimal: FixedDecimal) -> String { Formatted.decimal(decimal) }

    public func integerText(_ number: Int) -> String { Formatted.integer(Int64(number)) }

    /// "12.5 %": the number is in percent already.
    public func percentText(_ percent: FixedDecimal) -> String { Formatted.percent(percent) }

    // MARK: Markup

    /// - Parameter below: the word beside an amount below zero, because a minus alone is easily missed.
    public func money(_ money: Money?, below word: String = "credit") -> HTML {
        guard let money else { return Self.hidden }
        guard money.isNegative else { return "\(moneyText(money))" }
        return "<span class=\"neg\">\(moneyText(money)) <small>\(word)</small></span>"
    }

    public func date(_ date: CalendarDate?) -> HTML {
        guard let date else { return Self.none }
        return "<time datetime=\"\(date.description)\">\(dateText(date))</time>"
    }

    public func instant(_ instant: Instant?) -> HTML {
        guard let instant else { return Self.none }
        return "<time datetime=\"\(instant.description)\">\(instantText(instant))</time>"
    }

    public func quantity(_ quantity: Quantity?) -> HTML {
        guard let quantity else { return Self.hidden }
        guard quantity.unit != .none else { return "\(decimalText(quantity.value))" }
        return "\(decimalText(quantity.value)) <span class=\"unit\">\(quantity.unit.code)</span>"
    }

    public func decimal(_ decimal: FixedDecimal?) -> HTML { decimal.map { "\(decimalText($0))" } ?? Self.hidden }
    /// A price of one.
    public func unitPrice(_ price: FixedDecimal?) -> HTML {
        price.map { "\(Formatted.unitPrice($0))" } ?? Self.hidden
    }
    public func percent(_ percent: FixedDecimal?) -> HTML { percent.map { "\(percentText($0))" } ?? Self.hidden }

    /// "9 days late", "today", "in 3 days".
    public func due(_ date: CalendarDate) -> String {
        let days = today.days(until: date)
        switch days {
        case 0: return "today"
        case 1: return "tomorrow"
        case ..<0: return "\(-days) \(days == -1 ? "day" : "days") late"
        default: return "in \(days) days"
        }
    }

    /// Any value by its kind, for generic lists and forms.
    public func value(_ value: Value?, kind: FieldKind) -> HTML {
        switch value {
        case nil: Self.hidden
        case .null?: Self.none
        case .bool(let flag)?: flag ? "Yes" : "<span class=\"muted\">No</span>"
        case .integer(let number)?: "\(Formatted.integer(number))"
        case .decimal(let decimal)?: self.decimal(decimal)
        case .money(let money)?: money == .none ? Self.none : self.money(money)
        case .quantity(let quantity)?: quantity == .none ? Self.none : self.quantity(quantity)
        case .date(let date)?: self.date(date)
        case .instant(let instant)?: self.instant(instant)
        case .text(let text)?:
            if case .choice = kind { "\(Words.spoken(text))" } else { text.isEmpty ? Self.none : "\(text)" }
        }
    }

    /// For an empty field.
    public static let none: HTML = "<span class=\"muted\">—</span>"
    /// For a field that the reader may not see.
    public static let hidden: HTML = "<span class=\"muted\">hidden</span>"
}
