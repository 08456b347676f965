import Kernel
import Platform

/// What was last seen of one file: each row's key, the digest of its content, and the number of its last change.
/// The numbers grow over the whole file, so they are versions and cursors at once.
struct RowIndex {
    struct Seen: Hashable {
        var digest: String
        var sequence: Int64
        var isDeleted: Bool
    }

    private(set) var rows: [String: Seen] = [:]
    private(set) var last: Int64 = 0
    /// Sizes and times of all files that the rows came from.
    private(set) var stamp = ""
    private let sidecar: Sidecar

    static let header = ["key", "digest", "sequence", "deleted"]

    init(path: String) throws(CSVError) {
        sidecar = Sidecar(path: path)
        for row in try sidecar.read() where row.count == 4 {
            if row[0].isEmpty {
                stamp = row[1]
                continue
            }
            let seen = Seen(digest: row[1], sequence: Int64(row[2]) ?? 0, isDeleted: row[3] == "yes")
            rows[row[0]] = seen
            last = max(last, seen.sequence)
        }
    }

    static func digest(_ record: Record) -> String {
        var json = JSONWriter()
        write(record, to: &json)
        return String(Digest.hexadecimal(json.bytes).prefix(32))
    }

    private static func write(_ record: Record, to json: inout JSONWriter) {
        json.beginObject()
        for (name, value) in record.fields.sorted(by: { $0.key < $1.key }) {
            json.key(name)
            json.value(value)
        }
        for (name, elements) in record.lists.sorted(by: { $0.key < $1.key }) {
            json.key(name)
            json.beginArray()
            for element in elements { write(element, to: &json) }
            json.endArray()
        }
        json.endObject()
    }

    /// What differs from what was seen: new and changed rows in the order of the file, then rows that are gone. Throws
    /// when so many are gone that the file is more likely cut off than changed.
    mutating func take(
        _ present: [(key: String, digest: String)], stamp: String, file: String, largestLoss: Int
    ) throws {
        var keys = Set<String>(minimumCapacity: present.count)
        for row in present { keys.insert(row.key) }
        let alive = rows.filter { !$0.value.isDeleted }
        let gone = alive.keys.filter { !keys.contains($0) }.sorted()
        let allowed = max(RowIndex.smallLoss, alive.count * largestLoss / 100)
        guard gone.count <= allowed else {
            throw ConnectorLoss(
                description: "\(gone.count) of \(alive.count) rows of \(file) are gone, more than the \(largestLoss) % "
                    + "that may vanish at once; nothing was taken from it. "
                    + "Deliver the whole file, or allow a larger loss")
        }
        for row in present where rows[row.key].map({ $0.digest != row.digest || $0.isDeleted }) ?? true {
            last += 1
            rows[row.key] = Seen(digest: row.digest, sequence: last, isDeleted: false)
        }
        for key in gone {
            last += 1
            rows[key]?.sequence = last
            rows[key]?.isDeleted = true
        }
        self.stamp = stamp
        let lines = rows.sorted { $0.value.sequence < $1.value.sequence }.lazy.map {
            [$0.key, $0.value.digest, String($0.value.sequence), $0.value.isDeleted ? "yes" : ""]
        }
        try sidecar.write(Self.header, [["", stamp, "", ""]] + lines)
    }

    /// So many rows may always vanish.
    static let smallLoss = 10

    /// Rows changed after `sequence`, oldest change first.
    func changes(after sequence: Int64, limit: Int) -> (rows: [(key: String, seen: Seen)], hasMore: Bool) {
        let found = rows.filter { $0.value.sequence > sequence }.sorted { $0.value.sequence < $1.value.sequence }
        return (found.prefix(limit).map { ($0.key, $0.value) }, found.count > limit)
    }
}

/// Too many rows are gone to believe it.
struct ConnectorLoss: Error, CustomStringConvertible { let description: String }
