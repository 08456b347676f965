import Kernel

/// What a list is narrowed to: one field, one comparison, what was typed. Checked against the object's declaration.
///
///     FieldCondition("total", .atLeast, "1000 NZD")
public struct FieldCondition: Hashable, Sendable {
    public enum Comparison: String, CaseIterable, Sendable {
        case equal, notEqual, less, atMost, greater, atLeast, `in`, contains, startsWith, isEmpty, isFilled
    }

    public var field: String
    public var comparison: Comparison
    /// One text, several for `in`, none for `isEmpty` and `isFilled`.
    public var values: [String]

    public init(_ field: String, _ comparison: Comparison, _ values: String...) {
        self.init(field, comparison, values: values)
    }

    public init(_ field: String, _ comparison: Comparison, values: [String]) {
        self.field = field
        self.comparison = comparison
        self.values = values
    }

    /// Values of one `in`, at most.
    public static let mostValues = 200
}

/// In which order a list is read; records alike in it follow each other by id.
public struct SortOrder: Hashable, Sendable {
    public var field: String
    public var isDescending: Bool

    public init(_ field: String, descending: Bool = false) {
        self.field = field
        isDescending = descending
    }

    /// The newest first: ids grow with time.
    public static let newestFirst = SortOrder("id", descending: true)
}

/// What the reader's question becomes in SQL: fixed words and columns, bound values.
struct CompiledFilter {
    var conditions: [String] = []
    var values: [Value] = []

    var sql: String { conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ") }

    mutating func add(_ condition: String, _ values: [Value] = []) {
        conditions.append(condition)
        self.values += values
    }
}

/// Checks conditions against an object and what the actor sees of it; collects all reasons.
struct FilterCompiler {
    let object: ObjectDescriptor
    let shown: Set<String>
    private(set) var filter = CompiledFilter()
    private(set) var reasons: [Reason] = []

    init(_ object: ObjectDescriptor, shown: Set<String>) {
        self.object = object
        self.shown = shown
    }

    /// The field of that name: declared and seen, or `id` or `version`. Notes why not otherwise.
    mutating func field(_ name: String, for use: String) -> FieldDescriptor? {
        if name == "id" { return FieldDescriptor(name: "id", kind: .text, isOptional: false) }
        if name == "version" { return FieldDescriptor(name: "version", kind: .integer, isOptional: false) }
        guard let field = object.field(name), !field.rules.isSecret else {
            let names = ["id"] + object.fields.map(\.name).filter(shown.contains)
            reasons.append(
                Reason(
                    .unknownField, "\(object.name) has no field '\(name)' to \(use)", document: object.name,
                    field: name, allowed: names.joined(separator: ", ")))
            return nil
        }
        guard shown.contains(name) else {
            reasons.append(
                Reason(
                    .notPermitted, "You do not see the field '\(name)' of \(object.name)", document: object.name,
                    field: name, allowed: "fields that you see", fixedBy: "integration admin"))
            return nil
        }
        return field
    }

    mutating func add(_ condition: FieldCondition) {
        guard let field = field(condition.field, for: "filter by") else { return }
        guard expectsRightCount(condition) else { return }
        let column = field.column
        switch condition.comparison {
        case .isEmpty, .isFilled:
            let isText = field.kind.isTextual
            let test =
                condition.comparison == .isEmpty
                ? (isText ? "(\(column) IS NULL OR \(column) = '')" : "\(column) IS NULL")
                : (isText ? "\(column) <> ''" : "\(column) IS NOT NULL")
            filter.add(test)
        case .contains, .startsWith:
            guard field.kind.isTextual, case .text(let text)? = value(condition.values[0], field, .text) else {
                return refuse(condition, field, "is no text", allowed: "equal, less, greater and the like")
            }
            let pattern = Self.escaped(text) + "%"
            filter.add(
                "\(column) \(Self.like)", [.text(condition.comparison == .contains ? "%" + pattern : pattern)])
        case .in:
            let values = condition.values.compactMap { value($0, field, field.kind) }
            guard values.count == condition.values.count else { return }
            let list = ValueList.rounded(values.map(\.comparable))
            filter.add("\(column) IN (\(ValueList.marks(list.count)))", list)
        case .equal, .notEqual, .less, .atMost, .greater, .atLeast: compare(condition, field)
        }
    }

    private mutating func compare(_ condition: FieldCondition, _ field: FieldDescriptor) {
        guard let value = value(condition.values[0], field, field.kind) else { return }
        let sign =
            switch condition.comparison {
            case .notEqual: "<>"
            case .less: "<"
            case .atMost: "<="
            case .greater: ">"
            case .atLeast: ">="
            default: "="
            }
        if case .bool = field.kind, !["=", "<>"].contains(sign) {
            return refuse(condition, field, "is yes or no", allowed: "equal, notEqual")
        }
        var test = "\(field.column) \(sign) ?"
        // What is empty is not the value either.
        if sign == "<>", field.isNullable { test = "(\(test) OR \(field.column) IS NULL)" }
        filter.add(test, [value.comparable])
        guard sign != "<>" else { return }
        switch value {
        case .money(let money): filter.add("\(field.column)_currency = ?", [.text(money.currency.code)])
        case .quantity(let quantity) where quantity.unit != .none:
            filter.add("\(field.column)_unit = ?", [.text(quantity.unit.code)])
        default: break
        }
    }

    private mutating func expectsRightCount(_ condition: FieldCondition) -> Bool {
        let count = condition.values.count
        let isRight =
            switch condition.comparison {
            case .isEmpty, .isFilled: true
            case .in: (1...FieldCondition.mostValues).contains(count)
            default: count == 1
            }
        if !isRight {
            reasons.append(
                Reason(
                    .invalidValue, "\(condition.comparison.rawValue) got \(count) values", document: object.name,
                    field: condition.field,
                    allowed: condition.comparison == .in ? "1 to \(FieldCondition.mostValues)" : "one value"))
        }
        return isRight
    }

    private mutating func value(_ text: String, _ field: FieldDescriptor, _ kind: FieldKind) -> Value? {
        do throws(ValueError) {
            if case .quantity = kind, let number = try? FixedDecimal(text) {
                return .quantity(Quantity(number, .none))
            }
            return try Value(text: text, kind: kind)
        } catch {
            reasons.append(
                Reason(.invalidValue, error.message, document: object.name, field: field.name, allowed: error.allowed))
            return nil
        }
    }

    private mutating func refuse(
        _ condition: FieldCondition, _ field: FieldDescriptor, _ why: String, allowed: String
    ) {
        reasons.append(
            Reason(
                .invalidValue, "'\(field.name)' \(why): \(condition.comparison.rawValue) cannot be asked of it",
                document: object.name, field: field.name, allowed: allowed))
    }

    /// A pattern that stands by itself is looked into by SQLite, which then prepares the statement anew for each.
    static let like = "LIKE ? || '' ESCAPE '\\'"

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if "\\%_".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}

extension FieldKind {
    /// Held as text that a person may search in.
    var isTextual: Bool {
        switch self {
        case .text, .choice, .reference: true
        default: false
        }
    }
}

extension Value {
    /// The value in a single column: money by its minor units, quantities by their number.
    var comparable: Value {
        switch self {
        case .money(let money): .integer(money.minorUnits)
        case .quantity(let quantity): .decimal(quantity.value)
        default: self
        }
    }
}
