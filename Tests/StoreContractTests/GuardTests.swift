import Kernel
import Platform
import Testing

@Suite("A store guards")
struct GuardTests {
    @Test("what must be one, naming the columns", arguments: StorePlace.allCases)
    func unique(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { try $0.put(Berth("b1", code: "A1", place: 1)) }
        let code = basin.refusal { try $0.put(Berth("b2", code: "A1", place: 2)) }
        #expect(code == .notUnique(columns: ["berth.code"]))
        let place = basin.refusal { try $0.put(Berth("b3", code: "A3", place: 1)) }
        #expect(place == .notUnique(columns: ["berth.pier", "berth.place"]))
        let id = basin.refusal { try $0.put(Berth("b1", code: "A4", place: 4)) }
        #expect(id == .notUnique(columns: ["berth.id"]))
        let key: (any StoreSession) throws -> Void = { session in
            for _ in 0..<2 {
                try session.execute(
                    "INSERT INTO number_series (series, last) VALUES (?, 1)", [.text("SO")])
            }
        }
        #expect(basin.refusal(key) == .notUnique(columns: ["number_series.series"]))
        #expect(try basin.count("berth") == 1 && basin.count("number_series") == 0)
    }

    @Test("references, coming and going", arguments: StorePlace.allCases)
    func references(place: StorePlace) throws {
        let basin = try Basin(place)
        #expect(basin.refusal { try $0.put(Boat("s1", "Kererū", berth: "nowhere")) } == .foreignKey)
        try basin.store.write { session throws in
            try session.put(Berth("b1", code: "A1", place: 1))
            try session.put(Boat("s1", "Kererū", berth: "b1"))
        }
        #expect(basin.refusal { try $0.execute("DELETE FROM berth", []) } == .foreignKey)
        #expect(
            basin.refusal { try $0.execute("UPDATE boat SET berth = ?", [.text("b9")]) } == .foreignKey)
        try basin.store.write { session throws in
            try session.execute("UPDATE boat SET berth = NULL", [])
            try session.execute("DELETE FROM berth", [])
        }
        #expect(try basin.count("berth") == 0)
    }

    @Test("what a column may hold", arguments: StorePlace.allCases)
    func checks(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { try $0.put(Boat("s1", "Kererū")) }
        let attempts: [(String, StoreError)] = [
            ("UPDATE boat SET name = ''", .check("CHECK constraint failed: length(name) <= 200 AND name <> ''")),
            (
                "UPDATE boat SET state = 'sunk'",
                .check("CHECK constraint failed: state IN ('afloat', 'ashore', 'sold')")
            ),
            ("UPDATE boat SET built = 'long ago'", .check("CHECK constraint failed: length(built) = 10")),
            ("UPDATE boat SET is_insured = 2", .check("CHECK constraint failed: is_insured IN (0, 1)")),
            ("UPDATE boat SET id = ''", .check("CHECK constraint failed: id <> ''")),
            ("UPDATE boat SET name = NULL", .check("NOT NULL constraint failed: boat.name")),
        ]
        for (sql, refusal) in attempts { #expect(basin.refusal { try $0.execute(sql, []) } == refusal, "\(sql)") }
        for length in [200, 201] {
            let name = String(repeating: "ā", count: length)
            let refusal = basin.refusal { try $0.execute("UPDATE boat SET name = ?", [.text(name)]) }
            #expect((refusal == nil) == (length == 200), "counted in characters")
        }
    }

    @Test("what is posted", arguments: StorePlace.allCases)
    func posted(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { session throws in
            try session.put(Boat("s1", "Kererū"))
            try session.put(Contract("k1", boat: "s1", lines: 1))
            try session.put(ContractLine("l1", contract: "k1", position: 1))
        }
        let contract = StoreError.posted("A posted Contract does not change")
        #expect(basin.refusal { try $0.execute("UPDATE contract SET line_count = 9", []) } == contract)
        #expect(basin.refusal { try $0.execute("DELETE FROM contract", []) } == contract)
        let line = StoreError.posted("A posted ContractLine does not change")
        #expect(basin.refusal { try $0.execute("UPDATE contract_line SET position = 2", []) } == line)
        #expect(basin.refusal { try $0.execute("DELETE FROM contract_line", []) } == line)
        #expect(
            basin.refusal { try $0.put(ContractLine("l2", contract: "k1", position: 2)) }
                == .posted("A posted Contract takes no further lines"))
        // Until it is sold, a boat may change as it likes; then never.
        try basin.store.write { session throws in
            try session.execute("UPDATE boat SET state = 'ashore'", [])
            try session.execute("UPDATE boat SET state = 'sold'", [])
        }
        let boat = StoreError.posted("A posted Boat does not change")
        #expect(basin.refusal { try $0.execute("UPDATE boat SET state = 'afloat'", []) } == boat)
        #expect(basin.refusal { try $0.execute("DELETE FROM boat", []) } == boat)
    }

    @Test("the audit trail", arguments: StorePlace.allCases)
    func audit(place: StorePlace) throws {
        let basin = try Basin(place)
        _ = try basin.store.write { session throws in
            try session.execute(
                """
                INSERT INTO audit (seq, at, actor, command, why, correlation, object, object_id, version, changes, hash)
                VALUES (1, 1, 'mere', 'boat.launch', '', '', 'Boat', 's1', 1, '{}', 'h')
                """, [])
        }
        #expect(
            basin.refusal { try $0.execute("UPDATE audit SET hash = ''", []) }
                == .posted("The audit trail does not change"))
        #expect(
            basin.refusal { try $0.execute("DELETE FROM audit", []) } == .posted("The audit trail is never shortened"))
    }

    @Test("posted rows and the audit trail from being emptied at once, on a server")
    func truncate() throws {
        let basin = try Basin(.server)
        for table in ["audit", "contract_line", "contract CASCADE"] {
            #expect(throws: (any Error).self, "\(table)") { try basin.past("TRUNCATE " + table) }
        }
        try basin.past("TRUNCATE outbox")
    }

    @Test("against a newer program's data, and another program's", arguments: StorePlace.lasting)
    func versions(place: StorePlace) throws {
        let basin = try Basin(place)
        _ = try basin.again()
        let older = #expect(throws: StoreError.self) { try basin.again(as: Marina.newer) }
        #expect(older?.description.contains("has schema 3; this program has no migration from it") == true)
        try basin.past(
            place == .server ? "UPDATE tandem_schema SET version = 99" : "PRAGMA user_version = 99")
        let newer = #expect(throws: StoreError.self) { try basin.again() }
        guard case .newerVersion(found: 99, known: 3, _)? = newer else {
            Issue.record("\(String(describing: newer))")
            return
        }
        try basin.past(
            place == .server ? "UPDATE tandem_schema SET version = 3, application_id = 7" : "PRAGMA application_id = 7")
        if place == .file { try basin.past("PRAGMA user_version = 3") }
        let foreign = #expect(throws: StoreError.self) { try basin.again() }
        #expect(foreign?.description.hasSuffix("is not a database of tandem") == true)
    }

    @Test("readers from writing", arguments: [StorePlace.file, .server])
    func readers(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { try $0.put(Boat("s1", "Kererū")) }
        #expect(throws: StoreError.self) { try basin.store.read { _ = try $0.execute("DELETE FROM boat", []) } }
        #expect(try basin.count("boat") == 1)
    }
}
