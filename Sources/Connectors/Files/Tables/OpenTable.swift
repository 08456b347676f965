import Bridge
import Kernel

/// A file whose columns have been found, with its side tables in memory: turns rows into records of text.
final class OpenTable {
    let table: FileTable
    let path: String
    let dialect: CSVDialect
    let header: [String]
    let lookups: [LoadedLookup]
    /// The columns that are needed, and where each is.
    private let names: [String]
    private let indexes: [Int]

    /// Finds the columns that `needed` names (with the map's lines) and loads the lookups. Throws every column that is
    /// missing at once, or what is wrong with a file.
    init(
        _ table: FileTable, path: String, folder: String, needed: [String: Int], lookups specs: [FileLookup],
        map: String
    ) throws {
        self.table = table
        self.path = path
        let prefixes = Set(specs.map(\.name))
        var own: [String: Int] = [:]
        var theirs: [String: [String: Int]] = [:]
        let starts = specs.flatMap { spec in spec.from.map { ($0, spec.line) } }
        for (name, line) in needed.merging(starts, uniquingKeysWith: min) {
            let prefix = String(name.prefix { $0 != "." })
            if prefixes.contains(prefix), prefix != name {
                theirs[prefix, default: [:]][String(name.dropFirst(prefix.count + 1))] = line
            } else {
                own[name] = line
            }
        }
        dialect = try table.dialect(at: path)
        let reader = try table.reader(at: path, dialect)
        let header = table.columns.isEmpty ? reader.header : table.columns
        let (positions, missing) = table.positions(of: own, in: header, map: map)
        var errors = missing
        var loaded: [LoadedLookup] = []
        for spec in specs {
            do {
                loaded.append(try LoadedLookup(spec, columns: theirs[spec.name] ?? [:], folder: folder, map: map))
            } catch let more as FileMapErrors {
                errors += more.errors
            }
        }
        guard errors.isEmpty else { throw FileMapErrors(errors) }
        self.header = header
        lookups = loaded
        names = positions.keys.sorted()
        indexes = names.map { positions[$0] ?? 0 }
    }

    func makeReader() throws(CSVError) -> CSVReader { try table.reader(at: path, dialect) }

    /// The needed cells of a row, in the order of `record(_:line:)`.
    func cells(_ row: borrowing CSVRow) -> [String] {
        var cells: [String] = []
        cells.reserveCapacity(indexes.count)
        for index in indexes { cells.append(row.text(index)) }
        return cells
    }

    /// The cells by name and what the side tables add, with every reason against a partner.
    func record(_ cells: [String], line: Int) -> (record: Record, reasons: [Reason]) {
        var record = Record(object: table.file)
        record.fields.reserveCapacity(cells.count)
        for (index, name) in names.enumerated() { record.fields[name] = .text(cells[index]) }
        var reasons: [Reason] = []
        for lookup in lookups {
            if let reason = lookup.add(to: &record, file: table.file, line: line) { reasons.append(reason) }
        }
        return (record, reasons)
    }

    /// The column's name in the file, for the error of a row.
    func columnName(_ number: Int) -> String {
        number > 0 && number <= header.count ? header[number - 1] : number > 0 ? "field \(number)" : ""
    }
}

/// Keys of one or several columns as one text.
enum RowKey {
    /// nil when every part is blank.
    static func text(_ columns: [String], in record: Record) -> String? {
        let parts = columns.map { record.text($0).withoutSpaces }
        guard parts.contains(where: { !$0.isEmpty }) else { return nil }
        guard parts.count > 1 else { return parts[0] }
        return parts.map { $0.replacing("%", with: "%25").replacing("/", with: "%2F") }.joined(separator: "/")
    }
}
