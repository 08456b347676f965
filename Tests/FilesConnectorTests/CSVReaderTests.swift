import Foundation
import Testing

@testable import FilesConnector

@Suite struct CSVReaderTests {
    @Test(arguments: [
        ("a,b,c\r\nd,e,f\r\n", [["a", "b", "c"], ["d", "e", "f"]]),
        ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("\"a\",\"b\"\r\n", [["a", "b"]]),
        ("\"a\r\nb\",c\r\n", [["a\r\nb", "c"]]),
        ("\"a,b\",c\n", [["a,b", "c"]]),
        ("\"a\"\"b\",\"\"\"\"\n", [["a\"b", "\""]]),
        ("a,,\n,,\n", [["a", "", ""], ["", "", ""]]),
        ("\"\",\"\"\n", [["", ""]]),
        (" a , b \n", [[" a ", " b "]]),
        ("a,b\"c,d\n", [["a", "b\"c", "d"]]),
        ("a,", [["a", ""]]),
        ("\"\"\n", [[""]]),
        ("a\rb\r\rc", [["a"], ["b"], ["c"]]),
        ("\n\r\n\ra\n\n\n", [["a"]]),
        ("", []),
        ("\n", []),
        ("\"x\"\"\"\r\n", [["x\""]]),
    ])
    func rfc4180(text: String, rows: [[String]]) {
        for chunk in [1, 2, 3, 5, 4096] {
            let result = readAll(Array(text.utf8), chunk: chunk)
            #expect(result.rows == rows)
            #expect(result.errors.isEmpty)
        }
    }

    @Test func lineAndRecordNumbers() throws {
        let text = "h,i\r\n\"a\nb\r\nc\",1\r\r\nx,2\n\n\ny,3"
        for chunk in [1, 4, 4096] {
            var options = CSVReader.Options()
            options.chunkBytes = chunk
            var reader = try CSVReader(bytes: Array(text.utf8), dialect: CSVDialect(), options: options)
            var seen: [[Int]] = []
            try reader.forEachRow { (row) throws(CSVError) in seen.append([row.lineNumber, row.recordNumber]) }
            #expect(seen == [[2, 1], [6, 2], [9, 3]])
            same(reader.header, ["h", "i"])
        }
    }

    @Test func typedFields() throws {
        let text = "-42,+7,9223372036854775807,-9223372036854775808,9223372036854775808,1 ,,-\n"
        var reader = try CSVReader(bytes: Array(text.utf8), dialect: headless)
        try stepOnce(&reader)
        same(reader.row.integer(0), -42)
        same(reader.row.integer(1), 7)
        same(reader.row.integer(2), Int64.max)
        same(reader.row.integer(3), Int64.min)
        for index in 4...8 { same(reader.row.integer(index), nil) }
        same(reader.row.isEmpty(6), true)
        same(reader.row.isEmpty(99), true)
        same(reader.row.text(99), "")
        same(reader.row.text(-1), "")
    }

    @Test(arguments: [
        ("1", 1_000_000), ("1.5", 1_500_000), ("-0.000001", -1), (".5", 500_000), ("5.", 5_000_000),
        ("1.1000000000", 1_100_000), ("1.0000001", nil), (".", nil), ("-", nil), ("", nil), ("1,5", nil),
        ("1.2.3", nil), ("1e3", nil), ("+2", 2_000_000), ("000000000000000000000001.25", 1_250_000),
        ("12345678901234567890.123456", 12_345_678_901_234_567_890_123_456),
        ("170141183460469231731687303715884105728", nil), ("9999999999999999999999999999999999999.9", nil),
    ] as [(String, Int128?)])
    func decimals(text: String, micros: Int128?) throws {
        var reader = try CSVReader(bytes: Array("\"\(text)\"\n".utf8), dialect: headless)
        try stepOnce(&reader)
        same(reader.row.decimalMicros(0), micros)
        let comma = text.contains(",") ? text : text.replacingOccurrences(of: ".", with: ",")
        var german = try CSVReader(bytes: Array("\"\(comma)\"\n".utf8), dialect: headless)
        try stepOnce(&german)
        same(german.row.decimalMicros(0, decimalComma: true), (text == "1,5" ? 1_500_000 : micros))
    }

    @Test(arguments: [
        ("2024-02-29", "2024-2-29"), ("2023-02-29", ""), ("1900-02-29", ""), ("2000-02-29", "2000-2-29"),
        ("2024-13-01", ""), ("2024-00-10", ""), ("2024-04-31", ""), ("2024-1-1", ""), ("2024-01-01x", ""),
        ("2024-01-01 10:20:30", "2024-1-1"), ("2024-01-01T23:59", "2024-1-1"), ("2024-01-01 24:00", ""),
        ("2024-01-01 10:20:30.123456+02:00", "2024-1-1"), ("2024-01-01 10:2", ""), ("2024-01-01 ", ""), ("", ""),
        ("2024-01-01T10:20:3", ""), ("2024-01-01 10:20Z", "2024-1-1"), ("20240101", ""),
    ])
    func dates(text: String, wanted: String) throws {
        var reader = try CSVReader(bytes: Array("\"\(text)\"\n".utf8), dialect: headless)
        try stepOnce(&reader)
        let found = reader.row.date(0).map { "\($0.0)-\($0.1)-\($0.2)" } ?? ""
        #expect(found == wanted)
    }

