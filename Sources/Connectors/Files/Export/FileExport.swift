import Kernel
import Platform

/// Writes the records of an object to a CSV file, whole or not at all, in the order of their ids: all fields, or those
/// of a map with `object:`, under the file's own column names and in the file's own terms.
public struct FileExport {
    public let object: ObjectDescriptor
    public let map: FileMap?
    /// Fields marked sensitive (costs, margins) are left out unless asked for.
    public var includesSensitive = false
    /// A machine reads the file: cells that a spreadsheet could take for formulas are written as they are.
    public var isForMachines = false

    /// All fields. Money and quantities take two columns: `total` and `totalCurrency`, `weight` and `weightUnit`.
    public init(_ object: ObjectDescriptor) {
        self.object = object
        map = nil
    }

    /// The map's fields; throws what the object does not have. `id` and `version` may be named too.
    public init(_ object: ObjectDescriptor, by map: FileMap) throws(FileMapErrors) {
        self.object = object
        self.map = map
        var errors: [FileMapError] = []
        let names = ["id", "version"] + object.fields.map(\.name)
        for field in map.fields where !names.contains(field.name) {
            errors.append(
                FileMapError(
                    map: map.path, line: field.line, "\(object.name) has no field '\(field.name)'",
                    allowed: names.joined(separator: ", ")))
        }
        if !errors.isEmpty { throw FileMapErrors(errors) }
    }

    /// Writes the file and answers how many records are in it. Throws `CSVError`, `StoreError`, or a `Refusal` that
    /// names the record whose value the file cannot hold; then no file is written.
    public func run(_ session: any StoreSession, to path: String) throws -> Int {
        let fields = object.fields
        let columns = ["id", "version"] + fields.flatMap(\.columns)
        let kinds: [FieldKind] = [.text, .integer] + fields.map(\.kind)
        let dialect = CSVDialect(
            delimiter: map?.table.delimiter ?? .comma, encoding: map?.table.encoding ?? .utf8WithByteOrderMark)
        var options = CSVWriter.Options()
        options.losslessForMachines = isForMachines
        var writer = try CSVWriter(path: path, dialect: dialect, options: options)
        let header = header
        try writer.writeRow(header)
        var count = 0
        try session.forEachRow(
            "SELECT \(columns.joined(separator: ", ")) FROM \(object.table) ORDER BY id", [], as: kinds
        ) { row in
            var record = Record(object: object.name, id: row[0].text)
            record.fields = ["id": row[0], "version": row[1]]
            for (index, field) in fields.enumerated() { record.fields[field.name] = row[index + 2] }
            let cells = try cells(of: record)
            for column in header { writer.add(cells[column] ?? "") }
            try writer.endRow()
            count += 1
            return true
        }
        try writer.finish()
        return count
    }

    private var shown: [FieldDescriptor] { object.fields.filter { includesSensitive || !$0.rules.isSensitive } }

    /// The columns, in the order of the declarations.
    public var header: [String] {
        guard let map else {
            return ["id", "version"] + shown.flatMap { field in
                switch field.kind {
                case .money: [field.name, field.name + "Currency"]
                case .quantity: [field.name, field.name + "Unit"]
                default: [field.name]
                }
            }
        }
        var header: [String] = []
        for field in mapped(map) {
            guard case .column(let column) = field.source else { continue }
            header.append(column)
            if case .column(let other)? = field.companion, !header.contains(other) { header.append(other) }
        }
        return header
    }

    private func mapped(_ map: FileMap) -> [MappedField] {
        let names = Set(shown.map(\.name)).union(["id", "version"])
        return map.fields.filter { field in names.contains(field.name) && map.writable(field.name) != nil }
    }

    private func cells(of record: Record) throws(Refusal) -> [String: String] {
        var cells: [String: String] = [:]
        guard let map else {
            for field in ["id", "version"] { cells[field] = record.text(field) }
            for field in shown {
                switch record.fields[field.name] {
                case .money(let money)?:
                    cells[field.name] = money.amountText
                    cells[field.name + "Currency"] = money.currency.code
                case .quantity(let quantity)?:
                    cells[field.name] = quantity.value.description
                    cells[field.name + "Unit"] = quantity.unit.code
                case let value: cells[field.name] = value?.text ?? ""
                }
            }
            return cells
        }
        for field in mapped(map) {
            do throws(ValueError) {
                let value = record.fields[field.name] ?? .null
                cells.merge(try field.cells(of: value, hasDecimalComma: map.table.hasDecimalComma)) { $1 }
            } catch {
                throw Refusal(
                    .notWritable, error.message, document: "\(object.name) \(record.id)", field: field.name,
                    allowed: error.allowed, fixedBy: "integration admin")
            }
        }
        return cells
    }
}
