import Bridge
import Foundation
import Kernel
import Testing

@testable import FilesConnector

private let folderMap = """
    map: parties
    file: Parties.csv
    object: Party
    key: Code
    lookups:
      region: { file: Regions.csv, key: Id, from: Region }
    fields:
      code: Code
      name: Name
      limit: { column: Limit, money: NZD }
      since: { column: Since, date: dd/mm/yyyy }
      status: { column: Status, values: { A: active, X: closed } }
      region: region.Name
      label: = concat(Code, " ", Name)
    """
private let header = "Code,Name,Limit,Since,Status,Region,Note\n"

@Suite("A folder of files as a system") struct FilesConnectorTests {
    let harbour: Harbour
    let connector: FilesConnector

    init() throws {
        harbour = try Harbour()
        let map = try FileMapParser.parse(folderMap, path: "parties.map.yaml")
        connector = FilesConnector(
            name: "folder", folder: harbour.folder, stateFolder: harbour.folder + "/state", maps: [map])
        try harbour.put("Regions.csv", "Id,Name\n1,North\n2,South\n")
        try harbour.put(
            "Parties.csv", header + "P1,Harbour Marine,100.00,31/12/2025,A,1,\"kept, as is\"\nP2,Dock,50.00,,X,2,\n")
    }

    private func write(
        _ action: Write.Action, _ fields: [String: Value], key: String, expecting: Int64? = nil
    ) -> Write {
        Write(
            object: "Party", action: action, record: Record(object: "Party", fields: fields), key: key,
            expectedVersion: expecting, correlation: "c", why: "test")
    }

    private func changed(since cursor: Cursor?) async throws -> ([String], Cursor) {
        let page = try await connector.changes(of: "Party", since: cursor, limit: 100)
        return (page.changes.map { $0.id + ($0.isDeletion ? " gone" : "") }, page.cursor)
    }

    @Test func theCatalogIsTheMaps() async throws {
        let object = try await connector.catalog()[0]
        #expect(object.name == "Party")
        #expect(object.fields.map(\.kind.name) == ["text", "text", "money", "date", "text", "text", "text"])
        #expect(object.field("label")?.isWritable == false)
        try await connector.check()
        #expect(connector.capabilities.keepsKeys && connector.capabilities.comparesVersions)
        await #expect(throws: ConnectorError.self) { try await connector.ask(Question(kind: "price", fields: [:])) }
        await #expect(throws: ConnectorError.self) { try await connector.changes(of: "Ship", since: nil, limit: 1) }
    }

    @Test func onlyRowsWhoseContentDiffersAreChanges() async throws {
        var (ids, cursor) = try await changed(since: nil)
        #expect(ids == ["P1", "P2"])
        (ids, cursor) = try await changed(since: cursor)
        #expect(ids.isEmpty && cursor.text == "2")
        try harbour.put("Parties.csv", header + "P3,Pier,1.00,,A,1,\nP1,Harbour Marine Ltd,100.00,31/12/2025,A,1,\n")
        (ids, cursor) = try await changed(since: cursor)
        #expect(ids == ["P3", "P1", "P2 gone"])
        try harbour.put("Regions.csv", "Id,Name\n1,Far North\n2,South\n")
        (ids, cursor) = try await changed(since: cursor)
        #expect(ids == ["P3", "P1"])
        let page = try await connector.changes(of: "Party", since: nil, limit: 2)
        #expect(page.changes.count == 2 && page.hasMore)
        let records = try await connector.read("Party", ids: ["P1", "P2"])
        #expect(records.map(\.record.id) == ["P1"])
        #expect(records[0].record.fields["region"] == .text("Far North"))
        #expect(records[0].record.fields["limit"] == .money(Money(minorUnits: 10_000, currency: .nzd)))
        #expect(records[0].record.fields["label"] == .text("P1 Harbour Marine Ltd"))
        #expect(records[0].record.fields["status"] == .text("active"))
        let lookups: [[String: Value]] = [["name": .text("Pier")], ["name": .text("Dock")]]
        let found = try await connector.find("Party", anyOf: lookups, limit: 5)
        #expect(found.map { $0.map(\.record.id) } == [["P3"], []])
    }

    @Test func halfAFileOrAnEmptyOneDeletesNothing() async throws {
        let rows = (1...30).map { "Q\($0),Name,1.00,,A,1,\n" }.joined()
        try harbour.put("Parties.csv", header + rows)
        let (_, cursor) = try await changed(since: nil)
        try harbour.put("Parties.csv", header)
        await #expect(throws: ConnectorError.self) { try await changed(since: cursor) }
        try harbour.put("Parties.csv", header + "Q1,\"Na")
        do {
            _ = try await changed(since: cursor)
            Issue.record("a file that is cut off was taken")
        } catch {
            guard case .transient(let message, _)? = error as? ConnectorError else {
                Issue.record("not transient: \(error)")
                return
            }
            #expect(message.contains("the file is cut off"))
        }
        try harbour.put("Parties.csv", header + rows)
        #expect(try await changed(since: cursor).0.isEmpty)
    }