    @Test func wrongNumberOfFieldsCostsOneRow() {
        let result = readAll("a,b\n1,2\n3\n4,5,6\n7,8\n", checksCount: true)
        #expect(result.rows == [["a", "b"], ["1", "2"], ["7", "8"]])
        let wanted = [1, 3].map { CSVError.Kind.wrongNumberOfFields(expected: 2, found: $0) }
        #expect(result.kinds == wanted)
        #expect(result.errors.map(\.line) == [3, 4])
        #expect(result.errors.allSatisfy { !$0.isFatal })
    }

    @Test func unterminatedQuoteNamesItsLine() {
        let result = readAll("a,b\n\"1\nx\",\"2\n3,4\n5,6\n")
        #expect(result.rows == [["a", "b"]])
        #expect(result.kinds == [.unterminatedQuote])
        #expect(result.errors.first?.line == 3)
        #expect(result.errors.first?.column == 2)
        #expect(result.errors.first?.isFatal == true)
    }

    @Test func characterAfterQuoteCostsOneRow() {
        let result = readAll("\"a\"x,\"b\nc\",d\ne,\"f\"\n")
        #expect(result.kinds == [.characterAfterQuote])
        #expect(result.rows == [["e", "f"]])
        #expect(result.errors.first?.column == 1)
        #expect(result.lines == [3])
    }

    @Test func invalidEncodingCostsOneRowAndNamesTheByte() {
        let bytes = Array("a,b\nü,".utf8) + [0xC3] + Array(",x\n1,2\n".utf8)
        for chunk in [1, 3, 64] {
            let result = readAll(bytes, chunk: chunk)
            #expect(result.kinds == [.invalidEncoding(byteOffset: 7)])
            #expect(result.errors.first?.line == 2)
            #expect(result.errors.first?.column == 2)
            #expect(result.rows == [["a", "b"], ["1", "2"]])
        }
    }

    @Test func limits() {
        let field = [UInt8](repeating: 0x61, count: CSVLimits.fieldBytes)
        let comma: [UInt8] = [0x2C]
        let end: [UInt8] = [0x0A]
        #expect(readAll(field + end, chunk: 1 << 16).errors.isEmpty)
        let long = readAll(Array("x\n".utf8) + field + [0x61] + end + Array("y\n".utf8), chunk: 1 << 16)
        #expect(long.kinds == [.fieldTooLong(limit: CSVLimits.fieldBytes)])
        #expect(long.rows == [["x"], ["y"]])
        let huge = readAll(field + comma + field + comma + field + comma + field + comma + field, chunk: 1 << 20)
        #expect(huge.kinds == [.recordTooLong(limit: CSVLimits.recordBytes)])
        let open = readAll([0x22] + field + field + field + field + field, chunk: 1 << 20)
        #expect(open.kinds == [.recordTooLong(limit: CSVLimits.recordBytes)])
        let many = readAll([UInt8](repeating: 0x2C, count: CSVLimits.fieldsPerRecord) + end + Array("z\n".utf8))
        #expect(many.kinds == [.tooManyFields(limit: CSVLimits.fieldsPerRecord)])
        #expect(many.rows == [["z"]])
        #expect(readAll([UInt8](repeating: 0x2C, count: CSVLimits.fieldsPerRecord - 1) + end).errors.isEmpty)
    }

    @Test func headerColumns() throws {
        var reader = try CSVReader(bytes: Array("id,name,id\n1,2,3\n".utf8), dialect: CSVDialect())
        try same(reader.columnIndex(named: "name"), 1)
        do throws(CSVError) {
            _ = try reader.columnIndex(named: "id")
            Issue.record("a duplicate column was accepted")
        } catch { #expect(error.kind == .duplicateColumn(name: "id")) }
        do throws(CSVError) {
            _ = try reader.columnIndex(named: "nope")
            Issue.record("a missing column was accepted")
        } catch { #expect(error.kind == .missingColumn(name: "nope")) }
        try stepOnce(&reader)
        #expect(readAll([], CSVDialect()).kinds == [.missingHeader])
    }

    @Test func filesThatCannotBeRead() throws {
        for path in ["/nonexistent/file.csv", "/tmp"] {
            do throws(CSVError) {
                let reader = try CSVReader(path: path, dialect: headless)
                Issue.record("\(reader.file) was read")
            } catch {
                guard case .fileNotReadable = error.kind else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(error.description.hasPrefix(path))
            }
        }
    }

    @Test func rejectedRowsGoToTheirHandler() throws {
        var reader = try CSVReader(bytes: Array("a,b\n1,2\n3\n4,5\n".utf8), dialect: CSVDialect())
        var good = 0
        var bad: [String] = []
        try reader.forEachRow(
            rejected: { (row, error) throws(CSVError) in bad.append("\(error.line) " + row.text(0)) },
            { (row) throws(CSVError) in
                good += 1
                if row.integer(0) == 4 { throw CSVError(.refused(reason: "four"), file: "", line: row.lineNumber) }
            })
        #expect(good == 2)
        #expect(bad == ["3 3", "4 4"])
    }
}
