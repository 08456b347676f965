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
}
