import Kernel
import Platform

/// One thing done in a transaction, with its own part to be undone or straight in the whole.
struct Deed: CustomStringConvertible {
    enum Kind {
        case berth(Berth)
        case boat(Boat)
        case contract(Contract)
        case line(ContractLine)
        case change(sql: String, [Value])
        case announce(String)
        case ask(sql: String, [Value], [FieldKind])
        case stream(sql: String, [Value], upTo: Int)
    }

    let kind: Kind
    let isAlone: Bool

    var description: String { "\(kind)" }

    func run(_ session: any StoreSession) throws -> String {
        switch kind {
        case .berth(let berth): try session.put(berth)
        case .boat(let boat): try session.put(boat)
        case .contract(let contract): try session.put(contract)
        case .line(let line): try session.put(line)
        case .change(let sql, let values): return String(try session.execute(sql, values))
        case .announce(let text): return String(try session.announce(text))
        case .ask(let sql, let values, let kinds):
            return try session.rows(sql, values, as: kinds)
                .map { $0.map { $0.isNull ? "∅" : $0.text }.joined(separator: "|") }.joined(separator: "\n")
        case .stream(let sql, let values, let most):
            var seen: [String] = []
            try session.forEachRow(sql, values, as: [.text]) { row in
                seen.append(row[0].isNull ? "∅" : row[0].text)
                return seen.count < most
            }
            return seen.joined(separator: "\n")
        }
        return "done"
    }
}

/// What goes into one transaction.
struct Plan {
    var deeds: [Deed]
    var isGivenUp: Bool
}

/// Plans of random deeds over a small world, so that they often meet: many are refused.
struct RandomPlans {
    private var random: SplitMix
    private var made = 0

    init(seed: UInt64) { random = SplitMix(state: seed) }

    /// The world is small enough that some of everything happens.
    var refusalsExpected: Bool { made > 100 }

    mutating func next() -> Plan {
        made += 1
        let count = 1 + random.below(40)
        let hasAlone = random.below(10) < 8
        var deeds: [Deed] = []
        for _ in 0..<count { deeds.append(Deed(kind: deed(), isAlone: hasAlone || random.below(2) == 0)) }
        return Plan(deeds: deeds, isGivenUp: random.below(12) == 0)
    }

    private mutating func deed() -> Deed.Kind {
        switch random.below(16) {
        case 0: return .berth(berth())
        case 1, 2: return .boat(boat())
        case 3: return .contract(Contract("k\(random.below(200))", boat: id("s", 120), lines: random.below(4)))
        case 4, 5:
            return .line(
                ContractLine(
                    "l\(random.below(600))", contract: "k\(random.below(210))", position: random.below(4)))
        case 6: return .announce(id("s", 120))
        case 7, 8, 9, 10: return change()
        case 11:
            return .stream(
                sql: "SELECT name FROM boat WHERE crew >= ? ORDER BY name, id", [number(9)], upTo: 1 + random.below(500)
            )
        default: return question()
        }
    }

    private mutating func change() -> Deed.Kind {
        switch random.below(9) {
        case 0:
            return .change(
                sql: "UPDATE boat SET berth = ? WHERE id = ?", [optional(.text(id("b", 60))), .text(id("s", 120))])
        case 1:
            return .change(sql: "UPDATE boat SET nickname = ? WHERE crew < ?", [optional(.text(text())), number(4)])
        case 2:
            let state = ["afloat", "ashore", "afloat", "sold", "sunk"][random.below(5)]
            return .change(sql: "UPDATE boat SET state = ? WHERE id = ?", [.text(state), .text(id("s", 120))])
        case 3: return .change(sql: "DELETE FROM berth WHERE id = ?", [.text(id("b", 60))])
        case 4: return .change(sql: "DELETE FROM boat WHERE id = ?", [.text(id("s", 120))])
        case 5: return .change(sql: "DELETE FROM contract WHERE id = ?", [.text("k\(random.below(400))")])
        case 6:
            return .change(
                sql:
                    "UPDATE boat SET crew = crew + ?, price = ?, price_currency = ? WHERE id = ?",
                [
                    number(5), .money(Money(minorUnits: Int64(random.below(1_000_000)), currency: .aud)),
                    .text(id("s", 120)),
                ])
        case 7:
            return .change(
                sql: "INSERT INTO number_series (series, last) VALUES (?, 1) ON CONFLICT (series) DO UPDATE SET last = "
                    + "number_series.last + excluded.last", [.text("S\(random.below(5))")])
        default: return .change(sql: "UPDATE berth SET place = place + 1 WHERE id = ?", [.text(id("b", 60))])
        }
    }

