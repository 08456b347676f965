import Bridge
import Kernel

/// A write to a file, as the cells that it sets.
struct FileRow {
    let id: String
    /// Column → text, only of the fields that the write mentions.
    let cells: [String: String]

    /// Throws a refusal with all reasons.
    init(_ write: Write, _ map: FileMap) throws(Refusal) {
        var cells: [String: String] = [:]
        var reasons: [Reason] = []
        for (name, value) in write.record.fields.sorted(by: { $0.key < $1.key }) {
            guard let field = map.writable(name) else {
                let names = map.fields.compactMap { map.writable($0.name)?.name }
                reasons.append(
                    Reason(
                        .unknownField, "\(map.table.file) has no column for '\(name)'", document: map.table.file,
                        field: name, allowed: names.joined(separator: ", "), fixedBy: "integration admin"))
                continue
            }
            do throws(ValueError) {
                cells.merge(try field.cells(of: value, hasDecimalComma: map.table.hasDecimalComma)) { $1 }
            } catch {
                reasons.append(
                    Reason(
                        .invalidValue, error.message, document: map.table.file, field: name, allowed: error.allowed,
                        fixedBy: "integration admin"))
            }
        }
        for list in write.record.lists.keys.sorted() {
            reasons.append(
                Reason(
                    .notWritable, "the lines '\(list)' are read from a file of their own and cannot be written",
                    document: map.table.file, field: list, allowed: "fields of \(map.objectName)",
                    fixedBy: "integration admin"))
        }
        self.cells = cells
        switch write.action {
        case .create: id = Self.key(map.key, cells) ?? ""
        case .update(let id), .delete(let id), .refuse(let id, _), .wait(let id, _): self.id = id
        }
        if write.action == .create {
            for column in map.key where (cells[column] ?? "").withoutSpaces.isEmpty {
                reasons.append(
                    Reason(
                        .requiredField, "a new row of \(map.table.file) needs its key '\(column)'",
                        document: map.table.file, field: column, allowed: "a value that no other row has",
                        fixedBy: "integration admin"))
            }
        } else if case .update(let id) = write.action, let other = Self.changedKey(map.key, cells, from: id) {
            reasons.append(
                Reason(
                    .notWritable, "the key '\(id)' cannot become '\(other)'", document: map.table.file,
                    field: map.key.joined(separator: ", "), allowed: "the same key", fixedBy: "integration admin"))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
    }

    static func reasons(against write: Write, _ map: FileMap) -> [Reason] {
        do throws(Refusal) {
            _ = try FileRow(write, map)
            return []
        } catch {
            return error.reasons
        }
    }

    private static func key(_ columns: [String], _ cells: [String: String]) -> String? {
        RowKey.text(columns, in: Record(object: "", fields: cells.mapValues { .text($0) }))
    }

    /// Only when all parts of the key are mentioned can it be known.
    private static func changedKey(_ columns: [String], _ cells: [String: String], from id: String) -> String? {
        guard columns.allSatisfy({ cells[$0] != nil }), let other = key(columns, cells), other != id else { return nil }
        return other
    }
}