    @Test func rowsThatCannotBeReadAreSetAsideAndNotDeleted() async throws {
        let (_, cursor) = try await changed(since: nil)
        let rows = "P1,Harbour Marine,abc,31/12/2025,A,1,\nP2,Dock,50.00,,X,2,\nP2,Twin,1.00,,A,1,\n"
        try harbour.put("Parties.csv", header + rows)
        #expect(try await changed(since: cursor).0.isEmpty)
        let rejected = try harbour.text("state/Party.rejected.csv").components(separatedBy: "\r\n")
        #expect(rejected[1].contains("P1,Harbour Marine,abc,") && rejected[1].contains(",2,Limit,"))
        #expect(rejected[2].contains("another row before it has the key 'P2'"))
    }

    @Test func writesChangeRowsAndNothingElse() async throws {
        let effects = try await connector.apply([
            write(
                .update(id: "P1"),
                ["limit": .money(Money(minorUnits: 7_550, currency: .nzd)), "status": .text("closed")], key: "k1"),
            write(
                .create,
                ["code": .text("P3"), "name": .text("=Pier"), "since": .date(try CalendarDate("2026-02-01"))],
                key: "k2"),
            write(.delete(id: "P2"), [:], key: "k3"),
        ])
        guard case .accepted("P1", let version) = effects[0] else {
            Issue.record("\(effects[0])")
            return
        }
        #expect(version > 2)
        #expect(
            try harbour.text("Parties.csv") == "Code,Name,Limit,Since,Status,Region,Note\r\n"
                + "P1,Harbour Marine,75.50,31/12/2025,X,1,\"kept, as is\"\r\nP3,=Pier,,01/02/2026,,,\r\n")
        let before = try harbour.text("Parties.csv")
        let again = try await connector.apply([
            write(.update(id: "P1"), ["limit": .money(Money(minorUnits: 1, currency: .nzd))], key: "k1")
        ])
        #expect(again == [effects[0]])
        #expect(try harbour.text("Parties.csv") == before)
        #expect(try await connector.effect(ofKey: "k2") == effects[1])
        #expect(try await connector.effect(ofKey: "k9") == nil)
        let stale = try await connector.apply([write(.update(id: "P1"), ["name": .text("X")], key: "k4", expecting: 1)])
        #expect(stale == [.moved])
    }

    @Test func aCreateWhoseKeyWasLostFindsItself() async throws {
        let create = write(.create, ["code": .text("P5"), "name": .text("Quay")], key: "k1")
        _ = try await connector.apply([create])
        try FileManager.default.removeItem(atPath: harbour.folder + "/state/Party.keys.csv")
        let again = try await connector.apply([create])
        guard case .accepted("P5", _) = again[0] else {
            Issue.record("\(again)")
            return
        }
        #expect(try harbour.text("Parties.csv").components(separatedBy: "P5").count == 2)
    }

    @Test func whatAFileCannotTakeIsRefusedWithEveryReason() async throws {
        let bad = write(
            .create,
            [
                "name": .text("Quay"), "label": .text("x"), "status": .text("asleep"),
                "limit": .money(Money(minorUnits: 1, currency: .aud)),
            ],
            key: "k1")
        let effects = try await connector.apply([
            bad, write(.update(id: "P9"), ["name": .text("x")], key: "k2"),
            write(.update(id: "P1"), ["code": .text("P7")], key: "k3"),
            write(.create, ["code": .text("P1"), "name": .text("Twin")], key: "k4"),
            write(.refuse(id: "P1", reasons: [Reason(.notFound, "no such terms", field: "terms")]), [:], key: "k5"),
        ])
        let codes = effects.map { effect -> [String] in
            guard case .refused(let reasons) = effect else { return [] }
            return reasons.map(\.code.raw)
        }
        #expect(codes[0] == ["unknownField", "invalidValue", "invalidValue", "requiredField"])
        #expect(Array(codes[1...]) == [["notFound"], ["notWritable"], ["duplicate"], []])
        #expect(try await connector.validate([bad])[0] != .acceptable)
        #expect(try harbour.text("state/Party.refusals.csv").contains("P1,refused,notFound,terms,no such terms"))
        #expect(try harbour.text("Parties.csv").contains("\"kept, as is\"\nP2"))
    }
}
