import Kernel
import Platform
import StoreSchema
import Testing

@testable import StorePostgres

/// PostgreSQL writes many rows of a transaction at once. Nobody may notice but by the clock.
@Suite("Rows that a transaction writes together")
struct WaitingRowsTests {
    private struct Change: Error {}

    @Test("are there for every question asked meanwhile", arguments: StorePlace.allCases)
    func visible(place: StorePlace) throws {
        let basin = try Basin(place)
        let seen = try basin.store.write { session throws in
            var seen: [[String]] = []
            for number in 1...300 {
                try session.put(Berth("b\(number)", code: "A\(number)", pier: "P\(number % 3)", place: number))
                // Of another row, and of the row just written, in words that are understood and that are not.
                let ask = { (condition: String, value: Value) throws in
                    try session.texts("SELECT code FROM berth WHERE \(condition) ORDER BY place LIMIT 2", [value])
                }
                seen.append(try ask("code = ?", .text("A\(number + 1)")))
                guard number % 100 == 0 else { continue }
                seen.append(try ask("code = ?", .text("A\(number)")))
                seen.append(try ask("pier = ? AND place > 200", .text("P1")))
                seen.append(try ask("(code IN ('A7', ?) OR pier = 'P9')", .text("A8")))
                seen.append(try session.texts("SELECT CAST(count(*) AS TEXT) FROM berth"))
            }
            return seen.filter { !$0.isEmpty }
        }
        #expect(
            seen == [
                ["A100"], ["A7", "A8"], ["100"], ["A200"], ["A7", "A8"], ["200"], ["A300"], ["A202", "A205"],
                ["A7", "A8"], ["300"],
            ])
    }

    @Test("are refused one by one: the refusal meets whoever wrote that row", arguments: StorePlace.allCases)
    func refused(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { try $0.put(Berth("b150", code: "taken", place: 999)) }
        var last = 0
        let refusal = basin.refusal { session in
            for number in 1...300 {
                last = number
                try session.put(Berth("b\(number)", code: "A\(number)", place: number))
            }
        }
        #expect(refusal == .notUnique(columns: ["berth.id"]) && last == 150)
        #expect(try basin.count("berth") == 1)
    }

    @Test("are changed after they were written, each change in its turn", arguments: StorePlace.allCases)
    func changed(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { session throws in
            for number in 1...50 {
                try session.put(Berth("b\(number)", code: "A\(number)", place: number))
                try session.execute(
                    "UPDATE berth SET remark = ?, version = version + 1 WHERE id = ?",
                    [.text("\"first\", {\\ NULL}"), .text("b\(number)")])
            }
            for number in stride(from: 5, through: 50, by: 5) {
                try session.execute(
                    "UPDATE berth SET remark = ?, version = version + 1 WHERE id = ?",
                    [.text("second \(number)"), .text("b\(number)")])
            }
            try session.execute("DELETE FROM berth WHERE id = ?", [.text("b50")])
            try session.put(Berth("b50", code: "A50", place: 50))
        }
        let found = try basin.store.read {
            try $0.rows("SELECT remark, version FROM berth ORDER BY place", [], as: [.text, .integer])
        }
        let expected: [[Value]] = (1...50).map { number in
            if number == 50 { return [.text(""), .integer(1)] }
            return number % 5 == 0
                ? [.text("second \(number)"), .integer(3)] : [.text("\"first\", {\\ NULL}"), .integer(2)]
        }
        #expect(found == expected)
    }

    @Test("go with the part of the transaction that is undone, and only they", arguments: StorePlace.allCases)
    func undone(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { session throws in
            for number in 1...40 {
                do {
                    try session.savepoint {
                        try session.put(Berth("b\(number)", code: "A\(number)", place: number))
                        _ = try session.announce("a\(number)")
                        try session.savepoint { try session.put(Boat("s\(number)", "Tūī", berth: "b\(number)")) }
                        // Some ask for what waits, so that it is written while the part is still open.
                        if number % 8 == 0 { #expect(try session.integer("SELECT count(*) FROM boat") > 0) }
                        if number % 4 == 0 { throw Change() }
                    }
                } catch is Change {}
            }
        }
        let places = try basin.store.read { try $0.texts("SELECT code FROM berth ORDER BY place") }
        #expect(places == (1...40).filter { $0 % 4 != 0 }.map { "A\($0)" })
        #expect(try basin.count("boat") == 30 && basin.count("outbox") == 30)
        #expect(try basin.store.read { try $0.integer("SELECT max(seq) FROM outbox") } == 30)
    }

    @Test("come before the lines that need them, and a full document takes no more", arguments: StorePlace.allCases)
    func documents(place: StorePlace) throws {
        let basin = try Basin(place)
        func sign(_ contracts: ClosedRange<Int>, lines: Int) -> StoreError? {
            basin.refusal { session in
                for contract in contracts {
                    try session.put(Boat("s\(contract)", "Kākā"))
                    try session.put(Contract("k\(contract)", boat: "s\(contract)", lines: 3))
                    for line in 1...lines {
                        try session.put(ContractLine("l\(contract)-\(line)", contract: "k\(contract)", position: line))
                    }
                }
            }
        }
        #expect(sign(1...20, lines: 3) == nil)
        #expect(sign(21...40, lines: 4) == .posted("A posted Contract takes no further lines"))
        #expect(try basin.count("contract_line") == 60 && basin.count("contract") == 20)
        #expect(basin.refusal { try $0.put(Boat("lost", "Weka", berth: "nowhere")) } == .foreignKey)
    }
}

