import Bridge
import Kernel
import Platform

/// Looks at a company at rest and judges. Thorough checks replay the audit trail and prove every sub-ledger; the others
/// are made after every run.
struct Check {
    let company: SimulatedCompany
    var tally = Tally()
    /// Deliveries that ended or wait otherwise than applied, by "recipe/side/source".
    var ends: [String: [DeliveryEnd]] = [:]

    struct DeliveryEnd {
        let state: String
        let kind: String
        let waitsFor: String
        let role: String
        let reasons: String
    }

    /// Heals the company, lets it come to rest, and judges.
    static func atRest(_ company: SimulatedCompany, isThorough: Bool) async throws -> Tally {
        try company.heal()
        var isQuiet = true
        // What is parked looks again after five minutes, and says at home what it still waits for.
        for _ in 0..<3 {
            isQuiet = try await company.settleDown(rounds: SimulatedCompany.patience)
            let parked = try company.bridge.read { session in
                try session.integer("SELECT count(*) FROM delivery WHERE state = 'parked'")
            }
            if parked == 0 { break }
            company.simulated.advance(seconds: 301)
        }
        var check = Check(company: company)
        try check.readEnds()
        if !isQuiet { check.tally.add(\.stuck, "still moving after \(SimulatedCompany.patience) rounds") }
        try check.quotes()
        try check.records()
        try check.waiting()
        try check.returns()
        try check.books()
        try check.wholeness()
        if isThorough { try check.everything() }
        try await check.agreement(isThorough: isThorough)
        try check.edits()
        try await check.calm()
        try check.mark()
        return check.tally
    }

    private mutating func readEnds() throws {
        let rows = try company.bridge.read {
            try $0.rows(
                """
                SELECT recipe, side, source_id, state, kind, coalesce(waits_for, ''), coalesce(role, ''), reasons
                FROM delivery WHERE state <> 'applied' ORDER BY id
                """, [], as: [.text, .text, .text, .text, .text, .text, .text, .text])
        }
        for row in rows {
            let key = "\(row[0].text)/\(row[1].text)/\(row[2].text)"
            ends[key, default: []].append(
                DeliveryEnd(
                    state: row[3].text, kind: row[4].text, waitsFor: row[5].text, role: row[6].text,
                    reasons: row[7].text))
        }
    }

    /// The trace ends with what is there: the audit heads of both systems and the bridge's ledger.
    private func mark() throws {
        for store in [company.crm, company.erp] {
            let head = try store.read {
                try $0.rows("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1", [], as: [.text])
            }
            company.simulated.note(head.first?[0].text ?? "")
        }
        let rows = try company.bridge.read {
            try $0.rows("SELECT id, state, attempts FROM delivery ORDER BY id", [], as: [.text, .text, .integer])
        }
        for row in rows { company.simulated.note(row[0].text + row[1].text + row[2].text) }
    }
}
