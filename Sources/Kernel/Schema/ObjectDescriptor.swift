/// One kind of object of one system, built-in or foreign: its fields, its lists of lines, and what may happen to it.
public struct ObjectDescriptor: Hashable, Sendable {
    public let name: String
    public var fields: [FieldDescriptor] = []
    /// Lists of lines that are read and written with the object as one document.
    public var lists: [ListDescriptor] = []
    /// Combinations that must be unique together.
    public var uniqueTogether: [[String]] = []
    /// Extra indexes, each a list of field names.
    public var indexes: [[String]] = []
    /// For a line: the field that names its document.
    public var parentField: String?
    /// The states (of the field `state`) in which the row refuses UPDATE and DELETE; `["*"]` = from birth.
    public var immutableStates: [String] = []
    /// For a line: the field of the parent that counts its lines; a posted document takes no more than that.
    public var sealedByParentCount: String?
    /// Bookkeeping that the engine writes itself, being its own ledger; only people's commands on it are audited.
    public var isLedger = false
    /// Its changes are announced: to the bridge, the changes feed, webhooks.
    public var isPublished = false
    /// The places of the fields by whose words a person finds it; none for a line, which is found by its document.
    public internal(set) var nameFields: [Int] = []

    public init(name: String) {
        self.name = name
        table = identifier(name)
    }

    public let table: String

    /// What records are called by, besides their numbers.
    static let names: Set<String> = ["name", "legalName", "familyName", "givenName", "company", "subject"]

    /// Once all is declared.
    mutating func findNameFields() {
        guard parentField == nil else { return }
        nameFields = fields.indices.filter {
            fields[$0].kind == .text && Self.names.contains(fields[$0].name) && !fields[$0].rules.isSecret
        }
    }

    public func field(_ name: String) -> FieldDescriptor? { fields.first { $0.name == name } }
    public func list(_ name: String) -> ListDescriptor? { lists.first { $0.name == name } }
}

/// A named list of lines: `lines` of `Quote`, each a `QuoteLine`.
public struct ListDescriptor: Hashable, Sendable {
    public let name: String
    public let element: ObjectDescriptor

    public init(name: String, element: ObjectDescriptor) {
        self.name = name
        self.element = element
    }
}
