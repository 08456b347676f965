/// Where a record is shown, by its system, object and identity.
enum RecordPath {
    static func of(_ system: String, _ object: String, _ id: String) -> String {
        switch object {
        case "CustomerOrder": "/crm/orders/\(id)"
        case "ImportRun": "/imports/\(id)"
        default: list(system, object) + "/" + id
        }
    }

    static func of(_ source: Source, _ object: String, _ id: String) -> String { of(source.rawValue, object, id) }

    /// The list that it stands in.
    static func list(_ system: String, _ object: String) -> String { "/\(system)/\(Words.path(of: object))" }
    static func list(_ source: Source, _ object: String) -> String { list(source.rawValue, object) }
}
