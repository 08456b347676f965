import Foundation
import Testing

@testable import FilesConnector

@Suite struct RejectFileTests {
    private func rejects(_ bytes: [UInt8], _ dialect: CSVDialect) throws -> [UInt8]? {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/rejects.csv"
        var reader = try CSVReader(bytes: bytes, dialect: dialect)
        var file = try RejectFile(path: path, for: reader)
        while true {
            do throws(CSVError) {
                guard try reader.next() else { break }
                if reader.row.text(0) == "bad" {
                    try file.add(reader.row, line: reader.row.lineNumber, field: "id", reason: "=no, such id")
                }
            } catch {
                try file.add(reader.row, error)
            }
        }
        let count = try file.finish()
        let left = try FileManager.default.contentsOfDirectory(atPath: folder)
        if count == 0 {
            #expect(left.allSatisfy { $0.contains(".partial-") })
            return nil
        }
        #expect(left == ["rejects.csv"])
        return try contents(path)
    }

    @Test func originalRowsAndErrorColumns() throws {
        let source = "id;\"name\"\n1;ok\nbad;\"a\n\"\"b\"\"\"\n2\n3;\"x\"y\n4;\"open"
        let dialect = CSVDialect(delimiter: .semicolon)
        let bytes = try #require(try rejects(Array(source.utf8), dialect))
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines[0] == "id;\"name\";error_line;error_field;error")
        #expect(lines[1] == "bad;\"a\n\"\"b\"\"\";3;id;'=no, such id")
        #expect(lines[2].hasPrefix("2;5;;"))
        #expect(lines[2].contains("has 1 fields, expected 2"))
        #expect(lines[3].hasPrefix("3;\"x\"y;6;name;"))
        #expect(lines[4].hasPrefix("4;\"open\";7;name;"))
        #expect(lines.count == 6)
    }

    @Test func nothingRefusedMeansNoFile() throws {
        #expect(try rejects(Array("id,x\n1,2\n".utf8), CSVDialect()) == nil)
    }

    @Test func bytesThatAreNoTextComeBackAsTheyWere() throws {
        let ascii = Array("id,x\n1,".utf8)
        for (encoding, bad) in [(CSVEncoding.utf8, [0xC3] as [UInt8]), (.windows1252, [0x81]), (.windows1252, [0x9D])] {
            let bytes = try #require(try rejects(ascii + bad, CSVDialect(encoding: encoding)))
            #expect(bytes.split(separator: 0x0A)[1].starts(with: Array("1,".utf8) + bad + Array(",2,x,".utf8)))
        }
        let lone: [UInt8] = [0xFE, 0xFF, 0, 0x61, 0, 0x0A, 0xDC, 0x12]
        let bytes = try #require(try rejects(lone, CSVDialect(encoding: .utf16BigEndian)))
        #expect(bytes.starts(with: [0xFE, 0xFF, 0, 0x61, 0, 0x2C]))
        #expect(Data(bytes).range(of: Data([0, 0x0A, 0xDC, 0x12, 0, 0x2C, 0, 0x32, 0, 0x2C])) != nil)
    }
}
