import Kernel
import Platform
import Testing

@Suite("A store's transaction")
struct TransactionTests {
    private struct Change: Error {}

    private func codes(_ basin: Basin) throws -> [String] {
        try basin.store.read { try $0.texts("SELECT code FROM berth ORDER BY code") }
    }

    @Test("leaves nothing when its body throws, and throws the same", arguments: StorePlace.allCases)
    func undone(place: StorePlace) throws {
        let basin = try Basin(place)
        #expect(throws: Change.self) {
            try basin.store.write { session throws in
                try session.put(Berth("b1", code: "A1", place: 1))
                _ = try session.announce("s1")
                throw Change()
            }
        }
        #expect(try codes(basin) == [] && basin.count("outbox") == 0)
        try basin.store.write { try $0.put(Berth("b1", code: "A1", place: 1)) }
        #expect(try codes(basin) == ["A1"])
    }

    @Test("returns what its body returns, and says how many rows it changed", arguments: StorePlace.allCases)
    func counted(place: StorePlace) throws {
        let basin = try Basin(place)
        let counts = try basin.store.write { session throws in
            for number in 1...5 { try session.put(Berth("b\(number)", code: "A\(number)", place: number)) }
            return try [
                session.execute("UPDATE berth SET remark = 'x' WHERE place > ?", [.integer(2)]),
                session.execute("UPDATE berth SET remark = 'x' WHERE place > 99", []),
                session.execute("DELETE FROM berth WHERE place = 1", []),
            ]
        }
        #expect(counts == [3, 0, 1])
    }

    @Test("keeps what is outside an undone savepoint, at any depth", arguments: StorePlace.allCases)
    func savepoints(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { session throws in
            try session.put(Berth("b0", code: "A0", place: 0))
            for depth in 1...6 { try nest(session, depth, fails: depth % 2 == 0, prefix: "D\(depth)") }
            try session.put(Berth("bz", code: "Z", place: 999))
        }
        #expect(
            try codes(basin) == ["A0", "D1-1", "D3-1", "D3-2", "D3-3", "D5-1", "D5-2", "D5-3", "D5-4", "D5-5", "Z"])
    }

    /// Savepoints in savepoints, the innermost of which fails and takes all with it, or not.
    private func nest(_ session: any StoreSession, _ depth: Int, fails: Bool, prefix: String) throws {
        func level(_ number: Int) throws {
            try session.savepoint {
                let code = "\(prefix)-\(number)"
                try session.put(Berth(ID<Berth>(code).raw, code: code, pier: prefix, place: number))
                if number < depth { try level(number + 1) } else if fails { throw Change() }
            }
        }
        do { try level(1) } catch is Change {}
    }

    @Test("goes on after an undone part that the database refused", arguments: StorePlace.allCases)
    func refusedPart(place: StorePlace) throws {
        let basin = try Basin(place)
        let refusals = try basin.store.write { session throws in
            var refusals: [StoreError] = []
            for (place, number) in [1, 1, 2, 2, 3].enumerated() {
                do {
                    try session.savepoint {
                        _ = try session.announce("a\(number)")
                        try session.put(Berth("b\(number)", code: "A\(place)", place: place))
                    }
                } catch let error as StoreError {
                    refusals.append(error)
                }
            }
            return refusals
        }
        #expect(refusals == Array(repeating: .notUnique(columns: ["berth.id"]), count: 2))
        #expect(try codes(basin) == ["A0", "A2", "A4"])
        #expect(
            try basin.store.read { try $0.texts("SELECT object_id FROM outbox ORDER BY seq") } == ["a1", "a2", "a3"])
        #expect(try basin.store.read { try $0.integer("SELECT max(seq) FROM outbox") } == 3)
    }

    @Test("goes on after a refused statement, which alone is undone", arguments: StorePlace.allCases)
    func refusedStatement(place: StorePlace) throws {
        let basin = try Basin(place)
        let (seen, number, refusals) = try basin.store.write { session throws in
            var refusals = 0
            func attempt(_ body: () throws -> Void) throws {
                do { try body() } catch is StoreError { refusals += 1 }
            }
            try session.put(Berth("b1", code: "A1", place: 1))
            let number = try session.announce("s1")
            try attempt { try session.put(Berth("b1", code: "A2", place: 2)) }
            try session.put(Berth("b3", code: "A3", place: 3))
            try session.savepoint {
                try session.put(Berth("b4", code: "A4", place: 4))
                try attempt { try session.put(Berth("b5", code: "", place: 5)) }
            }
            try attempt { try session.execute("DELETE FROM nothing", []) }
            return (try session.texts("SELECT code FROM berth ORDER BY code"), number, refusals)
        }
        #expect(refusals == 3)
        #expect(seen == ["A1", "A3", "A4"] && number == 1)
        #expect(try codes(basin) == ["A1", "A3", "A4"] && basin.count("outbox") == 1)
    }

    @Test(
        "numbers the rows it appends one by one, and gives back the numbers of what is undone",
        arguments: StorePlace.allCases)
    func numbers(place: StorePlace) throws {
        let basin = try Basin(place)
        let first = try basin.store.write { session throws in
            var numbers = [try session.announce("a"), try session.announce("b")]
            try? session.savepoint {
                numbers.append(try session.announce("undone"))
                throw Change()
            }
            numbers.append(try session.announce("c"))
            return numbers
        }
        #expect(first == [1, 2, 3, 3])
        try? basin.store.write { session in
            #expect(try session.announce("undone") == 4)
            throw Change()
        }
        #expect(try basin.store.write { try $0.announce("d") } == 4)
        // What is deleted does not free its number.
        try basin.store.write { _ = try $0.execute("DELETE FROM outbox WHERE seq > 2", []) }
        #expect(try basin.store.write { try $0.announce("e") } == 5)
        #expect(try basin.store.read { try $0.texts("SELECT object_id FROM outbox ORDER BY seq") } == ["a", "b", "e"])
    }

    @Test("sees what it has written; others see what was committed", arguments: StorePlace.lasting)
    func isolation(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { try $0.put(Boat("s1", "Kererū")) }
        let store = basin.store
        let (inside, outside) = try store.write { session in
            try session.execute("UPDATE boat SET name = 'Tūī'", [])
            return (
                try session.texts("SELECT name FROM boat"),
                try store.read { try $0.texts("SELECT name FROM boat") }
            )
        }
        #expect(inside == ["Tūī"] && outside == ["Kererū"])
        // A reader's world stands still.
        let (before, after) = try store.read { session in
            let before = try session.texts("SELECT name FROM boat")
            try store.write { _ = try $0.execute("UPDATE boat SET name = 'Kākā'", []) }
            return (before, try session.texts("SELECT name FROM boat"))
        }
        #expect(before == ["Tūī"] && after == ["Tūī"])
        #expect(try store.read { try $0.texts("SELECT name FROM boat") } == ["Kākā"])
    }

    @Test("keeps what it wrote when it is opened again", arguments: StorePlace.lasting)
    func lasting(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { session throws in
            try session.put(Berth("b1", code: "A1", place: 1))
            _ = try session.announce("a")
        }
        let again = try basin.again()
        #expect(try again.read { try $0.texts("SELECT code FROM berth") } == ["A1"])
        #expect(try again.write { try $0.announce("b") } == 2)
        #expect(try basin.store.write { try $0.announce("c") } == 3)
    }
}
