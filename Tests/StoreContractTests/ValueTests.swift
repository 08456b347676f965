import Kernel
import Platform
import Testing

@Suite("A store holds")
struct ValueTests {
    @Test("every kind of value at its extremes", arguments: StorePlace.allCases)
    func extremes(place: StorePlace) throws {
        let basin = try Basin(place)
        let boats = [Self.largest, Self.smallest, Boat("s3", "Nothing else")]
        try basin.store.write { session throws in for boat in boats { try session.put(boat) } }
        let found = try basin.store.read { try $0.all(Select<Boat>().ordered(by: \.id)) }
        #expect(found.map { Boat.schema.values(of: $0) } == boats.map { Boat.schema.values(of: $0) })
    }

    private static var largest: Boat {
        var boat = Boat(
            "s1", String(repeating: "ŵ", count: 200),
            nickname: "it's \"quoted\" \\ %_ \n\t? $1 🚤 e\u{301}")
        boat.length = FixedDecimal(micros: Int128(Int64.max))
        boat.draught = FixedDecimal(micros: 1)
        boat.price = Money(minorUnits: .max, currency: .nzd)
        boat.deposit = Money(minorUnits: 0, currency: .jpy)
        boat.fuel = Quantity(FixedDecimal(micros: Int128(Int64.max)), .each)
        boat.water = Quantity(FixedDecimal(micros: -1), .each)
        boat.crew = .max
        boat.guests = 0
        boat.isInsured = true
        boat.isHeated = false
        boat.built = CalendarDate(daysSinceEpoch: 2_932_896)
        boat.refitted = CalendarDate(daysSinceEpoch: 0)
        boat.seen = Instant(microseconds: .max)
        return boat
    }

    private static var smallest: Boat {
        var boat = Boat("s2", " ", nickname: "")
        boat.length = FixedDecimal(micros: Int128(Int64.min))
        boat.price = Money(minorUnits: .min, currency: .none)
        boat.crew = .min
        boat.seen = Instant(microseconds: .min)
        return boat
    }

    @Test("nothing that it could not give back", arguments: StorePlace.allCases)
    func refused(place: StorePlace) throws {
        let basin = try Basin(place)
        var huge = Boat("s1", "Titan")
        huge.length = FixedDecimal(micros: Int128(Int64.max) + 1)
        guard case .check(let message)? = basin.refusal({ try $0.put(huge) }) else {
            Issue.record("a decimal beyond 64 bits was taken")
            return
        }
        #expect(message.contains("too large"))
        guard case .check? = basin.refusal({ try $0.put(Boat("s2", "a\u{0}b")) }) else {
            Issue.record("a text with NUL was taken")
            return
        }
        #expect(try basin.count("boat") == 0)
    }

    @Test("empty text apart from nothing", arguments: StorePlace.allCases)
    func empty(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { session throws in
            try session.put(Boat("s1", "With", nickname: ""))
            try session.put(Boat("s2", "Without", nickname: nil))
        }
        let found = try basin.store.read { session throws in
            (
                try session.texts("SELECT id FROM boat WHERE nickname = ''"),
                try session.texts("SELECT id FROM boat WHERE nickname IS NULL"),
                try session.rows("SELECT nickname FROM boat ORDER BY id", [], as: [.text])
            )
        }
        #expect(found.0 == ["s1"] && found.1 == ["s2"])
        #expect(found.2 == [[.text("")], [.null]])
    }

    @Test("long texts, and many values in one statement", arguments: StorePlace.allCases)
    func long(place: StorePlace) throws {
        let basin = try Basin(place)
        let remark = String(repeating: "the tide ", count: 444)
        try basin.store.write { session throws in
            for number in 1...300 {
                var berth = Berth("b\(number)", code: "C\(number)", place: number)
                berth.remark = remark
                try session.put(berth)
            }
        }
        let ids = (1...300).map { Value.text("b\($0)") }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        try basin.store.read { session throws in
            #expect(try session.integer("SELECT count(*) FROM berth WHERE id IN (\(marks))", ids) == 300)
            #expect(try session.integer("SELECT count(*) FROM berth WHERE remark = ?", [.text(remark)]) == 300)
        }
    }

    @Test("sums, quotients and comparisons as whole numbers", arguments: StorePlace.allCases)
    func arithmetic(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { session throws in
            for number in 1...3 { try session.put(Berth("b\(number)", code: "C\(number)", place: number * 7)) }
        }
        let row = try basin.store.read { session throws in
            try session.rows(
                """
                SELECT sum(place), sum(place) - 1, count(*), min(place), max(place), count(*) > 2, -7 / 2,
                    max(place) / 2, abs(-3), coalesce(sum(place), 0), length('ŵā'), substr('2026-01', 1, 4)
                FROM berth WHERE place > ?
                """, [.integer(0)],
                as: Array(repeating: .integer, count: 11) + [.text])[0]
        }
        #expect(row.map(\.text) == ["42", "41", "3", "7", "21", "1", "-3", "10", "3", "42", "2", "2026"])
        try basin.store.read { session throws in
            #expect(try session.rows("SELECT sum(place) FROM berth WHERE place < 0", [], as: [.integer]) == [[.null]])
        }
    }
}
