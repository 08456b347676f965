import Foundation
import Testing

@testable import FilesConnector

/// A small seeded generator, so that every run tests the same inputs.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// What a reader delivered: good rows with their lines, and errors.
struct ReadResult: Equatable {
    var rows: [[String]] = []
    var lines: [Int] = []
    var errors: [CSVError] = []

    var kinds: [CSVError.Kind] { errors.map(\.kind) }
}

let headless = CSVDialect(hasHeader: false)

func fields(_ row: borrowing CSVRow) -> [String] {
    var result: [String] = []
    for index in 0..<row.count { result.append(row.text(index)) }
    return result
}

/// Reads everything, collecting the errors of single rows and the fatal one.
func readAll(
    _ bytes: [UInt8], _ dialect: CSVDialect = headless, checksCount: Bool = false, chunk: Int = 4096
) -> ReadResult {
    var result = ReadResult()
    var options = CSVReader.Options()
    options.checksFieldCount = checksCount
    options.chunkBytes = chunk
    do throws(CSVError) {
        var reader = try CSVReader(bytes: bytes, dialect: dialect, options: options)
        while true {
            do throws(CSVError) {
                guard try reader.next() else { break }
                result.rows.append(fields(reader.row))
                result.lines.append(reader.row.lineNumber)
            } catch {
                result.errors.append(error)
            }
        }
    } catch {
        result.errors.append(error)
    }
    return result
}

func readAll(_ text: String, _ dialect: CSVDialect = headless, checksCount: Bool = false) -> ReadResult {
    readAll(Array(text.utf8), dialect, checksCount: checksCount)
}

/// A folder of its own for a test, removed by the caller.
func temporaryFolder() throws -> String {
    let folder = NSTemporaryDirectory() + "csv-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
}

func contents(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Writes rows with the writer and answers the file's bytes.
func written(
    _ rows: [[String]], _ dialect: CSVDialect = headless, options: CSVWriter.Options = CSVWriter.Options()
) throws -> [UInt8] {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var writer = try CSVWriter(path: folder + "/out.csv", dialect: dialect, options: options)
    for row in rows { try writer.writeRow(row) }
    try writer.finish()
    return try contents(folder + "/out.csv")
}

/// `#expect` cannot look into types that are not copyable; this takes the values out first.
func same<Value: Equatable>(_ found: Value, _ wanted: Value, at place: SourceLocation = #_sourceLocation) {
    #expect(found == wanted, sourceLocation: place)
}

func stepOnce(_ reader: inout CSVReader, at place: SourceLocation = #_sourceLocation) throws(CSVError) {
    let more = try reader.next()
    #expect(more, sourceLocation: place)
}
