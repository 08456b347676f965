import FilesConnector
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform

/// A list as a CSV file: the rows and columns that its reader sees, in the same order, with nothing that a
/// spreadsheet would take for a formula.
struct ListExport {
    let kind: ObjectKind
    let visit: Visit
    static let mostRows = 100_000

    init(_ kind: ObjectKind, _ visit: Visit) {
        self.kind = kind
        self.visit = visit
    }

    func response() async throws -> Response {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tandem-" + visit.newKey)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("export.csv").path
        try write(to: file)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        let name = Words.path(of: kind.name)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(name).csv\"",
                .cacheControl: "no-store",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func write(to file: String) throws {
        try visit.read(kind.source) { reading in
            let fields = reading.visibleFields(of: kind.descriptor)
            let query = ListQuery(kind, visit, fields)
            let columns = visit.query("cols") == nil ? fields : query.columns
            var writer = try CSVWriter(path: file, dialect: CSVDialect())
            try writer.writeRow(["id"] + columns.map(\.name))
            var after: String?
            var count = 0
            repeat {
                let page = try reading.records(
                    of: kind.name, filter: query.filter, sort: query.sort, after: after, limit: Reading.longestPage)
                for record in page.records {
                    try writer.writeRow([record.id] + columns.map { record[$0.name]?.text ?? "" })
                }
                count += page.records.count
                after = page.next
            } while after != nil && count < Self.mostRows
            try writer.finish()
        }
    }
}
