import Bridge
import Kernel
import Platform

/// Reads rows as travelling records with their lists of lines, by descriptor alone.
enum RecordReader {
    static func record(
        _ descriptor: ObjectDescriptor, id: String, in session: any StoreSession
    ) throws -> VersionedRecord? {
        let sql = SchemaSQL(of: descriptor)
        guard let row = try session.rows(sql.selectByID, [.text(id)], as: sql.kinds).first else { return nil }
        return try versioned(descriptor, row, in: session)
    }

    /// Records whose fields equal these values.
    static func records(
        _ descriptor: ObjectDescriptor, equal: [String: Value], limit: Int, in session: any StoreSession
    ) throws -> [VersionedRecord] {
        let sql = SchemaSQL(of: descriptor)
        let names = equal.keys.sorted().filter { descriptor.field($0) != nil }
        guard names.count == equal.count, !names.isEmpty else { return [] }
        let conditions = names.compactMap { descriptor.field($0)?.column }.map { $0 + " = ?" }
        let rows = try session.rows(
            sql.select + " WHERE \(conditions.joined(separator: " AND ")) ORDER BY id LIMIT ?",
            names.compactMap { equal[$0] } + [.integer(Int64(limit))], as: sql.kinds)
        return try rows.map { try versioned(descriptor, $0, in: session) }
    }

    private static func versioned(
        _ descriptor: ObjectDescriptor, _ row: [Value], in session: any StoreSession
    ) throws -> VersionedRecord {
        var record = Self.record(descriptor, row)
        for list in descriptor.lists { record.lists[list.name] = try lines(list, of: record.id, in: session) }
        return VersionedRecord(
            record: record, version: try Feed.version(of: descriptor.name, id: record.id, in: session))
    }

    private static func lines(
        _ list: ListDescriptor, of parent: String, in session: any StoreSession
    ) throws -> [Record] {
        let sql = SchemaSQL(of: list.element)
        guard let parentColumn = list.element.parentField.flatMap({ list.element.field($0)?.column }) else { return [] }
        let order = list.element.field("position") == nil ? "id" : "position"
        return try session.rows(
            sql.select + " WHERE \(parentColumn) = ? ORDER BY \(order)", [.text(parent)], as: sql.kinds
        ).map { record(list.element, $0) }
    }

    private static func record(_ descriptor: ObjectDescriptor, _ row: [Value]) -> Record {
        var record = Record(object: descriptor.name, id: row[0].text)
        record.fields.reserveCapacity(descriptor.fields.count)
        for (index, field) in descriptor.fields.enumerated() { record.fields[field.name] = row[index + 2] }
        return record
    }
}
