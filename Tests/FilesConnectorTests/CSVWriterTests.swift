import Foundation
import Testing

@testable import FilesConnector

@Suite struct CSVWriterTests {
    @Test func quoting() throws {
        let rows = [["a", "b,c", "d\"e", "f\ng", " h", ""], [""], []]
        let text = String(decoding: try written(rows), as: UTF8.self)
        #expect(text == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\" h\",\r\n\"\"\r\n\"\"\r\n")
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+SUM(A1)", "'+SUM(A1)"), ("-cmd|x", "'-cmd|x"), ("@x", "'@x"), ("\tx", "'\tx"),
        ("\rx", "'\rx"), ("\nx", "'\nx"), ("-12.50", "-12.50"), ("+49", "+49"), ("-1,5", "-1,5"), ("-", "'-"),
        ("-1+2", "'-1+2"), ("-1.2.3", "'-1.2.3"), ("a=b", "a=b"), ("", ""), ("'=1", "'=1"), ("=1,\"x\"", "'=1,\"x\""),
    ])
    func formulaGuard(cell: String, wanted: String) throws {
        #expect(readAll(try written([[cell, "x"]])).rows == [[wanted, "x"]])
        var lossless = CSVWriter.Options()
        lossless.losslessForMachines = true
        #expect(readAll(try written([[cell, "x"]], options: lossless)).rows == [[cell, "x"]])
    }

    @Test func numbers() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var writer = try CSVWriter(path: folder + "/n.csv", dialect: headless)
        for micros in [0, 1, -1, 1_500_000, -12_340_000, Int128.max, Int128.min] { writer.add(decimalMicros: micros) }
        writer.add(decimalMicros: 3_000_000, minimumDecimals: 0)
        writer.add(Int64.min)
        try writer.finish()
        let text = String(decoding: try contents(folder + "/n.csv"), as: UTF8.self)
        #expect(
            text == "0.00,0.000001,-0.000001,1.50,-12.34,170141183460469231731687303715884.105727,"
                + "-170141183460469231731687303715884.105728,3,-9223372036854775808\r\n")
    }

    @Test func nothingHasTheFinalNameBeforeFinish() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/out.csv"
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        try abandon(path)
        #expect(try contents(path) == Array("old".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.csv"])
        var writer = try CSVWriter(path: path, dialect: headless)
        try writer.writeRow(["new"])
        #expect(try contents(path) == Array("old".utf8))
        try writer.finish()
        #expect(try contents(path) == Array("new\r\n".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.csv"])
        do throws(CSVError) {
            try writer.writeRow(["late"])
            Issue.record("a finished writer took a row")
        } catch { #expect(error.kind == .writerFinished) }
    }

    private func abandon(_ path: String) throws(CSVError) {
        var writer = try CSVWriter(path: path, dialect: headless)
        try writer.writeRow(["half"])
    }

    @Test func aFullDiskIsNamed() throws {
        // Every write to this device fails as on a full disk.
        let device = try POSIXFile(creating: "/dev/full", finalPath: "/data/out.csv", flags: 0)
        do throws(CSVError) {
            try device.write([1, 2, 3])
            Issue.record("a full device took bytes")
        } catch {
            #expect(error.kind == .diskFull)
            #expect(error.description.hasPrefix("/data/out.csv: the disk is full"))
        }
        do throws(CSVError) {
            let writer = try CSVWriter(path: "/nonexistent/out.csv", dialect: headless)
            Issue.record("\(writer.path) was written")
        } catch { #expect(error.kind == .fileNotWritable(code: ENOENT)) }
    }

    @Test func aRowThatTheEncodingLacksIsLeftOut() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let dialect = CSVDialect(encoding: .windows1252, hasHeader: false)
        var writer = try CSVWriter(path: folder + "/out.csv", dialect: dialect)
        try writer.writeRow(["€"])
        do throws(CSVError) {
            try writer.writeRow(["ok", "日本"])
            Issue.record("accepted")
        } catch {
            #expect(error.kind == .notRepresentable(encoding: .windows1252))
            #expect(!error.isFatal)
        }
        try writer.writeRow(["ü"])
        try writer.finish()
        #expect(try contents(folder + "/out.csv") == [0x80, 0x0D, 0x0A, 0xFC, 0x0D, 0x0A])
    }
}
