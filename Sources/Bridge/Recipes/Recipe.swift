import Kernel

/// How one kind of document of one system and one of another are kept as one: policy, readable by an analyst.
/// Parsed from `Recipes/*.yaml`; one line a field, one owner a line.
public struct Recipe: Hashable, Sendable {
    public let name: String
    /// Digest of the text: lineage and plans name the version that decided.
    public let version: String
    /// As it was written; blank when it was not read from a text.
    public let text: String
    /// Which of the company's versions it is, from 1; 0 as long as the company has not taken it in.
    public private(set) var number = 0
    /// The first system of `pair:`, usually "crm".
    public let left: RecipeSide
    /// The second, usually "erp".
    public let right: RecipeSide
    /// How to find the partner of an unlinked record before creating one.
    public let match: [MatchRule]
    public let fields: [FieldLine]
    public let lists: [ListLine]
    /// The record whose change wakes a waiting delivery is found by the reason; these recipes must be carried first.
    public let after: [String]
    public let pace: Pace
    public let examples: [RecipeExample]
    /// Line numbers of the YAML, by path such as "fields.name": for messages.
    public let lines: [String: Int]

    public init(
        name: String, version: String, text: String = "", left: RecipeSide, right: RecipeSide, match: [MatchRule] = [],
        fields: [FieldLine], lists: [ListLine] = [], after: [String] = [], pace: Pace = .live,
        examples: [RecipeExample] = [], lines: [String: Int] = [:]
    ) {
        self.name = name
        self.version = version
        self.text = text
        self.left = left
        self.right = right
        self.match = match
        self.fields = fields
        self.lists = lists
        self.after = after
        self.pace = pace
        self.examples = examples
        self.lines = lines
    }

    public func side(_ side: Side) -> RecipeSide { side == .left ? left : right }

    /// The same, known by its number.
    public func numbered(_ number: Int) -> Recipe {
        var copy = self
        copy.number = number
        return copy
    }

    /// Which side of the pair this system's object is, if any.
    public func side(system: String, object: String) -> Side? {
        if left.system == system, left.object == object { return .left }
        if right.system == system, right.object == object { return .right }
        return nil
    }
}

/// Left or right of a pair.
public enum Side: String, Hashable, Sendable, CaseIterable {
    case left, right
    public var other: Side { self == .left ? .right : .left }
}

/// What the recipe says of one system of the pair.
public struct RecipeSide: Hashable, Sendable {
    /// The connector's name: "crm", "erp", "salesforce" …
    public let system: String
    public let object: String
    /// When an unlinked record *of the other side* may be created *here*.
    public let create: CreateRule
    /// What must hold before a write here.
    public let gate: Gate
    /// What happens here when the partner is deleted.
    public let onDelete: DeleteRule
    /// Whether the other system's refusal is brought home to the record here, in business words.
    public let refusals: RefusalRule

    public init(
        system: String, object: String, create: CreateRule = .never, gate: Gate = Gate(),
        onDelete: DeleteRule = .unlink, refusals: RefusalRule = .unheard
    ) {
        self.system = system
        self.object = object
        self.create = create
        self.gate = gate
        self.onDelete = onDelete
        self.refusals = refusals
    }
}

/// Does the record hear that the other system refused it, and how long does that stand?
public enum RefusalRule: Hashable, Sendable {
    case unheard
    case heard
    /// Judged on the refused record: once this holds no more, nobody need put anything right.
    case heardWhile(Expression)

    public var isHeard: Bool { self != .unheard }

    /// Nil where a refusal stands until the record is carried.
    public var condition: Expression? {
        if case .heardWhile(let condition) = self { condition } else { nil }
    }
}

/// May a partner be created? `when` is judged on the source record.
public enum CreateRule: Hashable, Sendable {
    case never
    case always
    case when(Expression)
    /// Linked to an existing partner found by the match rules, when this holds; never created.
    case linkWhen(Expression)

    /// Judged on the source record; nil where nothing is asked.
    public var condition: Expression? {
        switch self {
        case .never, .always: nil
        case .when(let condition), .linkWhen(let condition): condition
        }
    }

    /// May a record come into being here?
    public var creates: Bool {
        switch self {
        case .never, .linkWhen: false
        case .always, .when: true
        }
    }
}

/// What must hold before a write: the target's own validation always, and a person's yes where the recipe says so.
public struct Gate: Hashable, Sendable {
    public let approvals: [ApprovalRule]
    public init(approvals: [ApprovalRule] = []) { self.approvals = approvals }
}

