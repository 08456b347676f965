import Bridge
import Foundation
import Kernel

extension FilesConnector {
    func map(of object: String) throws(ConnectorError) -> FileMap {
        guard let map = maps[object] else {
            let known = maps.keys.sorted().joined(separator: ", ")
            throw .configuration("the folder '\(name)' has no object '\(object)' (allowed: \(known))")
        }
        return map
    }

    func path(_ map: FileMap) -> String { folder + "/" + map.table.file }
    func statePath(_ object: String, _ kind: String) -> String { "\(stateFolder)/\(object).\(kind).csv" }

    /// Sizes and times of all files of the map.
    func stamp(_ map: FileMap) -> String {
        let tables = [map.table] + map.lookups.map(\.table) + map.details.map(\.table)
            + map.details.flatMap { $0.lookups.map(\.table) }
        return tables.map { Sidecar.stamp(of: folder + "/" + $0.file) ?? "none" }.joined(separator: " ")
    }

    /// The index, brought up to the present content of the file.
    func index(_ map: FileMap) throws -> RowIndex {
        try FileManager.default.createDirectory(atPath: stateFolder, withIntermediateDirectories: true)
        var index = try RowIndex(path: statePath(map.objectName, "index"))
        let stamp = stamp(map)
        guard index.stamp != stamp else { return index }
        var present: [(key: String, digest: String)] = []
        var places: [String: Int] = [:]
        let documents = try DocumentReader(map, folder: folder)
        _ = try documents.checkWhole()
        let path = statePath(map.objectName, "rejected")
        var rejects = try RejectFile(path: path, for: try documents.main.makeReader())
        try read(documents) { row, record, reasons throws(CSVError) in
            var reasons = reasons
            if reasons.isEmpty, places[record.id] != nil {
                reasons = [
                    Reason(
                        .duplicate, "another row before it has the key '\(record.id)'", document: map.table.file,
                        line: row.lineNumber, field: map.key.joined(separator: ", "), allowed: "each key once",
                        fixedBy: "sender of the file")
                ]
            }
            guard reasons.isEmpty else {
                let fields = reasons.compactMap(\.field).joined(separator: ", ")
                let sentences = reasons.map(\.sentence).joined(separator: "; ")
                try rejects.add(row, line: row.lineNumber, field: fields, reason: sentences)
                // A row that cannot be read is not gone: what was known of it stands.
                if let seen = index.rows[record.id], !record.id.isEmpty, places[record.id] == nil, !seen.isDeleted {
                    places[record.id] = present.count
                    present.append((record.id, seen.digest))
                }
                return true
            }
            places[record.id] = present.count
            present.append((record.id, RowIndex.digest(record)))
            return true
        }
        if try rejects.finish() == 0 { try? FileManager.default.removeItem(atPath: path) }
        guard self.stamp(map) == stamp else {
            throw ConnectorError.transient("\(map.table.file) is being written while it is read", retryAfterSeconds: 1)
        }
        try index.take(present, stamp: stamp, file: map.table.file, largestLoss: largestLoss)
        return index
    }

    /// Every row that the map's filter keeps; `body` answers false to stop.
    private func read(
        _ documents: DocumentReader, _ body: (borrowing CSVRow, Record, [Reason]) throws(CSVError) -> Bool
    ) throws {
        var reader = try documents.main.makeReader()
        while true {
            var fault: CSVError?
            do throws(CSVError) {
                guard try reader.next() else { return }
            } catch {
                if error.isFatal { throw error }
                fault = error
            }
            let cells = documents.main.cells(reader.row)
            let line = reader.row.lineNumber
            guard let document = try documents.document(cells, line: line) else { continue }
            let reasons = fault.map { [documents.malformed($0, documents.main, line: line)] } ?? document.reasons
            guard try body(reader.row, document.record, reasons) else { return }
        }
    }

    /// The records without a reason against them.
    func forEachRecord(_ map: FileMap, _ body: (Record) -> Bool) throws {
        var seen: Set<String> = []
        try read(try DocumentReader(map, folder: folder)) { _, record, reasons throws(CSVError) in
            guard reasons.isEmpty, seen.insert(record.id).inserted else { return true }
            return body(record)
        }
    }

    func versioned(_ record: Record, _ index: RowIndex) -> VersionedRecord {
        VersionedRecord(record: record, version: index.rows[record.id]?.sequence ?? 0)
    }

    func exclusive<Result: Sendable>(_ body: () throws -> sending Result) throws(ConnectorError) -> Result {
        try guarded { try gate.withLock { _ in try body() } }
    }

    /// Faults of files in the words of connectors. A file that is cut off may be on its way: try again.
    func guarded<Result>(_ body: () throws -> Result) throws(ConnectorError) -> Result {
        do {
            return try body()
        } catch let error as ConnectorError {
            throw error
        } catch let error as CSVError {
            switch error.kind {
            case .unterminatedQuote, .missingHeader, .diskFull:
                throw .transient(error.description, retryAfterSeconds: nil)
            default: throw .configuration(error.description)
            }
        } catch {
            throw .configuration(String(describing: error))
        }
    }
}

extension FileMap {
    /// As a catalog tells it. Fields that can only be read are `derived`.
    var descriptor: ObjectDescriptor {
        var object = ObjectDescriptor(name: objectName)
        object.fields = fields.map(\.descriptor)
        object.lists = details.map { detail in
            let list = detail.list.prefix(1).uppercased() + detail.list.dropFirst()
            var element = ObjectDescriptor(name: objectName + list)
            element.fields = detail.fields.map(\.descriptor)
            return ListDescriptor(name: detail.list, element: element)
        }
        object.isPublished = true
        return object
    }

    /// The fields that can be written: those that are a column of the file itself.
    func writable(_ name: String) -> MappedField? {
        guard let field = fields.first(where: { $0.name == name }), case .column(let column) = field.source,
            !lookups.contains(where: { column.hasPrefix($0.name + ".") })
        else { return nil }
        return field
    }
}

extension MappedField {
    var descriptor: FieldDescriptor {
        var rules = FieldRules()
        if case .column = source {} else { rules.isDerived = true }
        return FieldDescriptor(name: name, kind: kind, isOptional: true, rules: rules)
    }
}
