import Foundation
import Testing

@testable import FilesConnector

/// Python's csv module as an independent judge, in both directions.
@Suite struct CSVPythonTests {
    struct Case: Codable {
        var path: String
        var delimiter: String
        var encoding: String
        var quoting: Int
        var lineEnd: String
        var rows: [[String]]
    }

    static let script = """
        import csv, json, sys
        mode, listing, answer = sys.argv[1:]
        cases = json.load(open(listing, encoding="utf-8"))
        out = []
        for case in cases:
            if mode == "read":
                with open(case["path"], newline="", encoding=case["encoding"]) as file:
                    out.append([r for r in csv.reader(file, delimiter=case["delimiter"], strict=True) if r])
            else:
                with open(case["path"], "w", newline="", encoding=case["encoding"]) as file:
                    writer = csv.writer(file, delimiter=case["delimiter"], quoting=case["quoting"],
                                        lineterminator=case["lineEnd"])
                    writer.writerows(case["rows"])
        json.dump(out, open(answer, "w", encoding="utf-8"))
        """

    private func python(_ mode: String, _ cases: [Case], in folder: String) throws -> [[[String]]] {
        let listing = folder + "/cases.json"
        try JSONEncoder().encode(cases).write(to: URL(fileURLWithPath: listing))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script, mode, listing, folder + "/answer.json"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try JSONDecoder().decode([[[String]]].self, from: Data(contents(folder + "/answer.json")))
    }

    private func dialect(_ round: Int) -> (CSVDialect, String) {
        let encoding = CSVEncoding.allCases[round % 5]
        let name =
            switch encoding {
            case .utf8: "utf-8"
            case .utf8WithByteOrderMark: "utf-8-sig"
            case .utf16LittleEndian, .utf16BigEndian: "utf-16"
            case .windows1252: "cp1252"
            }
        let delimiter = CSVDialect.Delimiter.allCases[round / 5 % 4]
        return (CSVDialect(delimiter: delimiter, encoding: encoding, hasHeader: false), name)
    }

    private func randomRows(_ random: inout SeededGenerator, _ encoding: CSVEncoding) -> [[String]] {
        var pieces = ["a", "b", "\"", "\"\"", ",", ";", "\t", "|", "\r", "\n", "\r\n"]
        pieces += [" ", "ü", "€", "'", "=", "-1.5", "12"]
        if encoding != .windows1252 { pieces += ["日本", "𝄞", "\u{301}", "\u{FEFF}"] }
        let width = Int.random(in: 1...6, using: &random)
        return (0..<Int.random(in: 0...12, using: &random)).map { _ in
            (0..<width).map { _ in
                (0..<Int.random(in: 0...6, using: &random))
                    .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            }
        }
    }

    private func scalars(_ rows: [[String]]) -> [[[UInt8]]] { rows.map { $0.map { Array($0.utf8) } } }

    @Test func pythonReadsWhatWeWrite() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var random = SeededGenerator(state: 7)
        var cases: [Case] = []
        for round in 0..<600 {
            let (dialect, name) = dialect(round)
            let path = "\(folder)/\(round).csv"
            let rows = randomRows(&random, dialect.encoding)
            var options = CSVWriter.Options()
            options.losslessForMachines = true
            options.lineEnd = round % 2 == 0 ? .lineFeed : .carriageReturnLineFeed
            var writer = try CSVWriter(path: path, dialect: dialect, options: options)
            for row in rows { try writer.writeRow(row) }
            try writer.finish()
            let mark = String(UnicodeScalar(dialect.delimiter.rawValue))
            cases.append(Case(path: path, delimiter: mark, encoding: name, quoting: 0, lineEnd: "\n", rows: rows))
            let back = readAll(try contents(path), dialect, checksCount: true, chunk: 1 + round)
            #expect(scalars(back.rows) == scalars(rows))
        }
        let read = try python("read", cases, in: folder)
        for (index, rows) in read.enumerated() { #expect(scalars(rows) == scalars(cases[index].rows)) }
        #expect(read.count == cases.count)
    }

    @Test func weReadWhatPythonWrites() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var random = SeededGenerator(state: 8)
        var cases: [Case] = []
        for round in 0..<600 {
            let (found, name) = dialect(round)
            // Python's utf-16 is little-endian with a mark.
            let encoding = found.encoding == .utf16BigEndian ? CSVEncoding.utf16LittleEndian : found.encoding
            let lineEnd = ["\n", "\r\n", "\r"][round % 3]
            // Python 3.11 quotes only those line ends that its own terminator has; nobody could read the others back.
            let unquoted: [UnicodeScalar] = round % 2 == 1 ? [] : [["\r"], [], ["\n"]][round % 3]
            let rows = randomRows(&random, encoding).map { row in
                row.map { text in
                    let kept = text.unicodeScalars.filter { $0 != "\u{FEFF}" && !unquoted.contains($0) }
                    return String(String.UnicodeScalarView(kept))
                }
            }
            cases.append(
                Case(
                    path: "\(folder)/\(round).csv", delimiter: String(UnicodeScalar(found.delimiter.rawValue)),
                    encoding: name, quoting: round % 2, lineEnd: lineEnd, rows: rows))
        }
        _ = try python("write", cases, in: folder)
        for (round, item) in cases.enumerated() {
            var (dialect, _) = dialect(round)
            if dialect.encoding == .utf16BigEndian { dialect.encoding = .utf16LittleEndian }
            let result = readAll(try contents(item.path), dialect, checksCount: true, chunk: 1 + round % 40)
            #expect(scalars(result.rows) == scalars(item.rows))
            #expect(result.errors.isEmpty)
        }
    }
}
