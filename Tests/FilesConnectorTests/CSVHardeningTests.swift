import Foundation
import Testing

@testable import FilesConnector

/// Files that are cut off or damaged: never a crash, never a hang, never a row that was not there.
@Suite struct CSVHardeningTests {
    @Test(arguments: CSVEncoding.allCases, ["\n", "\r\n", "\r"])
    func everyTruncation(encoding: CSVEncoding, lineEnd: String) throws {
        let text = [
            "id,name,amount", "1,\"Müller, “A”\",1.50", "2,\"two\(lineEnd)lines \"\"x\"\"\",-3", "3,,",
            "\"4\",x€,0.000001",
        ].joined(separator: lineEnd) + lineEnd
        let bytes = try CSVEncodingTests.encoded(text, encoding)
        let dialect = CSVDialect(encoding: encoding)
        let whole = readAll(bytes, dialect, checksCount: true)
        #expect(whole.rows.count == 4)
        #expect(whole.errors.isEmpty)
        for length in 0..<bytes.count {
            let cut = readAll(Array(bytes.prefix(length)), dialect, checksCount: true, chunk: 1 + length % 9)
            #expect(cut.rows.count <= whole.rows.count)
            for (index, row) in cut.rows.enumerated() where row != whole.rows[index] {
                // Only the last row may differ, and only by an ending that the cut took away.
                let last = whole.rows[index]
                #expect(index == cut.rows.count - 1)
                #expect(row.count == last.count)
                #expect(zip(row, last).allSatisfy { $1.hasPrefix($0) })
            }
            #expect(cut.errors.count <= 1)
        }
    }

    /// Uses every reader of every field; answers how many rows and errors there were, with their text.
    private func exercise(_ bytes: [UInt8], _ dialect: CSVDialect, chunk: Int) -> ReadResult {
        var result = ReadResult()
        var options = CSVReader.Options()
        options.chunkBytes = chunk
        do throws(CSVError) {
            var reader = try CSVReader(bytes: bytes, name: "f", dialect: dialect, options: options)
            var line = 0
            // Each step takes at least one byte, so more steps than bytes would be a loop.
            for _ in 0...bytes.count + 1 {
                do throws(CSVError) {
                    guard try reader.next() else {
                        result.lines.append(-1)
                        break
                    }
                    let isLater = reader.row.lineNumber > line
                    #expect(isLater)
                    line = reader.row.lineNumber
                    result.rows.append(fields(reader.row))
                } catch {
                    result.errors.append(error)
                }
                result.lines.append(contentsOf: touch(reader.row))
            }
            #expect(result.lines.last == -1, "the reader did not come to an end")
        } catch {
            result.errors.append(error)
        }
        return result
    }

    private func touch(_ row: borrowing CSVRow) -> [Int] {
        var total = 0
        for index in -1...row.count {
            total &+= Int(truncatingIfNeeded: row.integer(index) ?? 1)
            total &+= Int(truncatingIfNeeded: row.decimalMicros(index) ?? 2)
            total &+= Int(truncatingIfNeeded: row.decimalMicros(index, decimalComma: true) ?? 2)
            total &+= row.date(index)?.2 ?? 3
            total &+= row.bytes(index).count + row.text(index).utf8.count
            total &+= row.withUnsafeBytes(index) { $0.count }
            total &+= row.isEmpty(index) ? 1 : 0
        }
        return [row.lineNumber, row.originalBytes().count, total]
    }

    private static let samples: [[UInt8]] = [
        Array("id,name,when\n1,\"a \"\"b\"\"\",2024-02-29\n2,\"x\r\ny\",2024-01-01 10:20:30\n".utf8),
        Array("a;b\r\n-12.345;\"ü€𝄞\"\r\n;9999999999999999999\r\n".utf8),
        Array("\u{FEFF}k\tv\r1\t\"2\"\r\r3\t4".utf8),
        [0xFF, 0xFE, 0x61, 0, 0x2C, 0, 0x34, 0xD8, 0x1E, 0xDD, 0x0A, 0, 0x22, 0, 0x62, 0, 0x22, 0],
    ]

    private static func mutate(_ sample: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = sample
        let special: [UInt8] = [0x22, 0x2C, 0x3B, 0x0A, 0x0D, 0x09, 0x7C, 0, 0xFF, 0xC3, 0xED, 0xA0, 0x30, 0x2D]
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let byte =
                Bool.random(using: &random)
                ? special.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.insert(byte, at: place)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2 where place < bytes.count: bytes[place] = byte
            case 3: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: bytes[place...].prefix(12), at: place)
            }
        }
        return bytes
    }

    @Test(arguments: 0..<4)
    func mutationFuzz(part: Int) {
        var random = SeededGenerator(state: UInt64(2024 + part))
        let encodings = CSVEncoding.allCases
        for round in 0..<50_000 {
            let bytes = Self.mutate(Self.samples[round % Self.samples.count], &random)
            let dialect = CSVDialect(
                delimiter: CSVDialect.Delimiter.allCases.randomElement(using: &random) ?? .comma,
                encoding: round % 3 == 0 ? encodings.randomElement(using: &random) ?? .utf8 : .utf8,
                hasHeader: Bool.random(using: &random))
            let small = exercise(bytes, dialect, chunk: 1 + round % 11)
            // How the file is cut into chunks must make no difference.
            if round % 4 == 0 { #expect(small == exercise(bytes, dialect, chunk: 1024)) }
            if round % 5 == 0 { _ = try? CSVDialect.detect(bytes, mayBeWindows1252: true) }
        }
    }

    @Test func aBigFileIsReadFromDisk() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/big.csv"
        var writer = try CSVWriter(path: path, dialect: CSVDialect())
        try writer.writeRow(["id", "text", "net"])
        for row in 0..<200_000 {
            writer.add(Int64(row))
            writer.add(row % 3 == 0 ? "a \"quoted\", ü\n\(row)" : "plain \(row)")
            writer.add(decimalMicros: Int128(row) * 10_000)
            try writer.endRow()
        }
        try writer.finish()
        var reader = try CSVReader(path: path, dialect: CSVDialect())
        var row = 0
        var wrong = 0
        try reader.forEachRow { (record) throws(CSVError) in
            let text = row % 3 == 0 ? "a \"quoted\", ü\n\(row)" : "plain \(row)"
            let net = Int128(row) * 10_000
            let good = record.integer(0) == Int64(row) && record.text(1) == text && record.decimalMicros(2) == net
            if !good { wrong += 1 }
            row += 1
        }
        #expect(row == 200_000)
        #expect(wrong == 0)
    }
}
