import Bridge
import Kernel
import Platform
import Synchronization

/// A folder of CSV files as a system on the bridge: each map with `object:` makes one file an object.
///
/// - **Changes** are found by content. Beside the data, in `stateFolder`, an index keeps each row's key, the digest of
///   its content and the number of its last change. When the size or time of a file has changed, the file is read and
///   compared; new numbers are given to rows that differ, and to rows that are gone, which are told as deletions.
///   Changes between two readings are one change. A file that is missing, cut off, or has lost more rows than
///   `largestLoss` percent (10 rows may always go) is an error and deletes nothing.
/// - **Rows that cannot be read** are in `<object>.rejected.csv` of the state folder and are no records.
/// - **Writes** replace the whole file in one rename; columns that the map does not name stay as they are. Fields that
///   come from expressions, constants, side tables and files of lines are read only. A file that somebody else
///   changed meanwhile is not overwritten. Keys of writes are kept in `<object>.keys.csv`; they are written after the
///   file, and a create or update that is repeated in between finds its own content there and does nothing.
/// - **Refusals and waits** that come home are lines of `<object>.refusals.csv`.
///
/// Reading by id and finding go through the file once per call; the index and the keys are in memory while used.
public final class FilesConnector: Connector {
    public let name: String
    public let folder: String
    public let stateFolder: String
    /// Percent of the rows that may vanish between two readings.
    public let largestLoss: Int
    let maps: [String: FileMap]
    /// One call at a time: the files and their sidecars change together.
    let gate = Mutex(())

    public let capabilities = Capabilities(
        keepsKeys: true, validatesOnApply: true, comparesVersions: true, largestBatch: 1_000)

    /// Maps of objects only; those of commands belong to `FileImport` and are not taken.
    public init(name: String, folder: String, stateFolder: String, maps: [FileMap], largestLoss: Int = 20) {
        self.name = name
        self.folder = folder
        self.stateFolder = stateFolder
        self.largestLoss = largestLoss
        var objects: [String: FileMap] = [:]
        for map in maps {
            guard case .object(let object) = map.target else { continue }
            objects[object] = map
        }
        self.maps = objects
    }

    public func check() async throws(ConnectorError) {
        for object in maps.keys.sorted() {
            let map = try map(of: object)
            try guarded { _ = try DocumentReader(map, folder: folder) }
        }
    }

    public func catalog() async throws(ConnectorError) -> [ObjectDescriptor] {
        maps.values.map(\.descriptor).sorted { $0.name < $1.name }
    }

    public func changes(
        of object: String, since cursor: Cursor?, limit: Int
    ) async throws(ConnectorError) -> ChangePage {
        let map = try map(of: object)
        let since = Int64(cursor?.text ?? "0") ?? 0
        return try exclusive {
            let index = try self.index(map)
            let (rows, hasMore) = index.changes(after: since, limit: limit)
            let changes = rows.map { key, seen in
                Change(
                    object: object, id: key, version: seen.sequence,
                    event: object + (seen.isDeleted ? "Deleted" : "Changed"), isDeletion: seen.isDeleted,
                    correlation: "\(self.name)/\(object)/\(key)/\(seen.sequence)")
            }
            return ChangePage(
                changes: changes, cursor: Cursor(String(rows.last?.seen.sequence ?? since)), hasMore: hasMore)
        }
    }

    public func read(_ object: String, ids: [String]) async throws(ConnectorError) -> [VersionedRecord] {
        let map = try map(of: object)
        let wanted = Set(ids)
        return try exclusive {
            var found: [String: VersionedRecord] = [:]
            let index = try self.index(map)
            try self.forEachRecord(map) { record in
                if wanted.contains(record.id) { found[record.id] = self.versioned(record, index) }
                return found.count < wanted.count
            }
            return ids.compactMap { found[$0] }
        }
    }

    public func find(
        _ object: String, anyOf lookups: [[String: Value]], limit: Int
    ) async throws(ConnectorError) -> [[VersionedRecord]] {
        let map = try map(of: object)
        return try exclusive {
            var found = lookups.map { _ in [VersionedRecord]() }
            let index = try self.index(map)
            try self.forEachRecord(map) { record in
                for (place, lookup) in lookups.enumerated() where !lookup.isEmpty && found[place].count < limit {
                    let fits = lookup.allSatisfy { name, value in (record.fields[name] ?? .null) == value }
                    if fits { found[place].append(self.versioned(record, index)) }
                }
                return true
            }
            return found
        }
    }

    /// Files answer no questions.
    public func ask(_ question: Question) async throws(ConnectorError) -> Answer {
        throw .configuration(
            "the files of '\(name)' cannot be asked for \(question.kind); ask the system they come from")
    }

    public func validate(_ batch: [Write]) async throws(ConnectorError) -> [Verdict] {
        var verdicts: [Verdict] = []
        for write in batch {
            let reasons = FileRow.reasons(against: write, try map(of: write.object))
            verdicts.append(reasons.isEmpty ? .acceptable : .refused(reasons))
        }
        return verdicts
    }

    public func apply(_ batch: [Write]) async throws(ConnectorError) -> [Effect] {
        var effects: [Effect] = []
        var start = 0
        while start < batch.count {
            let object = batch[start].object
            let end = batch[start...].firstIndex { $0.object != object } ?? batch.count
            let map = try map(of: object)
            let writes = Array(batch[start..<end])
            effects += try exclusive { try FolderWriter(self, map).apply(writes) }
            start = end
        }
        return effects
    }

    public func effect(ofKey key: String) async throws(ConnectorError) -> Effect? {
        try exclusive {
            for object in self.maps.keys.sorted() {
                if let effect = try UsedKeys(self.statePath(object, "keys")).effects[key] { return effect }
            }
            return nil
        }
    }
}
