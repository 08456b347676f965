import Bridge
import Kernel

/// A side table in memory: only the columns that the map uses, by key.
final class LoadedLookup {
    private enum Entry {
        case row([String])
        case several(Int)
        /// A row of this key that is not CSV.
        case faulty(CSVError)
    }

    let spec: FileLookup
    private let columns: [String]
    private let places: [String]
    private var entries: [String: Entry] = [:]

    init(_ spec: FileLookup, columns: [String: Int], folder: String, map: String) throws {
        self.spec = spec
        self.columns = columns.keys.sorted()
        places = self.columns.map { spec.name + "." + $0 }
        var needed = columns
        for name in spec.key + (spec.filter?.fields.sorted() ?? []) {
            needed[name] = min(needed[name] ?? spec.line, spec.line)
        }
        let table = try OpenTable(
            spec.table, path: folder + "/" + spec.table.file, folder: folder, needed: needed, lookups: [], map: map)
        try load(table)
    }

    private func load(_ table: OpenTable) throws(CSVError) {
        var reader = try table.makeReader()
        var count = 0
        while true {
            var fault: CSVError?
            do throws(CSVError) {
                guard try reader.next() else { return }
            } catch {
                if error.isFatal { throw error }
                fault = error
            }
            let cells = table.cells(reader.row)
            let record = table.record(cells, line: reader.row.lineNumber).record
            guard let key = RowKey.text(spec.key, in: record) else { continue }
            if let fault {
                entries[key] = .faulty(fault)
                continue
            }
            if let filter = spec.filter, !filter.isTrue(record) { continue }
            count += 1
            guard count <= spec.limit else {
                throw CSVError(
                    .refused(
                        reason: "more than the \(spec.limit) rows that the lookup '\(spec.name)' may hold in memory."
                            + " Whoever made the map can raise its limit."),
                    file: spec.table.file, line: reader.row.lineNumber)
            }
            keep(columns.map { record.text($0) }, key)
        }
    }

    private func keep(_ values: [String], _ key: String) {
        guard let known = entries[key] else {
            entries[key] = .row(values)
            return
        }
        switch (known, spec.duplicates) {
        case (.row, .last): entries[key] = .row(values)
        case (.row, .refuse): entries[key] = .several(2)
        case (.several(let count), _): entries[key] = .several(count + 1)
        default: break
        }
    }

    /// Adds the partner's columns; a reason when there must be a partner and is none, or not just one.
    func add(to record: inout Record, file: String, line: Int) -> Reason? {
        let key = RowKey.text(spec.from, in: record)
        let entry = key.flatMap { entries[$0] }
        if case .row(let values)? = entry {
            for (index, place) in places.enumerated() { record.fields[place] = .text(values[index]) }
            return nil
        }
        for place in places { record.fields[place] = .text("") }
        let names = spec.key.joined(separator: " + ")
        let message: String
        switch entry {
        case .several(let count)?:
            message = "\(spec.table.file) has \(count) rows whose \(names) is '\(key ?? "")'"
        case .faulty(let error)?:
            let place = "\(spec.table.file), line \(error.line)"
            message = "the row of '\(key ?? "")' in \(place), cannot be read: \(error.message)"
        default:
            guard spec.isRequired else { return nil }
            message = key.map { "\(spec.table.file) has no row whose \(names) is '\($0)'" }
                ?? "\(spec.from.joined(separator: " + ")) is blank, so \(spec.table.file) has no row for it"
        }
        return Reason(
            .missingPartner, message, document: file, line: line, field: spec.from.joined(separator: ", "),
            allowed: "the \(names) of one row of \(spec.table.file)", fixedBy: "sender of the file")
    }
}
