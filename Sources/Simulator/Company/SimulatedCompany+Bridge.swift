import Bridge
import Kernel
import Platform

/// The halves of a delivery. Between any two of them anything may happen.
public enum Half: CaseIterable, Sendable { case capture, claim, perform, settle }

extension SimulatedCompany {
    /// Does one half with what the node has in its hands; a crash empties them.
    func half(_ half: Half, hand: Int = 0) async throws {
        guard !isAway[hand] else { return }
        happened.halves += 1
        let times = happened.halves == repeatedHalf ? 2 : 1
        do {
            for _ in 0..<times { try await once(half, hand: hand) }
            if half == .settle { hands[hand] = Hand() }
        } catch is SimulatedCrash {
            try restart(hand)
        }
    }

    private func once(_ half: Half, hand: Int) async throws {
        switch half {
        case .capture:
            captured = try await engines[hand].capture(limit: BridgeEngine.largestBite)
            if captured > 0 { simulated.note("captured \(captured)") }
        case .claim:
            hands[hand].claims += try engines[hand].claim(limit: BridgeEngine.largestBite)
            simulated.note("node \(hand) claims \(hands[hand].claims.count)")
            for claim in hands[hand].claims { simulated.tell { "node \(hand) claims \(claim)" } }
        case .perform:
            guard !hands[hand].claims.isEmpty else { return }
            hands[hand].settlements = try await engines[hand].perform(hands[hand].claims)
            for settlement in hands[hand].settlements { simulated.tell { "node \(hand): \(settlement)" } }
        case .settle:
            guard !hands[hand].settlements.isEmpty else { return }
            try engines[hand].settle(hands[hand].settlements)
        }
    }

    /// What one node does next.
    func nextHalf(of hand: Int) -> Half {
        if !hands[hand].settlements.isEmpty { return .settle }
        return hands[hand].claims.isEmpty ? .claim : .perform
    }

    /// All four halves, `times` times.
    func carry(times: Int = 1) async throws {
        for _ in 0..<times {
            for half in Half.allCases { try await self.half(half) }
        }
    }

    /// Turns the wheel until nothing is under way; waits for retries by moving the clock. True when it came to rest
    /// within `rounds`.
    @discardableResult
    func settleDown(rounds: Int) async throws -> Bool {
        for _ in 0..<rounds {
            try await half(.capture)
            try await half(.claim)
            if try captured == 0 && hands[0].claims.isEmpty && underWay() == 0 { return true }
            for next in [Half.perform, .settle] { try await half(next) }
            if captured == 0 { simulated.advance(seconds: Self.roundSeconds) }
        }
        return false
    }

    /// Longer than a claim lasts and than any retry but the last ones.
    static let roundSeconds = 90

    /// Deliveries that move by themselves.
    func underWay() throws -> Int {
        try bridge.read { session in
            try session.integer("SELECT count(*) FROM delivery WHERE state IN ('pending', 'claimed', 'retry')")
        }
    }
}
