import Bridge
import Kernel
import Platform

/// An import whose rows wait for their day, so that a company's past can be done again in the order in which it
/// happened. Rows keep their rules, keys and rejects of a `FileImport`; the map's main file is held in memory.
public final class PacedImport {
    private struct Row {
        let cells: [String]
        let original: [UInt8]
        let line: Int
        let fault: CSVError?
    }

    public let map: FileMap
    /// The days that have rows, in order.
    public private(set) var days: [CalendarDate] = []
    private let batch: ImportBatch
    private let documents: DocumentReader
    private var rows: [CalendarDate: [Row]] = [:]

    /// Reads the file. `column` holds each row's day and is one that the map uses; a row without a readable day is
    /// taken with the first, where its map says what is wrong with it.
    public init(_ job: FileImport, by column: String) throws(FileImportFailure) {
        map = job.map
        (documents, batch) = try job.clearly { try job.opened() }
        try job.clearly { try load(column) }
    }

    private func load(_ column: String) throws {
        var reader = try documents.main.makeReader()
        var undated: [Row] = []
        while true {
            var fault: CSVError?
            do throws(CSVError) {
                guard try reader.next() else { break }
            } catch {
                if error.isFatal { throw error }
                fault = error
            }
            let cells = documents.main.cells(reader.row)
            let line = reader.row.lineNumber
            let row = Row(cells: cells, original: RejectFile.original(reader.row), line: line, fault: fault)
            guard let text = documents.main.record(cells, line: line).record.fields[column]?.text else {
                throw FileMapErrors([
                    FileMapError(
                        map: map.path, line: map.table.line, "the map does not use '\(column)', which holds the day",
                        allowed: "a field that is read from \(column)")
                ])
            }
            if let day = try? CalendarDate(text.withoutSpaces.prefix(10)) {
                rows[day, default: []].append(row)
            } else {
                undated.append(row)
            }
        }
        if !undated.isEmpty { rows[rows.keys.min() ?? CalendarDate(daysSinceEpoch: 0), default: []] += undated }
        days = rows.keys.sorted()
    }

    /// Imports the rows of one day. A day without rows, or one that was run, does nothing.
    public func run(_ day: CalendarDate) throws(FileImportFailure) {
        guard let due = rows.removeValue(forKey: day) else { return }
        try batch.job.clearly {
            for row in due {
                try batch.take(row.cells, row.original, row.fault, line: row.line)
                if batch.isFull { try batch.commit() }
            }
            try batch.commit()
        }
    }

    /// Imports what is left, writes the reject files, and answers what became of all rows.
    public func finish() throws(FileImportFailure) -> ImportSummary {
        for day in days { try run(day) }
        try batch.job.clearly { try batch.job.close(batch, documents) }
        return batch.summary
    }
}
