/// Everything that is known of one field, from the one statement that declares it.
public struct FieldDescriptor: Hashable, Sendable {
    public let name: String
    public let kind: FieldKind
    public let isOptional: Bool
    public var rules = FieldRules()

    public init(name: String, kind: FieldKind, isOptional: Bool, rules: FieldRules = FieldRules()) {
        self.name = name
        self.kind = kind
        self.isOptional = isOptional
        self.rules = rules
    }

    /// `creditLimit` → `credit_limit`.
    public var column: String { snakeCase(name) }

    /// The store's columns: money and quantity carry a second one for currency or unit.
    public var columns: [String] {
        switch kind {
        case .money: [column, column + "_currency"]
        case .quantity: [column, column + "_unit"]
        default: [column]
        }
    }

    /// May a form, an import or a recipe write it? Assigned, derived and command-only fields may not.
    public var isWritable: Bool { !rules.isAssigned && !rules.isDerived && !rules.isCommandOnly }

    /// May the database hold NULL here?
    public var isNullable: Bool { isOptional && !rules.isRequired }
}

/// The rules that a field statement may add.
public struct FieldRules: Hashable, Sendable {
    public var isRequired = false
    public var isUnique = false
    public var isIndexed = false
    /// Given by the system at creation (a number), never typed.
    public var isAssigned = false
    /// Computed by commands from other fields.
    public var isDerived = false
    /// Changed only by a command that says so (a state).
    public var isCommandOnly = false
    /// Hidden from roles without the permission `sensitive.read`: margins, costs.
    public var isSensitive = false
    /// Characters; the store enforces it too. Text without it may have 4,000.
    public var maximumLength: Int?

    public init() {}
}

/// One word of a field statement: `s.field("number", \.number, .assigned, .unique, .maxLength(20))`.
public struct FieldRule: Sendable {
    let apply: @Sendable (inout FieldRules) -> Void

    public static let required = FieldRule { $0.isRequired = true }
    public static let unique = FieldRule { $0.isUnique = true }
    public static let indexed = FieldRule { $0.isIndexed = true }
    public static let assigned = FieldRule { $0.isAssigned = true }
    public static let derived = FieldRule { $0.isDerived = true }
    public static let commandOnly = FieldRule { $0.isCommandOnly = true }
    public static let sensitive = FieldRule { $0.isSensitive = true }
    public static func maxLength(_ characters: Int) -> FieldRule { FieldRule { $0.maximumLength = characters } }
}

/// `SalesOrderLine` → `sales_order_line`: table and column names are derived, never typed by hand.
public func snakeCase(_ name: String) -> String {
    var result = ""
    for character in name {
        if character.isUppercase, !result.isEmpty { result.append("_") }
        result.append(character.lowercased())
    }
    return result
}
