import FilesConnector
import Foundation
import Kernel

/// An uploaded file as it is kept: always CSV, with how it is written.
public struct ImportFile: Sendable {
    public let path: String
    public let dialect: CSVDialect
    public let header: [String]

    /// Rows of which samples are shown.
    static let sampleRows = 3

    public init(path: String, encoding: String, delimiter: String) throws(Refusal) {
        let dialect = CSVDialect(
            delimiter: Self.delimiter(delimiter), encoding: CSVEncoding(rawValue: encoding) ?? .utf8)
        try self.init(path: path, dialect: dialect)
    }

    init(path: String, dialect: CSVDialect) throws(Refusal) {
        self.path = path
        self.dialect = dialect
        do throws(CSVError) {
            header = try CSVReader(path: path, dialect: dialect).header.map(CellReader.trimmed)
        } catch {
            throw Self.unreadable(error.message, line: error.line)
        }
        guard header.count <= ImportLimits.mostColumns else {
            throw Self.unreadable(
                "The file has \(header.count) columns", allowed: "\(ImportLimits.mostColumns) at most")
        }
    }

    /// How the bytes are written, by their look. Refuses unreadableFile.
    static func dialect(of bytes: [UInt8]) throws(Refusal) -> CSVDialect {
        do throws(CSVError) {
            var dialect = try CSVDialect.detect(bytes, mayBeWindows1252: true)
            dialect.hasHeader = true
            return dialect
        } catch {
            throw unreadable(error.message, line: error.line)
        }
    }

    /// Goes through the whole file: how many rows it has. Refuses unreadableFile when it is cut off or too long.
    func countedRows() throws(Refusal) -> Int {
        do throws(CSVError) {
            var reader = try CSVReader(path: path, dialect: dialect)
            var rows = 0
            while try Self.step(&reader) { rows += 1 }
            guard rows <= ImportLimits.mostRows else {
                throw CSVError(
                    .refused(reason: "The file has \(rows) rows; allowed are \(ImportLimits.mostRows)"), file: "")
            }
            return rows
        } catch {
            throw Self.unreadable(error.message, line: error.line)
        }
    }

    /// The first filled cells of each column.
    public func samples() -> [[String]] {
        var samples = Array(repeating: [String](), count: header.count)
        guard var reader = try? CSVReader(path: path, dialect: dialect) else { return samples }
        for _ in 0..<20 {
            guard (try? Self.step(&reader)) == true else { break }
            for index in samples.indices where samples[index].count < Self.sampleRows {
                let text = CellReader.trimmed(reader.row.text(index))
                if !text.isEmpty, !samples[index].contains(text) { samples[index].append(String(text.prefix(60))) }
            }
        }
        return samples
    }

    /// To the next row, good or bad; only what ends the reading is thrown.
    private static func step(_ reader: inout CSVReader) throws(CSVError) -> Bool {
        do throws(CSVError) {
            return try reader.next()
        } catch {
            if error.isFatal { throw error }
            return true
        }
    }

    static func unreadable(_ message: String, line: Int = 0, allowed: String = "") -> Refusal {
        Refusal(
            .unreadableFile, message, document: "File", line: line > 0 ? line : nil, field: "file",
            allowed: allowed.isEmpty ? nil : allowed)
    }

    static func delimiter(_ name: String) -> CSVDialect.Delimiter {
        CSVDialect.Delimiter.allCases.first { $0.name == name } ?? .comma
    }
}

extension CSVDialect.Delimiter {
    public var name: String {
        switch self {
        case .comma: "comma"
        case .semicolon: "semicolon"
        case .tab: "tab"
        case .pipe: "pipe"
        }
    }
}
