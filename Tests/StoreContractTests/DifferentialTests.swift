import Kernel
import Platform
import Testing

/// The same random work done in both kinds of store, compared answer by answer and in the end row by row.
@Suite("Two stores")
struct DifferentialTests {
    @Test("differ in nothing over 20,000 random operations", arguments: [UInt64(20_261_122)])
    func nothingDiffers(seed: UInt64) throws {
        let (file, server) = (try Basin(.file), try Basin(.server))
        var plans = RandomPlans(seed: seed)
        var done = 0
        var differences: [String] = []
        while done < 20_000, differences.count < 5 {
            let plan = plans.next()
            done += plan.deeds.count
            let (left, right) = (carryOut(plan, in: file), carryOut(plan, in: server))
            guard left != right else { continue }
            for (index, (one, other)) in zip(left, right).enumerated() where one != other {
                let deed = index < plan.deeds.count ? "\(plan.deeds[index])" : "the end"
                differences.append("after \(done): \(deed): \(one.prefix(300)) / \(other.prefix(300))")
                break
            }
            if left.count != right.count {
                differences.append("after \(done): \(left.count) and \(right.count) answers")
            }
        }
        #expect(differences == [])
        let tables = ["berth", "boat", "contract", "contract_line", "outbox", "number_series"]
        for table in tables {
            let (left, right) = (try everything(table, file), try everything(table, server))
            #expect(left.count == right.count && left.count > 0, "\(table)")
            let first = zip(left, right).first { $0 != $1 }
            #expect(first == nil, "\(table)")
        }
        #expect(done >= 20_000)
        #expect(plans.refusalsExpected)
    }

    /// What each deed answered, and how the whole ended.
    private func carryOut(_ plan: Plan, in basin: Basin) -> [String] {
        struct GivenUp: Error {}
        var answers: [String] = []
        do {
            try basin.store.write { session throws in
                answers = []
                for deed in plan.deeds { answers.append(try answer(deed, session)) }
                if plan.isGivenUp { throw GivenUp() }
            }
        } catch {
            answers.append("ended: \(error)")
        }
        return answers
    }

    private func answer(_ deed: Deed, _ session: any StoreSession) throws -> String {
        do {
            return deed.isAlone ? try session.savepoint { try deed.run(session) } : try deed.run(session)
        } catch let error as StoreError {
            // Where two unique things are hurt at once, which is named is left to the store.
            if case .notUnique = error { return "refused: not unique" }
            return "refused: \(error)"
        }
    }

    private func everything(_ table: String, _ basin: Basin) throws -> [[Value]] {
        let shape = try #require(Self.columns[table])
        return try basin.store.read { session throws in
            try session.rows(
                "SELECT \(shape.joined(separator: ", ")) FROM \(table) ORDER BY \(shape[0])", [],
                as: shape.map { $0 == "seq" || $0 == "at" || Self.numbers.contains($0) ? .integer : .text })
        }
    }

    private static let numbers: Set<String> = [
        "last", "crew", "guests", "length", "price", "fuel", "place", "line_count",
    ]
    private static let columns: [String: [String]] = [
        "berth": ["id", "version", "code", "pier", "place", "remark"].filter { $0 != "version" },
        "boat": [
            "id", "name", "nickname", "berth", "length", "price", "price_currency", "fuel", "fuel_unit", "crew",
            "guests", "built", "state",
        ],
        "contract": ["id", "number", "boat", "line_count"],
        "contract_line": ["id", "contract"],
        "outbox": ["seq", "at", "event", "object", "object_id", "actor", "correlation"],
        "number_series": ["series", "last"],
    ]
}
