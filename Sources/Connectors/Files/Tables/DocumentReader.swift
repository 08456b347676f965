import Bridge
import Kernel

/// Turns rows into documents: a key, a record with its lists, and every reason against it.
final class DocumentReader {
    struct Document {
        let key: String?
        let record: Record
        let reasons: [Reason]
        /// Which group of each detail file is this document's.
        let detailKeys: [String?]
    }

    let map: FileMap
    let main: OpenTable
    let details: [DetailRows]
    /// The record that a text names; nil for a map of an object, which refers to no system.
    var find: ((MappedField.Reference, String) throws -> FoundRecord)?

    /// Opens all files of the map. `file` is read instead of the map's own: corrected rejects, another delivery.
    init(_ map: FileMap, folder: String, file: String? = nil) throws {
        self.map = map
        var needed: [String: Int] = [:]
        func need(_ names: some Sequence<String>, _ line: Int) {
            for name in names { needed[name] = min(needed[name] ?? line, line) }
        }
        for field in map.fields { need(field.columns, field.line) }
        need(map.key, map.table.line)
        need(map.filter?.fields ?? [], map.table.line)
        for detail in map.details { need(detail.of, detail.line) }
        var errors: [FileMapError] = []
        var details: [DetailRows] = []
        var main: OpenTable?
        do {
            main = try OpenTable(
                map.table, path: file ?? folder + "/" + map.table.file, folder: folder, needed: needed,
                lookups: map.lookups, map: map.path)
        } catch let more as FileMapErrors {
            errors += more.errors
        }
        for detail in map.details {
            do {
                details.append(try DetailRows(detail, folder: folder, map: map.path))
            } catch let more as FileMapErrors {
                errors += more.errors
            }
        }
        guard errors.isEmpty, let main else { throw FileMapErrors(errors) }
        self.main = main
        self.details = details
    }

    /// Reads the whole file once without using it: a file that is cut off or in another encoding is known before the
    /// first write. Answers how many rows there are.
    func checkWhole() throws(CSVError) -> Int {
        var reader = try main.makeReader()
        var count = 0
        while true {
            do throws(CSVError) {
                guard try reader.next() else { return count }
            } catch {
                if error.isFatal { throw error }
            }
            count += 1
        }
    }

    /// nil when the map's `where` leaves the row out. Throws only what the target's store throws.
    func document(_ cells: [String], line: Int) throws -> Document? {
        var (row, reasons) = main.record(cells, line: line)
        if let filter = map.filter, !filter.isTrue(row) { return nil }
        let key = RowKey.text(map.key, in: row)
        if key == nil {
            reasons.append(
                Reason(
                    .blankKey, "the row has no key", document: map.table.file, line: line,
                    field: map.key.joined(separator: ", "), allowed: "a value that no other row has",
                    fixedBy: "sender of the file"))
        }
        var record = Record(object: map.objectName, id: key ?? "")
        reasons += try fill(&record, map.fields, row, main.table, line: line)
        var detailKeys: [String?] = []
        for detail in details {
            let group = RowKey.text(detail.spec.of, in: row)
            detailKeys.append(group)
            var elements: [Record] = []
            for (index, line) in detail.lines(of: group).enumerated() {
                if let fault = line.fault {
                    reasons.append(malformed(fault, detail.table, line: line.line))
                    continue
                }
                let (cells, more) = detail.table.record(line.cells, line: line.line)
                reasons += more
                var element = Record(object: detail.spec.list, id: String(index + 1))
                reasons += try fill(&element, detail.spec.fields, cells, detail.table.table, line: line.line)
                elements.append(element)
            }
            record.lists[detail.spec.list] = elements
        }
        return Document(key: key, record: record, reasons: reasons, detailKeys: detailKeys)
    }

    /// The document that a row is, in the file of its lines.
    func detailKey(_ index: Int, _ cells: [String], line: Int) -> String? {
        RowKey.text(details[index].spec.of, in: main.record(cells, line: line).record)
    }

    /// A row that is not CSV, as a reason.
    func malformed(_ error: CSVError, _ table: OpenTable, line: Int) -> Reason {
        let column = table.columnName(error.column)
        return Reason(
            .malformedRow, error.message, document: table.table.file, line: line, field: column.isEmpty ? nil : column)
    }

    private func fill(
        _ record: inout Record, _ fields: [MappedField], _ row: Record, _ table: FileTable, line: Int
    ) throws -> [Reason] {
        var reasons: [Reason] = []
        for field in fields {
            guard let (text, isFixed) = field.text(in: row) else { continue }
            do {
                if let reference = field.reference, let find {
                    let found = try find(reference, isFixed ? text : field.values[text] ?? text.withoutSpaces)
                    guard case .one(let id) = found else {
                        reasons.append(missing(reference, text, found, field, table, line: line))
                        continue
                    }
                    record.fields[field.name] = .text(id)
                } else {
                    record.fields[field.name] = isFixed
                        ? try field.value(fixed: text, in: row, hasDecimalComma: false)
                        : try field.value(of: text, in: row, hasDecimalComma: table.hasDecimalComma)
                }
            } catch let error as ValueError {
                reasons.append(
                    Reason(
                        .invalidValue, error.message, document: table.file, line: line, field: field.place,
                        allowed: error.allowed.isEmpty ? field.kind.name : error.allowed,
                        fixedBy: "sender of the file"))
            }
        }
        return reasons
    }

    private func missing(
        _ reference: MappedField.Reference, _ text: String, _ found: FoundRecord, _ field: MappedField,
        _ table: FileTable, line: Int
    ) -> Reason {
        let message: String
        let allowed: String
        switch reference {
        case .record(let object, let by):
            let isSeveral = if case .several = found { true } else { false }
            message = isSeveral
                ? "several \(object)s have the \(by) '\(text)'" : "there is no \(object) whose \(by) is '\(text)'"
            allowed = "the \(by) of one \(object)"
        case .earlierImport(let map):
            message = "the import '\(map)' has brought no row '\(text)'"
            allowed = "a key that was imported by the map '\(map)'"
        }
        return Reason(
            .missingReference, message, document: table.file, line: line, field: field.place, allowed: allowed,
            fixedBy: "integration admin")
    }
}

/// What a reference leads to.
enum FoundRecord: Hashable {
    case one(String)
    case none
    case several
}