    private mutating func question() -> Deed.Kind {
        switch random.below(8) {
        case 0:
            return .ask(
                sql: "SELECT count(*), sum(crew), min(name), max(nickname) FROM boat", [],
                [.integer, .integer, .text, .text])
        case 1:
            return .ask(
                sql: "SELECT id, nickname FROM boat WHERE nickname LIKE ? ORDER BY nickname DESC, id LIMIT ?",
                [.text("%" + String(text().prefix(2)) + "%"), number(9)], [.text, .text])
        case 2:
            return .ask(
                sql: "SELECT state, count(*), sum(length) FROM boat GROUP BY state HAVING count(*) > ? ORDER BY state",
                [number(2)], [.text, .integer, .integer])
        case 3:
            let sql = Boat.schema.sql
            return .ask(sql: sql.select + " WHERE crew = ?", [number(9)], sql.kinds)
        case 4:
            return .ask(
                sql: "SELECT b.code, s.name FROM berth b LEFT JOIN boat s ON s.berth = b.id WHERE b.place > ? "
                    + "ORDER BY b.code, s.id", [number(50)], [.text, .text])
        case 5:
            return .ask(
                sql: "SELECT id FROM boat WHERE (nickname, id) > (?, ?) ORDER BY nickname, id LIMIT 5",
                [.text(text()), .text(id("s", 120))], [.text])
        case 6:
            return .ask(
                sql: "SELECT guests FROM boat WHERE guests IS NOT NULL AND id NOT IN (SELECT boat FROM contract) "
                    + "ORDER BY guests DESC, id LIMIT 7", [], [.integer])
        default: return .ask(sql: "SELECT coalesce(max(seq), 0), count(*) FROM outbox", [], [.integer, .integer])
        }
    }

    private mutating func berth() -> Berth {
        var berth = Berth(
            id("b", 60), code: "C\(random.below(50))", pier: ["A", "B", ""][random.below(3)], place: random.below(60))
        berth.remark = text()
        return berth
    }

    private mutating func boat() -> Boat {
        var boat = Boat(
            id("s", 120), random.below(20) == 0 ? "" : text(), berth: random.below(2) == 0 ? nil : id("b", 60),
            nickname: random.below(3) == 0 ? nil : text())
        boat.length = FixedDecimal(micros: Int128(Int64(bitPattern: random.next()) >> 24))
        boat.fuel = Quantity(FixedDecimal(random.below(500)), .each)
        boat.crew = random.below(10)
        boat.guests = random.below(3) == 0 ? nil : random.below(100)
        boat.isInsured = random.below(2) == 0
        boat.built = CalendarDate(daysSinceEpoch: Int32(random.below(20_000)))
        return boat
    }

    private mutating func id(_ letter: String, _ most: Int) -> String { "\(letter)\(random.below(most))" }
    private mutating func number(_ most: Int) -> Value { .integer(Int64(random.below(most))) }
    private mutating func optional(_ value: Value) -> Value { random.below(3) == 0 ? .null : value }

    private mutating func text() -> String {
        let letters = ["a", "B", "ā", "Ñ", "z", " ", "_", "%", "'", "0", "日", "🚤", "e\u{301}", "\\", "\"", "é"]
        return "x" + (0..<random.below(6)).map { _ in letters[random.below(letters.count)] }.joined()
    }
}

/// SplitMix64: the same numbers on every run from the same seed.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
