import Bridge
import Kernel

/// The lines of all documents, in memory by document until the document's own row comes by.
final class DetailRows {
    /// What became of a document.
    enum Fate: Hashable {
        case notSeen
        case taken
        /// The map does not want it.
        case leftOut
        case refused(line: Int)
    }

    struct Line {
        let line: Int
        let cells: [String]
        let fault: CSVError?
    }

    struct Group {
        var lines: [Line] = []
        var fate = Fate.notSeen
    }

    let spec: FileDetail
    let table: OpenTable
    private(set) var groups: [String: Group] = [:]

    init(_ spec: FileDetail, folder: String, map: String) throws {
        self.spec = spec
        var needed: [String: Int] = [:]
        for field in spec.fields {
            for column in field.columns { needed[column] = min(needed[column] ?? field.line, field.line) }
        }
        for name in spec.key + (spec.filter?.fields.sorted() ?? []) {
            needed[name] = min(needed[name] ?? spec.line, spec.line)
        }
        table = try OpenTable(
            spec.table, path: folder + "/" + spec.table.file, folder: folder, needed: needed, lookups: spec.lookups,
            map: map)
        try load()
    }

    private func load() throws(CSVError) {
        var reader = try table.makeReader()
        var count = 0
        while let line = try next(&reader) {
            guard let key = line.key else { continue }
            count += 1
            guard count <= spec.limit else {
                throw CSVError(
                    .refused(reason: "more than the \(spec.limit) lines that may be held in memory."
                        + " Whoever made the map can raise the limit of lines."),
                    file: spec.table.file, line: line.line.line)
            }
            groups[key, default: Group()].lines.append(line.line)
        }
    }

    /// The next row that the filter keeps; its key is nil when it names no document.
    private func next(_ reader: inout CSVReader) throws(CSVError) -> (key: String?, line: Line)? {
        while true {
            var fault: CSVError?
            do throws(CSVError) {
                guard try reader.next() else { return nil }
            } catch {
                if error.isFatal { throw error }
                fault = error
            }
            let cells = table.cells(reader.row)
            let line = Line(line: reader.row.lineNumber, cells: cells, fault: fault)
            let record = table.record(cells, line: line.line).record
            let key = RowKey.text(spec.key, in: record)
            if let fault, key == nil {
                // It could belong to any document, which would then be imported without it.
                throw CSVError(
                    .refused(reason: "this line names no document, so none can be known to be whole: " + fault.message),
                    file: spec.table.file, line: line.line)
            }
            if fault == nil, let filter = spec.filter, !filter.isTrue(record) { continue }
            return (key, line)
        }
    }

    func lines(of key: String?) -> [Line] { key.flatMap { groups[$0]?.lines } ?? [] }

    func note(_ fate: Fate, of key: String?) {
        guard let key, groups[key] != nil else { return }
        groups[key]?.fate = fate
    }

    /// Goes through the file once more and hands out every line that found no way in, with the reason.
    func rejected(
        header: String, _ reject: (borrowing CSVRow, Reason) throws(CSVError) -> Void
    ) throws(CSVError) -> Int {
        var reader = try table.makeReader()
        var count = 0
        while let (key, line) = try next(&reader) {
            count += 1
            let names = spec.key.joined(separator: " + ")
            switch key.flatMap({ groups[$0]?.fate }) ?? .notSeen {
            case .taken, .leftOut: continue
            case .refused(let headerLine):
                let message = line.fault?.message
                    ?? "its document '\(key ?? "")' was refused: see line \(headerLine) of \(header)"
                try reject(
                    reader.row,
                    Reason(
                        line.fault == nil ? .documentRefused : .malformedRow, message, document: spec.table.file,
                        line: line.line, field: names, allowed: "a document that can be imported",
                        fixedBy: "sender of the file"))
            case .notSeen:
                let message = key.map { "\(header) has no document '\($0)'" } ?? "the line names no document"
                try reject(
                    reader.row,
                    Reason(
                        .orphanLine, message, document: spec.table.file, line: line.line, field: names,
                        allowed: "the \(spec.of.joined(separator: " + ")) of a row of \(header)",
                        fixedBy: "sender of the file"))
            }
        }
        return count
    }
}
