import FilesConnector
import Hummingbird
import Kernel
import Platform

/// A list as a CSV file: the rows and columns that its reader sees, in the same order, with nothing that a
/// spreadsheet would take for a formula.
struct ListExport {
    let kind: ObjectKind
    let visit: Visit
    static let mostRows = 100_000
    static let mostFound = 500

    init(_ kind: ObjectKind, _ visit: Visit) {
        self.kind = kind
        self.visit = visit
    }

    func response() async throws -> Response {
        try CSVResponse.of(Words.path(of: kind.name)) { writer in try write(to: &writer) }
    }

    private func write(to writer: inout CSVWriter) throws {
        try visit.read(kind.source) { reading in
            let fields = reading.visibleFields(of: kind.descriptor)
            let query = ListQuery(kind, visit, fields)
            let columns = visit.query("cols") == nil ? fields : query.columns
            try writer.writeRow(["id"] + columns.map(\.name))
            func put(_ records: [VisibleRecord]) throws {
                for record in records {
                    try writer.writeRow([record.id] + columns.map { record[$0.name]?.text ?? "" })
                }
            }
            // What was looked for is what is sent: all that the search finds, not the page of it that was shown.
            if !query.text.isEmpty {
                return try put(reading.search(query.text, in: [kind.name], limit: Self.mostFound).map(\.record))
            }
            var after: String?
            var count = 0
            repeat {
                let page = try reading.records(
                    of: kind.name, filter: query.filter, sort: query.sort, after: after, limit: Reading.longestPage)
                try put(page.records)
                count += page.records.count
                after = page.next
            } while after != nil && count < Self.mostRows
        }
    }

    /// The lines of one document.
    func lines() throws -> Response {
        let (id, name) = (visit.parameter("id"), visit.parameter("list"))
        return try visit.read(kind.source) { reading in
            guard reading.mayRead(kind.name), let record = try reading.record(kind.name, id),
                let list = record.lists.first(where: { $0.name == name })
            else { throw PageNotFound("This list") }
            return try CSVResponse.of("\(Naming.title(of: record))-\(name)") { writer in
                let fields = list.records.first?.fields.map(\.descriptor.name) ?? []
                try writer.writeRow(["id"] + fields)
                for line in list.records { try writer.writeRow([line.id] + fields.map { line[$0]?.text ?? "" }) }
            }
        }
    }

    /// What happened to one record: a row for each field that changed.
    func history() throws -> Response {
        let id = visit.parameter("id")
        return try visit.read(kind.source) { reading in
            guard reading.mayRead(kind.name), let record = try reading.record(kind.name, id) else {
                throw PageNotFound("This \(kind.singular.lowercased())")
            }
            return try CSVResponse.of("\(Naming.title(of: record))-history") { writer in
                try writer.writeRow(["at", "actor", "command", "why", "line", "field", "from", "to"])
                for entry in try reading.history(kind.name, id, limit: 1_000) {
                    for change in entry.changes {
                        try writer.writeRow([
                            entry.at.description, entry.actor, entry.command, entry.why, entry.line ?? "",
                            change.field.name, change.from ?? "", change.to ?? "",
                        ])
                    }
                }
            }
        }
    }
}
