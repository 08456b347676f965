import Kernel
import Platform

/// A few fields of many records, to compare them.
extension DocumentReader {
    /// For each lookup the id and these plain fields of the records whose fields equal its values.
    func glimpses(
        equalAny lookups: [[String: Value]], showing names: [String], limit: Int, in session: any StoreSession
    ) throws -> [[Record]] {
        let shown = names.compactMap { descriptor.field($0) }
        if let found = try glimpsesTogether(lookups, shown, limit: limit, in: session) { return found }
        return try lookups.map { lookup in
            guard let (condition, arguments) = condition(lookup) else { return [] }
            return try glimpses(condition, arguments, shown, limit: limit, in: session)
        }
    }

    /// In one question, when all lookups ask for the same text field; nil when they do not, or when so many records are
    /// found that some may be missing.
    private func glimpsesTogether(
        _ lookups: [[String: Value]], _ shown: [FieldDescriptor], limit: Int, in session: any StoreSession
    ) throws -> [[Record]]? {
        guard let (place, texts) = commonText(of: lookups) else { return nil }
        let field = descriptor.fields[place]
        let asked = shown.contains { $0.name == field.name } ? shown : shown + [field]
        // As the database compares: by bytes.
        var found: [[UInt8]: [Record]] = [:]
        for bite in ValueList.bites(Set(texts).sorted()) {
            let records = try glimpses(
                "\(field.column) IN (\(bite.marks))", bite.values, asked, limit: limit, in: session)
            guard records.count < limit else { return nil }
            for record in records {
                found[Array((record.fields[field.name]?.text ?? "").utf8), default: []].append(record)
            }
        }
        return texts.map { found[Array($0.utf8)] ?? [] }
    }

    private func glimpses(
        _ condition: String, _ arguments: [Value], _ shown: [FieldDescriptor], limit: Int,
        in session: any StoreSession
    ) throws -> [Record] {
        let columns = shown.flatMap(\.columns).map { ", " + $0 }.joined()
        let rows = try session.rows(
            "SELECT id\(columns) FROM \(descriptor.table) WHERE \(condition) LIMIT ?",
            arguments + [.integer(Int64(limit))], as: [.text] + shown.map(\.kind))
        return rows.map { row in
            var record = Record(object: descriptor.name, id: row[0].text)
            for (index, field) in shown.enumerated() { record.fields[field.name] = row[index + 1] }
            return record
        }
    }
}
