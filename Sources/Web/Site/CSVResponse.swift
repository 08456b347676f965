import FilesConnector
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform

/// A CSV file as an answer: with nothing in it that a spreadsheet would take for a formula.
enum CSVResponse {
    /// Writes a file on the side and sends it.
    static func of(
        _ name: String, _ write: (inout CSVWriter) throws -> Void
    ) throws -> Response {
        let file = NSTemporaryDirectory() + "tandem-" + UUID().uuidString + ".csv"
        defer { try? FileManager.default.removeItem(atPath: file) }
        var writer = try CSVWriter(path: file, dialect: CSVDialect())
        try write(&writer)
        try writer.finish()
        return of([UInt8](try Data(contentsOf: URL(fileURLWithPath: file))), named: name)
    }

    static func of(_ bytes: [UInt8], named name: String) -> Response {
        let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" })
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(plain).csv\"",
                .cacheControl: "private, no-store",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
