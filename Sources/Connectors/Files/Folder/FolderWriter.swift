import Bridge
import Foundation
import Kernel

/// Writes rows into one file: the old file is copied row by row into a new one, which then takes its name.
final class FolderWriter {
    private let connector: FilesConnector
    private let map: FileMap
    private let path: String
    private var effects: [Effect?] = []
    /// The writes of each row, in order, by their place in the batch.
    private var waiting: [String: [(place: Int, row: FileRow)]] = [:]
    private var order: [String] = []

    init(_ connector: FilesConnector, _ map: FileMap) {
        self.connector = connector
        self.map = map
        path = connector.path(map)
    }

    func apply(_ writes: [Write]) throws -> [Effect] {
        try beginFile()
        var index = try connector.index(map)
        var keys = try UsedKeys(connector.statePath(map.objectName, "keys"))
        effects = writes.map { keys.effects[$0.key] }
        let before = Sidecar.stamp(of: path)
        sort(writes, index)
        let changed = waiting.isEmpty ? false : try rewrite(writes, unlessNewerThan: before)
        try bringHome(writes, index)
        if changed { index = try connector.index(map) }
        for (place, write) in writes.enumerated() {
            guard case .accepted(let id, _)? = effects[place], keys.effects[write.key] == nil else { continue }
            let effect = Effect.accepted(id: id, version: index.rows[id]?.sequence ?? 0)
            effects[place] = effect
            keys.note(write.key, effect)
        }
        try keys.save()
        return effects.map { $0 ?? .moved }
    }

    /// A file that only we write may not be there yet.
    private func beginFile() throws {
        guard !FileManager.default.fileExists(atPath: path), map.lookups.isEmpty, map.details.isEmpty else { return }
        var columns = map.key
        for field in map.fields {
            for column in field.columns.sorted() where !columns.contains(column) { columns.append(column) }
        }
        let dialect = CSVDialect(delimiter: map.table.delimiter ?? .comma, encoding: map.table.encoding ?? .utf8)
        var writer = try CSVWriter(path: path, dialect: dialect)
        try writer.writeRow(columns)
        try writer.finish()
    }

    private func sort(_ writes: [Write], _ index: RowIndex) {
        for (place, write) in writes.enumerated() where effects[place] == nil {
            switch write.action {
            case .refuse, .wait: continue
            case .create, .update, .delete: break
            }
            do throws(Refusal) {
                let row = try FileRow(write, map)
                if let expected = write.expectedVersion, index.rows[row.id]?.sequence != expected {
                    effects[place] = .moved
                    continue
                }
                if waiting[row.id] == nil { order.append(row.id) }
                waiting[row.id, default: []].append((place, row))
            } catch {
                effects[place] = .refused(error.reasons)
            }
        }
    }

    /// Copies the file with the changes; answers whether anything differs.
    private func rewrite(_ writes: [Write], unlessNewerThan before: String?) throws -> Bool {
        let dialect = try map.table.dialect(at: path)
        var reader = try map.table.reader(at: path, dialect)
        let header = map.table.columns.isEmpty ? reader.header : map.table.columns
        var needed: [String: Int] = [:]
        for name in map.key { needed[name] = map.table.line }
        for entry in waiting.values.joined() { for column in entry.row.cells.keys { needed[column] = map.table.line } }
        let (positions, errors) = map.table.positions(of: needed, in: header, map: map.path)
        guard errors.isEmpty else { throw FileMapErrors(errors) }
        var options = CSVWriter.Options()
        options.losslessForMachines = true
        var writer = try CSVWriter(path: path, dialect: dialect, options: options)
        if dialect.hasHeader {
            writer.addOriginal(reader.headerBytes)
            try writer.endRow()
        }
        var differs = false
        while true {
            var isReadable = true
            do throws(CSVError) {
                guard try reader.next() else { break }
            } catch {
                if error.isFatal { throw error }
                isReadable = false
            }
            let key = isReadable ? key(reader.row, positions) : nil
            guard let key, let entries = waiting.removeValue(forKey: key) else {
                writer.addOriginal(RejectFile.original(reader.row))
                try writer.endRow()
                continue
            }
            var old: [String] = []
            for column in 0..<reader.row.count { old.append(reader.row.text(column)) }
            let new = changed(old, entries, writes, positions, width: header.count)
            if let new { try writer.writeRow(new) }
            differs = differs || new != old
        }
        for id in order {
            guard let entries = waiting.removeValue(forKey: id),
                let new = changed(nil, entries, writes, positions, width: header.count)
            else { continue }
            try writer.writeRow(new)
            differs = true
        }
        guard differs else { return false }
        guard Sidecar.stamp(of: path) == before else {
            throw ConnectorError.transient(
                "\(map.table.file) was changed by somebody else meanwhile", retryAfterSeconds: 1)
        }
        try writer.finish()
        return true
    }

    private func key(_ row: borrowing CSVRow, _ positions: [String: Int]) -> String? {
        var record = Record(object: "")
        for column in map.key { record.fields[column] = .text(row.text(positions[column] ?? -1)) }
        return RowKey.text(map.key, in: record)
    }

    /// The row after all its writes; nil when it is gone, or never was.
    private func changed(
        _ old: [String]?, _ entries: [(place: Int, row: FileRow)], _ writes: [Write], _ positions: [String: Int],
        width: Int
    ) -> [String]? {
        var present = old
        for (place, row) in entries {
            var next = present ?? Array(repeating: "", count: width)
            for (column, text) in row.cells { if let at = positions[column] { next[at] = text } }
            switch writes[place].action {
            case .create:
                guard present == nil || present == next else {
                    effects[place] = refusal(.duplicate, "\(map.table.file) already has a row '\(row.id)'", row.id)
                    continue
                }
                present = next
            case .update:
                guard present != nil else {
                    effects[place] = refusal(.notFound, "\(map.table.file) has no row '\(row.id)'", row.id)
                    continue
                }
                present = next
            case .delete: present = nil
            case .refuse, .wait: continue
            }
            effects[place] = .accepted(id: row.id, version: 0)
        }
        return present
    }

    private func refusal(_ code: RefusalCode, _ message: String, _ id: String) -> Effect {
        .refused([
            Reason(
                code, message, document: map.table.file, field: map.key.joined(separator: ", "),
                allowed: code == .duplicate ? "an update, or another key" : "the key of a row",
                fixedBy: "integration admin")
        ])
    }

    /// Refusals of the other system and what it waits for, one line a reason, for whoever reads the folder.
    private func bringHome(_ writes: [Write], _ index: RowIndex) throws {
        let sidecar = Sidecar(path: connector.statePath(map.objectName, "refusals"))
        var lines: [[String]] = []
        for (place, write) in writes.enumerated() where effects[place] == nil {
            let (kind, id, reasons): (String, String, [Reason])
            switch write.action {
            case .refuse(let refused, let why): (kind, id, reasons) = ("refused", refused, why)
            case .wait(let waiting, let why): (kind, id, reasons) = ("waits", waiting, why)
            case .create, .update, .delete: continue
            }
            lines += reasons.map {
                [id, kind, $0.code.raw, $0.field ?? "", $0.message, $0.allowed ?? "", $0.fixedBy ?? "", write.key]
            }
            effects[place] = .accepted(id: id, version: index.rows[id]?.sequence ?? 0)
        }
        guard !lines.isEmpty else { return }
        let keys = Set(lines.map { $0[7] })
        let others = try sidecar.read().filter { $0.count == 8 && !keys.contains($0[7]) }
        try sidecar.write(["id", "kind", "code", "field", "message", "allowed", "fixedBy", "key"], others + lines)
    }
}
