import Kernel

/// A record as one actor sees it, read by its object's name: hidden fields are not there.
public struct VisibleRecord: Sendable {
    public let descriptor: ObjectDescriptor
    /// What all records of one answer share.
    private let shown: ShownFields
    /// As the row gave it: id, version, fields.
    private let row: [Value]
    /// Its lines by the list's name; only where one record was read, and only lists that he may read.
    public internal(set) var lists: [(name: String, records: [VisibleRecord])] = []

    init(_ object: ObjectDescriptor, _ row: [Value], _ shown: ShownFields) {
        descriptor = object
        self.row = row
        self.shown = shown
    }

    /// The same with the first fields only, which these are.
    init(_ record: VisibleRecord, showing shown: ShownFields) {
        self.init(record.descriptor, record.row, shown)
    }

    public var id: String { row[0].text }
    public var version: Int { if case .integer(let number) = row[1] { Int(number) } else { 0 } }

    /// The fields he sees and asked for, in the order of their declaration.
    public var fields: [(descriptor: FieldDescriptor, value: Value)] {
        shown.descriptors.enumerated().map { ($1, row[$0 + ShownFields.first]) }
    }

    /// nil when there is no such field, it is hidden, or it was not asked for.
    public subscript(field: String) -> Value? { shown.place(of: field).map { row[$0] } }

    /// The field's text, or empty.
    public func text(_ field: String) -> String { self[field]?.text ?? "" }

    /// What a person calls it: its number, code or name.
    public var title: String {
        for name in ["number", "code", "serial", "name", "legalName", "subject", "familyName", "signInName"] {
            if let text = self[name]?.text, !text.isEmpty { return text }
        }
        return id
    }
}

/// The fields of an object that somebody sees, or of them those he asked for: worked out once for all of its records.
final class ShownFields: Sendable {
    /// In the order of their declaration.
    let descriptors: [FieldDescriptor]
    let names: Set<String>
    /// All that are declared: none need be looked for.
    let isAll: Bool
    /// The question for rows of id, version and these fields, without its conditions.
    let select: String
    let kinds: [FieldKind]
    private let places: [String: Int]

    /// Where the fields begin in a row: behind id and version.
    static let first = 2

    init(_ descriptors: [FieldDescriptor], of object: ObjectDescriptor) {
        self.descriptors = descriptors
        names = Set(descriptors.map(\.name))
        isAll = descriptors.count == object.fields.count
        let columns = ["id", "version"] + descriptors.flatMap(\.columns)
        select = "SELECT \(columns.joined(separator: ", ")) FROM \(object.table)"
        kinds = [.text, .integer] + descriptors.map(\.kind)
        places = Dictionary(
            descriptors.enumerated().map { ($1.name, $0 + Self.first) }, uniquingKeysWith: { first, _ in first })
    }

    func contains(_ field: String) -> Bool { places[field] != nil }

    /// In a row.
    func place(of field: String) -> Int? { places[field] }
}
