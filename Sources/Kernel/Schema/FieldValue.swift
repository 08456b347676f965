/// A Swift type that can be the type of a declared field.
public protocol FieldValue: Sendable, Equatable {
    static var kind: FieldKind { get }
    static var isOptional: Bool { get }
    var fieldValue: Value { get }
    /// Throws when the value is of another kind or outside what this type allows.
    init(fieldValue value: Value) throws(ValueError)
}

extension FieldValue {
    public static var isOptional: Bool { false }

    static func mismatch(_ value: Value) -> ValueError {
        ValueError("'\(value.text)' is not a \(kind.name)", allowed: "a \(kind.name)")
    }
}

/// A closed list of words: `enum QuoteState: String, Choice { case draft, presented … }`.
public protocol Choice: FieldValue, RawRepresentable, CaseIterable, Hashable where RawValue == String {}

extension Choice {
    public static var kind: FieldKind { .choice(allCases.map(\.rawValue)) }
    public var fieldValue: Value { .text(rawValue) }
    public init(fieldValue value: Value) throws(ValueError) {
        guard case .text(let text) = value, let choice = Self(rawValue: text) else {
            let words = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValueError("'\(value.text)' is not one of the choices", allowed: words)
        }
        self = choice
    }
}

extension Optional: FieldValue where Wrapped: FieldValue {
    public static var kind: FieldKind { Wrapped.kind }
    public static var isOptional: Bool { true }
    public var fieldValue: Value { self?.fieldValue ?? .null }
    public init(fieldValue value: Value) throws(ValueError) {
        if case .null = value { self = nil } else { self = try Wrapped(fieldValue: value) }
    }
}

extension Bool: FieldValue {
    public static var kind: FieldKind { .bool }
    public var fieldValue: Value { .bool(self) }
    public init(fieldValue value: Value) throws(ValueError) {
        guard case .bool(let flag) = value else { throw Self.mismatch(value) }
        self = flag
    }
}

extension Int: FieldValue {
    public static var kind: FieldKind { .integer }
    public var fieldValue: Value { .integer(Int64(self)) }
    public init(fieldValue value: Value) throws(ValueError) {
        guard case .integer(let number) = value else { throw Self.mismatch(value) }
        self = Int(number)
    }
}

extension String: FieldValue {
    public static var kind: FieldKind { .text }
    public var fieldValue: Value { .text(self) }
    public init(fieldValue value: Value) throws(ValueError) {
        switch value {
        case .text(let text): self = text
        case .null: self = ""
        default: throw Self.mismatch(value)
        }
    }
}

extension FixedDecimal: FieldValue {
    public static var kind: FieldKind { .decimal }
    public var fieldValue: Value { .decimal(self) }
    public init(fieldValue value: Value) throws(ValueError) {
        switch value {
        case .decimal(let decimal): self = decimal
        case .integer(let number): self = FixedDecimal(Int(number))
        default: throw Self.mismatch(value)
        }
    }
}

extension Money: FieldValue {
    public static var kind: FieldKind { .money }
    public var fieldValue: Value { .money(self) }
    public init(fieldValue value: Value) throws(ValueError) {
        guard case .money(let money) = value else { throw Self.mismatch(value) }
        self = money
    }
}

extension Quantity: FieldValue {
    public static var kind: FieldKind { .quantity }
    public var fieldValue: Value { .quantity(self) }
    public init(fieldValue value: Value) throws(ValueError) {
        guard case .quantity(let quantity) = value else { throw Self.mismatch(value) }
        self = quantity
    }
}

extension CalendarDate: FieldValue {
    public static var kind: FieldKind { .date }
    public var fieldValue: Value { .date(self) }
    public init(fieldValue value: Value) throws(ValueError) {
        guard case .date(let date) = value else { throw Self.mismatch(value) }
        self = date
    }
}

extension Instant: FieldValue {
    public static var kind: FieldKind { .instant }
    public var fieldValue: Value { .instant(self) }
    public init(fieldValue value: Value) throws(ValueError) {
        guard case .instant(let instant) = value else { throw Self.mismatch(value) }
        self = instant
    }
}

/// Currencies are held as their three letters.
extension Currency: FieldValue {
    public static var kind: FieldKind { .text }
    public var fieldValue: Value { .text(code) }
    public init(fieldValue value: Value) throws(ValueError) {
        guard case .text(let text) = value else { throw Self.mismatch(value) }
        self = text == Currency.none.code ? .none : try Currency(text)
    }
}

/// Units of measure are held as their code.
extension UnitOfMeasure: FieldValue {
    public static var kind: FieldKind { .text }
    public var fieldValue: Value { .text(code) }
    public init(fieldValue value: Value) throws(ValueError) {
        guard case .text(let text) = value else { throw Self.mismatch(value) }
        self = text == UnitOfMeasure.none.code ? .none : try UnitOfMeasure(text)
    }
}

extension ID: FieldValue where Object: BusinessObject {
    public static var kind: FieldKind { .reference(Object.objectName) }
    public var fieldValue: Value { .text(raw) }
    public init(fieldValue value: Value) throws(ValueError) {
        switch value {
        case .text(let text): self.init(text)
        case .null: self.init("")
        default: throw Self.mismatch(value)
        }
    }
}
