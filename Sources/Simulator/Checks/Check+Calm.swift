import Kernel
import Platform

extension Check {
    /// Writes of the bridge that one cause may lead to on one record: its own, one for each answer that comes home.
    static let mostWritesPerCause: Int64 = 6

    /// At rest, three more turns of the wheel write nothing; and no cause was written about again and again.
    mutating func calm() async throws {
        let before = try written()
        for _ in 0..<3 {
            company.simulated.advance(seconds: 301)
            try await company.carry()
        }
        let after = try written()
        if before != after {
            tally.add(\.pingPong, "\(zip(after, before).map { $0 - $1 }) writes after both sides agreed")
        }
        for store in [company.crm, company.erp] {
            let busiest = try store.read {
                try $0.rows(
                    """
                    SELECT object, object_id, count(*) FROM outbox WHERE actor = 'bridge'
                    GROUP BY correlation, object, object_id HAVING count(*) > ? LIMIT 5
                    """, [.integer(Self.mostWritesPerCause)], as: [.text, .text, .integer])
            }
            for row in busiest {
                tally.add(\.pingPong, "\(row[2].text) writes of \(row[0].text) \(row[1].text) for one cause")
            }
        }
    }

    private func written() throws -> [Int] {
        try [company.crm, company.erp].map { store in
            try store.read { session in try session.integer("SELECT coalesce(max(seq), 0) FROM audit") }
        }
    }
}
