/// Everything that is known of one field, from the one statement that declares it.
public struct FieldDescriptor: Hashable, Sendable {
    public let name: String
    public let kind: FieldKind
    public let isOptional: Bool
    public var rules = FieldRules()
    /// `creditLimit` → `credit_limit`.
    public let column: String

    public init(name: String, kind: FieldKind, isOptional: Bool, rules: FieldRules = FieldRules()) {
        self.name = name
        self.kind = kind
        self.isOptional = isOptional
        self.rules = rules
        column = identifier(name)
    }

    /// The store's columns: money and quantity carry a second one for currency or unit.
    public var columns: [String] {
        switch kind {
        case .money: [column, column + "_currency"]
        case .quantity: [column, column + "_unit"]
        default: [column]
        }
    }

    /// May a form, an import or a recipe write it? Assigned, derived and command-only fields may not.
    public var isWritable: Bool {
        !rules.isAssigned && !rules.isDerived && !rules.isCommandOnly && !rules.isSecret
    }

    /// Can a value of it be wrong in itself?
    var isJudged: Bool {
        if rules.isRequired || rules.maximumLength != nil { return true }
        switch kind {
        case .integer, .decimal, .money, .quantity, .date, .instant: return true
        case .bool, .text, .choice, .reference: return false
        }
    }

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
    /// Hidden from everybody, and its values from the audit too: what a password is checked against, keys.
    public var isSecret = false
    /// Characters; the store enforces it too. Text without it may have 4,000.
    public var maximumLength: Int?
    /// In whole units, for figures of every kind; what `ValueBounds` allows where there is none.
    public var lowest: Int64?
    public var highest: Int64?
    public var isAboveZero = false

    public init() {}
}

/// One word of a field statement: `s.field("number", \.number, .assigned, .unique, .maxLength(20))`.
public struct FieldRule: Sendable {
    @usableFromInline let apply: @Sendable (inout FieldRules) -> Void

    public static let required = FieldRule { $0.isRequired = true }
    public static let unique = FieldRule { $0.isUnique = true }
    public static let indexed = FieldRule { $0.isIndexed = true }
    public static let assigned = FieldRule { $0.isAssigned = true }
    public static let derived = FieldRule { $0.isDerived = true }
    public static let commandOnly = FieldRule { $0.isCommandOnly = true }
    public static let sensitive = FieldRule { $0.isSensitive = true }
    public static let secret = FieldRule { $0.isSecret = true }
    /// A figure of 0 or more.
    public static let notNegative = FieldRule { $0.lowest = 0 }
    /// A figure of more than 0.
    public static let aboveZero = FieldRule { $0.isAboveZero = true }
    /// A figure within these, in whole units.
    public static func within(_ range: ClosedRange<Int64>) -> FieldRule {
        FieldRule {
            $0.lowest = range.lowerBound
            $0.highest = range.upperBound
        }
    }
    public static func maxLength(_ characters: Int) -> FieldRule { FieldRule { $0.maximumLength = characters } }
}

/// A name as a table or a column: a word that SQL keeps for itself gets an underscore behind it.
func identifier(_ name: String) -> String {
    let word = snakeCase(name)
    return reservedWords.contains(word) ? word + "_" : word
}

/// Names that SQLite or PostgreSQL do not take without quotes.
private let reservedWords: Set<String> = [
    "all", "analyze", "and", "any", "as", "asc", "between", "both", "by", "case", "cast", "check", "collate", "column",
    "constraint", "create", "default", "delete", "desc", "distinct", "do", "drop", "else", "end", "except", "exists",
    "fetch", "for", "foreign", "from", "grant", "group", "having", "in", "index", "inner", "insert", "intersect",
    "into", "is", "isnull", "join", "leading", "left", "like", "limit", "natural", "not", "notnull", "null", "offset",
    "on", "only", "or", "order", "outer", "placing", "primary", "references", "returning", "right", "select", "set",
    "some", "table", "then", "to", "trailing", "transaction", "union", "unique", "update", "user", "using", "values",
    "when", "where", "window", "with",
]

/// `SalesOrderLine` → `sales_order_line`, `sourceID` → `source_id`: table and column names are derived, never typed.
public func snakeCase(_ name: String) -> String {
    var result = ""
    var previousIsUpper = true
    for character in name {
        if character.isUppercase, !previousIsUpper { result.append("_") }
        previousIsUpper = character.isUppercase
        result.append(character.lowercased())
    }
    return result
}
