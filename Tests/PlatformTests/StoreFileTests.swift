import Foundation
import Kernel
import Platform
import StoreSQLite
import Testing

@Suite("The database file")
struct StoreFileTests {
    /// What opening the folder throws, as text; empty when it opens.
    private func complaint(_ yard: Yard) -> String {
        do {
            _ = try SQLiteStore.open(Boatyard.module, in: yard.folder)
            return ""
        } catch {
            return String(describing: error)
        }
    }

    private func emptyFolder() throws -> Yard {
        let yard = try Yard(.memory)
        try FileManager.default.createDirectory(atPath: yard.folder, withIntermediateDirectories: true)
        return yard
    }

    @Test("is written with synchronous = FULL into a write-ahead log, read back from the writer itself")
    func durability() throws {
        let yard = try Yard(.file)
        let settings = try yard.store.write { session in
            try ["synchronous", "journal_mode", "foreign_keys"].map { name in
                try session.rows("PRAGMA " + name, [], as: [.text])[0][0].text
            }
        }
        #expect(settings == ["2", "wal", "1"])
        #expect(try Judge.sql("PRAGMA application_id", in: yard.file) == String(0x546E_646D))
        #expect(try Judge.sql("PRAGMA integrity_check", in: yard.file) == "ok")
    }

    @Test("cannot be written by a reader")
    func readersOnlyRead() throws {
        let yard = try Yard(.file)
        _ = try yard.harbourMarine()
        #expect(throws: StoreError.self) { try yard.store.read { _ = try $0.execute("DELETE FROM buyer", []) } }
        #expect(try yard.count("buyer") == 1)
    }

    @Test("of a newer program is refused, and stays as it was")
    func newer() throws {
        let yard = try emptyFolder()
        _ = try Yard(.file, in: yard.folder)
        _ = try Judge.sql("PRAGMA user_version = 99", in: yard.file)
        #expect(
            complaint(yard) == "\(yard.file) was written by a newer tandem (schema 99, this program knows 1); "
                + "use that version or a newer one, nothing was changed")
        #expect(try Judge.sql("PRAGMA user_version", in: yard.file) == "99")
    }

    @Test("of another program is refused", arguments: [0, 1])
    func foreign(version: Int) throws {
        let yard = try emptyFolder()
        _ = try Judge.sql("CREATE TABLE recipes (soup TEXT)", in: yard.file)
        _ = try Judge.sql("PRAGMA user_version = \(version)", in: yard.file)
        #expect(complaint(yard) == "\(yard.file) is not a database of tandem")
        #expect(try Judge.sql("SELECT count(*) FROM sqlite_master", in: yard.file) == "1")
    }

    @Test("that is no database at all is refused as damaged")
    func garbage() throws {
        let yard = try emptyFolder()
        let text = String(repeating: "Dear diary, today the slipway froze. ", count: 200)
        try Data(text.utf8).write(to: URL(fileURLWithPath: yard.file))
        let complaint = complaint(yard)
        #expect(complaint.hasPrefix("the database file is damaged") && complaint.contains("restore it from a backup"))
        #expect(try String(contentsOfFile: yard.file, encoding: .utf8) == text)
    }

    @Test("keeps everything when it is closed, checkpointed and opened again")
    func reopened() throws {
        let folder = try emptyFolder()
        let before: [String]
        do {
            let yard = try Yard(.file, in: folder.folder)
            let buyer = try yard.harbourMarine()
            _ = try yard.run(PostBill(buyer, [("PMP-200", 12_500)]), key: "one")
            try yard.store.checkpoint()
            before = try yard.everything()
        }
        let again = try Yard(.file, in: folder.folder)
        #expect(try again.everything() == before)
    }

    @Test("is read as it was committed while a writer is at work")
    func snapshot() throws {
        let yard = try Yard(.file)
        _ = try yard.harbourMarine()
        let store = yard.store
        let seen = try store.write { session in
            try session.execute("UPDATE buyer SET terms = 'half-written'", [])
            return try store.read { try $0.rows("SELECT terms FROM buyer", [], as: [.text]) }
        }
        #expect(seen == [[.text("20th")]])
    }
}
