import Kernel

/// One saved change of a record, as one actor may see it.
public struct HistoryEntry: Sendable {
    public let sequence: Int64
    public let at: Instant
    public let actor: String
    /// "quote.accept"
    public let command: String
    public let why: String
    public let correlation: String
    public let version: Int
    /// The line it happened to; nil for the record itself.
    public let line: String?
    /// Only fields that he sees. Empty texts: was not there, is gone.
    public let changes: [(field: FieldDescriptor, from: String?, to: String?)]
}

extension Reading {
    /// What happened to a record, newest first, from the audit trail; fields that the actor does not see are left
    /// out. Empty when there is no such record in his scope. `before` continues behind an entry's sequence.
    public func history(
        _ objectName: String, _ id: String, before sequence: Int64? = nil, limit: Int = 100
    ) throws -> [HistoryEntry] {
        guard let record = try record(objectName, id) else { return [] }
        var entries = try entries(of: record.descriptor, [id: nil], before: sequence, limit: limit)
        for list in record.lists {
            guard let line = list.records.first?.descriptor else { continue }
            let lines = list.records.prefix(Self.linesWithHistory).map { ($0.id, Optional($0.title)) }
            entries += try self.entries(
                of: line, Dictionary(lines) { first, _ in first }, before: sequence, limit: limit)
        }
        return Array(entries.sorted { $0.sequence > $1.sequence }.prefix(limit))
    }

    /// Lines of one list whose changes are shown with their document's.
    private static let linesWithHistory = 200

    /// Of all these records at once; `titles` says what a line is called, nil for the record itself.
    private func entries(
        of object: ObjectDescriptor, _ titles: [String: String?], before sequence: Int64?, limit: Int
    ) throws -> [HistoryEntry] {
        let shown = policy.visibleFields(actor, of: object)
        let ids = ValueList.rounded(titles.keys.sorted().map { .text($0) })
        let rows = try session.rows(
            """
            SELECT seq, at, actor, command, why, correlation, version, changes, object_id FROM audit
            WHERE object = ? AND object_id IN (\(ValueList.marks(ids.count))) AND seq < ? ORDER BY seq DESC LIMIT ?
            """,
            [.text(object.name)] + ids
                + [.integer(sequence ?? .max), .integer(Int64(max(1, min(limit, 1_000))))],
            as: [.integer, .instant, .text, .text, .text, .text, .integer, .text, .text])
        return rows.compactMap { row in
            guard case .integer(let sequence) = row[0], case .instant(let at) = row[1],
                case .integer(let version) = row[6]
            else { return nil }
            let changed = (try? JSON(parsing: row[7].text))?.members ?? []
            let changes = changed.compactMap { member -> (field: FieldDescriptor, from: String?, to: String?)? in
                guard let field = object.field(member.key), shown.contains(field.name), let pair = member.value.array,
                    pair.count == 2
                else { return nil }
                return (field, pair[0].string, pair[1].string)
            }
            return HistoryEntry(
                sequence: sequence, at: at, actor: row[2].text, command: row[3].text, why: row[4].text,
                correlation: row[5].text, version: Int(version), line: titles[row[8].text] ?? nil, changes: changes)
        }
    }
}
