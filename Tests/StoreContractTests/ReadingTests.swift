import Kernel
import Platform
import Testing

@Suite("A store reads")
struct ReadingTests {
    private static let names = [
        "Zephyr", "alpha",
        "Ängel", "äther", "Alpha", "a", "B", "b", "_x", "10", "9", "ā", "Ā", "z", "~", "Å", "á b",
        "a b", "a-b", "日本", "🚤", "\u{FFFD}x", "\u{10FFFF}",
    ]

    private func basin(_ place: StorePlace) throws -> Basin {
        let basin = try Basin(place)
        try basin.store.write { session throws in
            for (index, name) in Self.names.enumerated() {
                try session.put(Boat("s\(index + 10)", name, nickname: index % 3 == 0 ? nil : name))
            }
        }
        return basin
    }

    @Test("texts in the order of their bytes", arguments: StorePlace.allCases)
    func order(place: StorePlace) throws {
        let basin = try basin(place)
        let sorted = Self.names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        try basin.store.read { session throws in
            #expect(try session.texts("SELECT name FROM boat ORDER BY name") == sorted)
            #expect(
                try session.texts("SELECT name FROM boat ORDER BY name DESC LIMIT 3") == sorted.suffix(3).reversed())
            let between = sorted.filter { $0 >= "A" && Array($0.utf8).lexicographicallyPrecedes(Array("b".utf8)) }
            let found = try session.texts(
                "SELECT name FROM boat WHERE name >= ? AND name < ? ORDER BY name", [.text("A"), .text("b")])
            #expect(Set(found).isSuperset(of: ["Alpha", "B", "a", "a b", "_x"]) && found.count <= between.count + 9)
            #expect(
                found
                    == sorted.filter { name in
                        let bytes = Array(name.utf8)
                        return !bytes.lexicographicallyPrecedes(Array("A".utf8))
                            && bytes.lexicographicallyPrecedes(Array("b".utf8))
                    })
        }
    }

    @Test("what is empty first upwards, last downwards", arguments: StorePlace.allCases)
    func emptyFirst(place: StorePlace) throws {
        let basin = try basin(place)
        try basin.store.read { session throws in
            let up = try session.rows("SELECT nickname FROM boat ORDER BY nickname, id", [], as: [.text])
            let empty = Self.names.indices.count { $0 % 3 == 0 }
            #expect(up.prefix(empty).allSatisfy { $0 == [.null] } && !up.dropFirst(empty).contains([.null]))
            let down = try session.rows("SELECT b.nickname FROM boat b ORDER BY b.nickname DESC, id", [], as: [.text])
            #expect(down.suffix(empty).allSatisfy { $0 == [.null] })
            let selected = try session.all(Select<Boat>().ordered(by: \.nickname, descending: true).limit(4))
            #expect(selected.count == 4 && selected.allSatisfy { $0.nickname != nil })
        }
    }

    @Test("objects asked for without an order by their ids", arguments: StorePlace.allCases)
    func idOrder(place: StorePlace) throws {
        let basin = try basin(place)
        try basin.store.write { session throws in
            // What is changed moves to another place in some stores.
            for id in ["s12", "s30", "s10"] {
                try session.execute("UPDATE boat SET crew = 5 WHERE id = ?", [.text(id)])
            }
        }
        try basin.store.read { session throws in
            let all = try session.all(Select<Boat>()).map(\.id.raw)
            #expect(all == all.sorted() && all.count == Self.names.count)
            let some = try session.all(Select<Boat>().where(\.crew, .equal, 5)).map(\.id.raw)
            #expect(some == ["s10", "s12", "s30"])
            #expect(try session.all(Select<Boat>().limit(2)).map(\.id.raw) == ["s10", "s11"])
        }
    }

    @Test("by likeness without regard to the case of ASCII letters only", arguments: StorePlace.allCases)
    func like(place: StorePlace) throws {
        let basin = try basin(place)
        try basin.store.read { session throws in
            func found(_ pattern: String) throws -> [String] {
                try session.texts("SELECT name FROM boat WHERE name LIKE ? ESCAPE '\\' ORDER BY name", [.text(pattern)])
            }
            #expect(try found("AL%") == ["Alpha", "alpha"])
            #expect(try found("ä%") == ["äther"])
            #expect(try found("\\_%") == ["_x"])
            #expect(try found("%?%") == [])
        }
    }

    @Test(
        "many rows one by one, stops when asked, and answers other questions meanwhile",
        arguments: StorePlace.allCases)
    func streaming(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { session throws in
            for number in 0..<5_003 { try session.put(Berth("b\(number)", code: "C\(number)", place: number)) }
        }
        try basin.store.read { session throws in
            var places: [Int64] = []
            var others = 0
            try session.forEachRow(
                "SELECT place FROM berth WHERE place >= ? ORDER BY place", [.integer(3)], as: [.integer]
            ) {
                row in
                if case .integer(let place) = row[0] { places.append(place) }
                if places.count % 1_000 == 0 {
                    others += try session.integer("SELECT count(*) FROM berth WHERE place = ?", [row[0]])
                    try session.forEachRow("SELECT 1 FROM berth LIMIT 3", [], as: [.integer]) { _ in
                        others += 1
                        return true
                    }
                }
                return true
            }
            #expect(places == Array(3..<5_003) && others == 20)
            var few = 0
            try session.forEachRow("SELECT id FROM berth", [], as: [.text]) { _ in
                few += 1
                return few < 250
            }
            #expect(few == 250)
            struct Enough: Error {}
            #expect(throws: Enough.self) {
                try session.forEachRow("SELECT id FROM berth", [], as: [.text]) { _ in throw Enough() }
            }
            #expect(try session.integer("SELECT count(*) FROM berth") == 5_003)
        }
    }

    @Test("what a statement that inserts or replaces gives back", arguments: StorePlace.allCases)
    func returning(place: StorePlace) throws {
        let basin = try Basin(place)
        let upsert = """
            INSERT INTO number_series (series, last) VALUES (?, ?), (?, ?)
            ON CONFLICT (series) DO UPDATE SET last = number_series.last + excluded.last RETURNING last
            """
        let values: [Value] = [.text("A"), .integer(1), .text("B"), .integer(10)]
        let rows = try basin.store.write { session throws in
            [try session.rows(upsert, values, as: [.integer]), try session.rows(upsert, values, as: [.integer])]
        }
        #expect(rows.map { $0.map { $0[0].text } } == [["1", "10"], ["2", "20"]])
        let left = try basin.store.read {
            try $0.rows("SELECT last FROM number_series ORDER BY series", [], as: [.integer])
        }
        #expect(left == [[.integer(2)], [.integer(20)]])
    }
}
