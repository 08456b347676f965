/// A stored kind of thing: a struct with a blank `init()` and one schema. Its validity is checked when it is saved.
public protocol BusinessObject: Sendable {
    var id: ID<Self> { get set }
    /// Counts the saves of this row, from 1. Assigned by the store's transaction.
    var version: Int { get set }
    init()
    static var schema: Schema<Self> { get }
    /// The public name. Not read from the schema, so that a schema may refer to its own object.
    static var objectName: String { get }
}

extension BusinessObject {
    public static var objectName: String { String(describing: Self.self) }

    public var record: Record { Self.schema.record(of: self, id: id.raw) }
}