/// "finance must approve when total > 10000": judged on the source record, before the first write.
public struct ApprovalRule: Hashable, Sendable {
    public let role: String
    public let condition: Expression?
    public let because: String
    public init(role: String, condition: Expression?, because: String) {
        self.role = role
        self.condition = condition
        self.because = because
    }
}

/// What a deletion on one side does on the other. Nothing ever deletes a posted document.
public enum DeleteRule: String, Hashable, Sendable, CaseIterable {
    /// Forget the link; keep the record.
    case unlink
    /// Ask a person.
    case block
    /// Delete the partner too.
    case delete
}

/// When the recipe's changes are carried: at once, or by the named batch.
public enum Pace: String, Hashable, Sendable, CaseIterable { case live, hourly, nightly }

/// Finds the partner of an unlinked record.
public enum MatchRule: Hashable, Sendable {
    /// The named field lines are all equal and not blank.
    case equal([String])
    /// Text similarity of the named lines (mean of trigram similarities) is at least this, and no line by which alone
    /// another rule goes differs.
    case similar([String], atLeast: FixedDecimal)
}

/// Which side's value holds when both differ.
public enum Owner: String, Hashable, Sendable, CaseIterable {
    case left, right
    /// Either may change it; when both did, a person decides.
    case either
}

/// One field of the pair.
public struct FieldLine: Hashable, Sendable {
    /// The name of the line: used in shadows, lineage, conflicts.
    public let name: String
    public let left: FieldSource
    public let right: FieldSource
    public let owner: Owner
    /// The side that does not own the field may propose a value when it creates the record.
    public let proposesOnCreate: Bool
    /// Carried when the partner is created and never again: from then on each side goes its own way.
    public let isOnlyOnCreate: Bool
    /// Left word → right word.
    public let values: [String: String]
    /// The name of the recipe whose links translate this reference.
    public let link: String?
    /// A named conversion: "e164", "upper", "trim", "date".
    public let conversion: String?
    /// Used when the owner's value is blank.
    public let fallback: Value?

    public init(
        name: String, left: FieldSource, right: FieldSource, owner: Owner, proposesOnCreate: Bool = false,
        isOnlyOnCreate: Bool = false, values: [String: String] = [:], link: String? = nil, conversion: String? = nil,
        fallback: Value? = nil
    ) {
        self.name = name
        self.left = left
        self.right = right
        self.owner = owner
        self.proposesOnCreate = proposesOnCreate
        self.isOnlyOnCreate = isOnlyOnCreate
        self.values = values
        self.link = link
        self.conversion = conversion
        self.fallback = fallback
    }

    public func source(_ side: Side) -> FieldSource { side == .left ? left : right }
}

/// Where a line's value is on one side: a field that can be written, or an expression that can only be read.
public enum FieldSource: Hashable, Sendable {
    case field(String)
    case computed(Expression)
    /// This side does not have it.
    case nothing

    public var writableName: String? { if case .field(let name) = self { name } else { nil } }
}

/// A list of lines carried with the document, from its owner to the other side, each line under its own key.
public struct ListLine: Hashable, Sendable {
    public let name: String
    public let left: String
    public let right: String
    /// `left` or `right`; a list is not merged but each of its lines is compared by key.
    public let owner: Owner
    /// The field line whose value identifies an element, such as "position".
    public let key: String
    /// Carried when the partner is created and never again.
    public let isOnlyOnCreate: Bool
    public let fields: [FieldLine]

    public init(
        name: String, left: String, right: String, owner: Owner, key: String, isOnlyOnCreate: Bool = false,
        fields: [FieldLine]
    ) {
        self.name = name
        self.left = left
        self.right = right
        self.owner = owner
        self.key = key
        self.isOnlyOnCreate = isOnlyOnCreate
        self.fields = fields
    }
}

/// An example in the recipe is its test: what one side holds, and what must be written to the other.
public struct RecipeExample: Hashable, Sendable {
    public let name: String
    /// The side the given record is on.
    public let from: Side
    public let given: Record
    /// What the other side and the shadow hold before; nil = not linked yet.
    public let existing: Record?
    /// Reference translations that the example assumes: recipe name → source id → target id.
    public let links: [String: [String: String]]
    /// The expected write; nil = nothing may be written.
    public let writes: Record?
    /// The expected refusal to create ("create" rule false) is `writes: nothing`.
    public let line: Int

    public init(
        name: String, from: Side, given: Record, existing: Record?, links: [String: [String: String]],
        writes: Record?, line: Int
    ) {
        self.name = name
        self.from = from
        self.given = given
        self.existing = existing
        self.links = links
        self.writes = writes
        self.line = line
    }
}
