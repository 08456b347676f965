import Foundation
import Testing

@testable import FilesConnector

@Suite struct CSVEncodingTests {
    static let rows = [["id", "name"], ["1", "Müller € “x”"], ["2", "a\r\nb;\"q\""], ["3", ""]]
    static let wide = [["id", "name"], ["1", "𝄞 日本 ü"], ["2", "\u{FFFD}\u{E000}"]]

    static func encoded(_ text: String, _ encoding: CSVEncoding) throws -> [UInt8] {
        let foundation: String.Encoding =
            switch encoding {
            case .utf8, .utf8WithByteOrderMark: .utf8
            case .utf16LittleEndian: .utf16LittleEndian
            case .utf16BigEndian: .utf16BigEndian
            case .windows1252: .windowsCP1252
            }
        return encoding.byteOrderMark + Array(try #require(text.data(using: foundation)))
    }

    @Test(arguments: CSVEncoding.allCases, ["\n", "\r\n", "\r"])
    func everyEncodingAndLineEnd(encoding: CSVEncoding, lineEnd: String) throws {
        for delimiter in CSVDialect.Delimiter.allCases {
            let mark = String(UnicodeScalar(delimiter.rawValue))
            let rows = encoding == .windows1252 ? Self.rows : Self.rows + Self.wide
            let text = rows.map { row in
                row.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }.joined(separator: mark)
            }.joined(separator: lineEnd)
            let bytes = try Self.encoded(text + lineEnd, encoding)
            let dialect = CSVDialect(delimiter: delimiter, encoding: encoding, hasHeader: false)
            for chunk in [1, 2, 3, 7, 4096] {
                let result = readAll(bytes, dialect, chunk: chunk)
                #expect(result.rows == rows)
                #expect(result.errors.isEmpty)
            }
            #expect(readAll(try written(rows, dialect), dialect).rows == rows)
            let found = try CSVDialect.detect(bytes, mayBeWindows1252: true)
            #expect(found.encoding == encoding)
            #expect(found.delimiter == delimiter)
            #expect(found.hasHeader)
        }
    }

    @Test func windows1252IsTakenOnlyWhenTheMapSaysSo() throws {
        let bytes = Array("a;b\r\nM".utf8) + [0xFC] + Array("ller;1\r\n".utf8)
        do throws(CSVError) {
            _ = try CSVDialect.detect(bytes, file: "x.csv")
            Issue.record("accepted")
        } catch {
            #expect(error.kind == .wrongEncoding(byteOffset: 6))
            #expect(error.line == 2)
        }
        let dialect = try CSVDialect.detect(bytes, mayBeWindows1252: true)
        #expect(dialect == CSVDialect(delimiter: .semicolon, encoding: .windows1252))
    }

    @Test func utf16WithoutAMarkIsNamed() throws {
        let bytes = try #require("a,b\n1,2\n".data(using: .utf16LittleEndian))
        do throws(CSVError) {
            _ = try CSVDialect.detect(Array(bytes))
            Issue.record("accepted")
        } catch { #expect(error.kind == .wrongEncoding(byteOffset: 1)) }
    }

    @Test func aMarkThatContradictsTheDialect() throws {
        let little = try Self.encoded("a,b\n", .utf16LittleEndian)
        for encoding in [CSVEncoding.utf8, .utf8WithByteOrderMark, .utf16BigEndian] {
            #expect(readAll(little, CSVDialect(encoding: encoding)).kinds == [.wrongEncoding(byteOffset: 0)])
        }
    }

    @Test func detectionOfHeaderAndDelimiter() throws {
        let german = try CSVDialect.detect(Array("1,5;2,5\n3;4,5\n".utf8))
        #expect(german == CSVDialect(delimiter: .semicolon, hasHeader: false))
        #expect(try CSVDialect.detect(Array("a|b,c\n1|2\n".utf8)).delimiter == .pipe)
        #expect(try CSVDialect.detect([]).delimiter == .comma)
        #expect(try CSVDialect.detect(Array("name\nx\n".utf8)).hasHeader)
        #expect(try CSVDialect.detect(Array("a;b\n\"cut off".utf8)).delimiter == .semicolon)
        // A first chunk may end within a character.
        #expect(try CSVDialect.detect(Array("a;ü".utf8.dropLast())).encoding == .utf8)
    }

    @Test func byteOffsetsCountSourceBytes() throws {
        // 0x81 is undefined in windows-1252; "€" takes one byte there and three in UTF-8.
        let bytes: [UInt8] = [0x80, 0x2C, 0x80, 0x0A, 0x61, 0x2C, 0x81, 0x0A, 0x62, 0x2C, 0x63]
        for chunk in [1, 2, 64] {
            let result = readAll(bytes, CSVDialect(encoding: .windows1252, hasHeader: false), chunk: chunk)
            #expect(result.kinds == [.invalidEncoding(byteOffset: 6)])
            #expect(result.rows == [["€", "€"], ["b", "c"]])
            // U+D800 alone, behind a pair and a mark.
            let lone: [UInt8] = [0xFF, 0xFE, 0x34, 0xD8, 0x1E, 0xDD, 0x0A, 0, 0x61, 0]
                + [0x00, 0xD8, 0x0A, 0, 0x62, 0, 0x63]
            let wide = readAll(lone, CSVDialect(encoding: .utf16LittleEndian, hasHeader: false), chunk: chunk)
            #expect(wide.kinds == [.invalidEncoding(byteOffset: 10), .invalidEncoding(byteOffset: 16)])
            #expect(wide.rows == [["𝄞"]])
        }
    }

    @Test func utf8CheckAgreesWithTheStandardLibrary() {
        var random = SeededGenerator(state: 11)
        let interesting: [UInt8] = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF]
            + [0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5]
        for _ in 0..<100_000 {
            let bytes = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                interesting.randomElement(using: &random) ?? 0
            }
            let mine = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid($0) } == nil
            #expect(mine == (String(validating: bytes, as: UTF8.self) != nil))
        }
    }
}
