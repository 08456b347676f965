/// The statements that every store needs for an object, composed once. Placeholders are `?`.
public struct SchemaSQL: Sendable {
    public let insert: String
    public let select: String
    public let selectByID: String
    /// All kinds in the order of `select`: id, version, then the fields.
    public let kinds: [FieldKind]

    public init(of descriptor: ObjectDescriptor) {
        let columns = ["id", "version"] + descriptor.fields.flatMap(\.columns)
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        insert = "INSERT INTO \(descriptor.table) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
        select = "SELECT \(columns.joined(separator: ", ")) FROM \(descriptor.table)"
        selectByID = select + " WHERE id = ?"
        kinds = [.text, .integer] + descriptor.fields.map(\.kind)
    }
}