@Suite("What a statement's text tells")
struct StatementShapeTests {
    private let book = TableBook(TableShape.all(of: Marina.module))
    private func shape(_ sql: String) -> StatementShape {
        StatementShape(StatementText(sql, nullable: []).sql, book)
    }

    @Test("which rows may wait, and how many go at once")
    func rows() {
        #expect(
            shape("INSERT INTO berth (id, place) VALUES (?, ?)").row?.bulk
                == "INSERT INTO berth (id, place) SELECT * FROM unnest($1::text[], $2::bigint[])")
        #expect(
            shape("UPDATE boat SET name = ?, guests = NULL, crew = crew + 1\nWHERE id = ?").row?.bulk
                == """
                UPDATE boat SET name = given.p1, guests = NULL, crew = crew + 1
                FROM unnest($1::text[], $2::text[]) AS given(p1, p2) WHERE id = given.p2
                """)
        let alone = [
            "INSERT INTO berth (id, place) VALUES (?, 1)", "INSERT INTO berth (id) VALUES (?) ON CONFLICT DO NOTHING",
            "INSERT INTO berth (id, place) VALUES (?, ?), (?, ?)", "INSERT INTO elsewhere (id) VALUES (?)",
            // By its code a berth is told from others, and its lines are counted by a contract.
            "UPDATE berth SET code = ? WHERE id = ?", "UPDATE contract SET line_count = ? WHERE id = ?",
            "UPDATE boat SET crew = crew + ? WHERE id = ?", "UPDATE boat SET name = ? WHERE name = ?",
            "UPDATE boat SET name = ? WHERE id = ? AND crew = 0", "DELETE FROM boat WHERE id = ?",
        ]
        for sql in alone { #expect(shape(sql).row == nil, "\(sql)") }
    }

    @Test("which rows a question may be about")
    func questions() {
        func mayBe(_ condition: String, _ arguments: [Value], of row: [String: Value]) -> Bool {
            let shape = shape("SELECT name FROM boat WHERE \(condition) ORDER BY name LIMIT 3")
            return shape.condition?.mayBe(arguments) { row[$0] == $1 } ?? true
        }
        let row: [String: Value] = ["name": .text("Tūī"), "crew": .integer(2)]
        #expect(mayBe("name = ? AND crew = 2", [.text("Tūī")], of: row))
        #expect(!mayBe("name = ? AND crew = 3", [.text("Tūī")], of: row))
        #expect(!mayBe("name = ?", [.null], of: row))
        #expect(mayBe("name = ? OR crew IN (1, ?)", [.text("Kea"), .integer(2)], of: row))
        #expect(!mayBe("name = ? OR (crew = ? AND (guests > 1 OR ? = ''))", [.text("Kea"), .integer(3)], of: row))
        for unclear in [
            "NOT name = 'Kea'", "name <> 'Kea'", "name LIKE 'K%'", "crew BETWEEN 3 AND 4", "upper(name) = 'KEA'",
            "crew = crew", "crew = 1 + 1", "(crew, name) IN ((2, 'Tūī'))", "name = 'Kea' IS FALSE",
        ] {
            #expect(mayBe(unclear, [], of: row), "\(unclear)")
        }
        let others = [
            "SELECT name FROM boat", "SELECT name FROM boat, berth WHERE crew = 9",
            "SELECT name FROM boat WHERE crew = 9 UNION SELECT code FROM berth",
            "SELECT (SELECT max(place) FROM berth) FROM boat WHERE crew = 9",
        ]
        for sql in others {
            let found = shape(sql)
            #expect(found.tables.contains("boat") && found.condition?.mayBe([]) { _, _ in false } ?? true, "\(sql)")
        }
        #expect(shape(others[3]).tables == ["boat", "berth"])
    }

    @Test("when a table has grown so much that the server is told to look at it")
    func growth() {
        var growth = TableGrowth()
        var told: [Int] = []
        for _ in 0..<1_000 {
            for (table, rows) in growth.grown(by: ["boat": 100, "berth": 0]) where table == "boat" { told.append(rows) }
        }
        #expect(told == [500, 5_000, 50_000])
    }
}
