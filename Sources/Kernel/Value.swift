/// One field's content, whatever system it came from. Everything that crosses a boundary (store, JSON, CSV, recipe,
/// audit) is one of these; business rules use the typed struct instead. `null` says "known to be empty";
/// a field that is *absent* from a `Record` says nothing at all.
public enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal(FixedDecimal)
    case money(Money)
    case quantity(Quantity)
    case text(String)
    case date(CalendarDate)
    case instant(Instant)

    public var isNull: Bool { self == .null }

    /// Nothing a person typed: null or empty text.
    public var isBlank: Bool {
        switch self {
        case .null: true
        case .text(let text): text.isEmpty
        default: false
        }
    }

    /// The one textual form: used by audit, shadows, lineage and messages; read back by `init(text:kind:)`.
    public var text: String {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .decimal(let decimal): decimal.description
        case .money(let money): money.description
        case .quantity(let quantity): quantity.description
        case .text(let text): text
        case .date(let date): date.description
        case .instant(let instant): instant.description
        }
    }

    /// Reads the textual form as a field of this kind. Throws `ValueError` saying what is allowed.
    public init(text: String, kind: FieldKind) throws(ValueError) {
        switch kind {
        case .bool:
            switch text.lowercased() {
            case "true", "yes", "1", "t", "y": self = .bool(true)
            case "false", "no", "0", "f", "n": self = .bool(false)
            default: throw ValueError("'\(text)' is not a yes or no", allowed: "true or false")
            }
        case .integer:
            guard let number = Int64(text) else {
                throw ValueError("'\(text)' is not a whole number", allowed: "digits with an optional sign")
            }
            self = .integer(number)
        case .decimal: self = .decimal(try FixedDecimal(text))
        case .money: self = .money(try Money(description: text))
        case .quantity: self = .quantity(try Quantity(description: text))
        case .text, .reference: self = .text(text)
        case .choice(let choices):
            guard choices.contains(text) else {
                throw ValueError("'\(text)' is not one of the choices", allowed: choices.joined(separator: ", "))
            }
            self = .text(text)
        case .date: self = .date(try CalendarDate(text))
        case .instant: self = .instant(try Instant(text))
        }
    }
}
