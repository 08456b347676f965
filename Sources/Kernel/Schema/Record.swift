/// A record as it travels: between systems, through recipes, into audit and files.
/// A field that is absent was not mentioned; `.null` was emptied. Lists hold lines, each with its own key in `id`.
public struct Record: Hashable, Sendable {
    public var object: String
    public var id: String
    public var fields: [String: Value]
    public var lists: [String: [Record]]

    public init(object: String, id: String = "", fields: [String: Value] = [:], lists: [String: [Record]] = [:]) {
        self.object = object
        self.id = id
        self.fields = fields
        self.lists = lists
    }

    public subscript(_ field: String) -> Value? {
        get { fields[field] }
        set { fields[field] = newValue }
    }

    /// The field's text, or empty when absent.
    public func text(_ field: String) -> String { fields[field]?.text ?? "" }
}
