import Bridge
import Kernel
import Platform

/// What belongs to many records is read for all of them at once.
extension DocumentReader {
    /// The record's place in the feed: its own last change or its follower's.
    func version(of id: String, in session: any StoreSession) throws -> Int64 {
        let followers = try self.followers(of: [id], in: session)
        return try self.versions(of: [id], followers, in: session)[id] ?? 0
    }

    /// Rows as records with their lists, what is shown of others and what follows them.
    func versioned(
        _ rows: [[Value]], _ cache: inout ShownCache, in session: any StoreSession
    ) throws -> [VersionedRecord] {
        guard !rows.isEmpty else { return [] }
        let ids = rows.map { $0[0].text }
        let lines = try lists.map { try self.lines($0, of: ids, in: session) }
        let followers = try self.followers(of: ids, in: session)
        let versions = try self.versions(of: ids, followers, in: session)
        return try rows.map { row in
            var record = Self.record(descriptor, row)
            for field in shown { try field.read(into: &record, &cache, in: session) }
            for (index, list) in lists.enumerated() {
                record.lists[list.name] = try (lines[index][record.id] ?? []).map {
                    var line = Self.record(list.descriptor, $0)
                    for field in list.shown { try field.read(into: &line, &cache, in: session) }
                    return line
                }
            }
            if let follower, let row = followers[record.id] {
                for (index, field) in follower.descriptor.fields.enumerated() {
                    record.fields[follower.prefix + "." + field.name] = row[index + 2]
                }
            }
            try enrich?(&record, session)
            return VersionedRecord(record: record, version: versions[record.id] ?? 0)
        }
    }

    /// By record, in their order.
    private func lines(
        _ list: ListReader, of ids: [String], in session: any StoreSession
    ) throws -> [String: [[Value]]] {
        var lines: [String: [[Value]]] = [:]
        for bite in ValueList.bites(ids) {
            let rows = try session.rows(
                list.select + " WHERE \(list.parent.column) IN (\(bite.marks)) ORDER BY \(list.order)", bite.values,
                as: list.kinds)
            for row in rows { lines[row[list.parent.place].text, default: []].append(row) }
        }
        return lines
    }

    /// By record; the first where several name it.
    private func followers(of ids: [String], in session: any StoreSession) throws -> [String: [Value]] {
        guard let follower else { return [:] }
        var followers: [String: [Value]] = [:]
        for bite in ValueList.bites(ids) {
            let rows = try session.rows(
                follower.select + " WHERE \(follower.parent.column) IN (\(bite.marks)) ORDER BY id", bite.values,
                as: follower.kinds)
            for row in rows where followers[row[follower.parent.place].text] == nil {
                followers[row[follower.parent.place].text] = row
            }
        }
        return followers
    }

    /// By record, the later of its own last change and its follower's.
    private func versions(
        of ids: [String], _ followers: [String: [Value]], in session: any StoreSession
    ) throws -> [String: Int64] {
        var versions = try Self.lastChanges(of: descriptor.name, ids, in: session)
        guard let follower else { return versions }
        let followed = try Self.lastChanges(
            of: follower.descriptor.name, followers.values.map { $0[0].text }.sorted(), in: session)
        for (id, row) in followers { versions[id] = max(versions[id] ?? 0, followed[row[0].text] ?? 0) }
        return versions
    }

    private static func lastChanges(
        of object: String, _ ids: [String], in session: any StoreSession
    ) throws -> [String: Int64] {
        var last: [String: Int64] = [:]
        for bite in ValueList.bites(ids) {
            let rows = try session.rows(
                "SELECT object_id, max(seq) FROM outbox WHERE object = ? AND object_id IN (\(bite.marks)) "
                    + "GROUP BY object_id", [.text(object)] + bite.values, as: [.text, .integer])
            for row in rows {
                if case .integer(let sequence) = row[1] { last[row[0].text] = sequence }
            }
        }
        return last
    }
}
