import Kernel
import Synchronization

/// A world that repeats: one seed gives one clock, one sequence of identities, one sequence of chances, and one place
/// where the process dies. Everything that happens leaves its mark in the trace.
public final class SimulatedWorld: Sendable {
    private struct State {
        var chance: UInt64
        var identities = 0
        var now = Instant(microseconds: 1_767_225_600_000_000)
        var trace: UInt64 = 0xCBF2_9CE4_8422_2325
        var points = 0
        /// Die at this many points from now; nil = live.
        var crashIn: Int?
        /// Die at a point with this chance, in 1/65,536.
        var crashChance: UInt64 = 0
        var crashes = 0
        /// What happened, in words; kept only for a run that is looked into.
        var transcript: [String]?
    }

    private let state: Mutex<State>

    public init(seed: UInt64) { state = Mutex(State(chance: seed &* 0x9E37_79B9_7F4A_7C15 | 1)) }

    /// Begins anew with another seed: the same start for the same seed.
    /// Identities and clock go on from where a company's set-up left them, so that a return to its mark repeats both.
    public func begin(seed: UInt64, identities: Int, now: Instant) {
        state.withLock {
            $0 = State(chance: seed &* 0x9E37_79B9_7F4A_7C15 | 1, identities: identities, now: now)
        }
    }

    public var identities: Int { state.withLock { $0.identities } }
    public var now: Instant { state.withLock { $0.now } }

    public var world: World {
        World(
            now: { [self] in
                state.withLock { state in
                    state.now = state.now.adding(microseconds: 1)
                    return state.now
                }
            },
            today: { [self] in state.withLock { $0.now.date } },
            newID: { [self] in
                state.withLock { state in
                    state.identities += 1
                    let digits = String(state.identities)
                    return "s" + String(repeating: "0", count: max(0, 9 - digits.count)) + digits
                }
            },
            random: { [self] in random() },
            faultPoint: { [self] (point) throws(SimulatedCrash) in try pass(point) })
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    public func random() -> UInt64 {
        state.withLock { state in
            state.chance &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state.chance
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// 0 ..< limit
    public func pick(_ limit: Int) -> Int { Int(random() % UInt64(max(1, limit))) }

    /// True `parts` times in 65,536.
    public func chance(_ parts: UInt64) -> Bool { random() & 0xFFFF < parts }

    public func advance(microseconds: Int64) {
        state.withLock { $0.now = $0.now.adding(microseconds: microseconds) }
    }

    public func advance(seconds: Int) { state.withLock { $0.now = $0.now.adding(seconds: seconds) } }

    /// FNV-1a over everything that happened, in order.
    public func note(_ text: String) {
        state.withLock { state in
            state.transcript?.append("\(state.now) \(text)")
            for byte in text.utf8 { state.trace = (state.trace ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
    }

    /// Says more about what happens where a run is looked into; costs nothing otherwise, and is no part of the trace.
    func tell(_ text: () -> String) {
        let isRecording = state.withLock { $0.transcript != nil }
        guard isRecording else { return }
        let words = text()
        state.withLock { $0.transcript?.append("\($0.now) \(words)") }
    }

    /// From now on, keeps in words what happens.
    public func record() { state.withLock { $0.transcript = [] } }
    public var transcript: [String] { state.withLock { $0.transcript ?? [] } }

    public var trace: UInt64 { state.withLock { $0.trace } }
    public var pointsPassed: Int { state.withLock { $0.points } }
    public var crashes: Int { state.withLock { $0.crashes } }

    /// The process dies at the `count`-th fault point from here; nil = it lives.
    public func crash(inPoints count: Int?) { state.withLock { $0.crashIn = count } }
    /// The process dies at each fault point with this chance, in 1/65,536.
    public func crash(withChance parts: UInt64) { state.withLock { $0.crashChance = parts } }

    private func pass(_ point: FaultPoint) throws(SimulatedCrash) {
        let dies = state.withLock { state in
            state.points += 1
            if let left = state.crashIn {
                state.crashIn = left > 1 ? left - 1 : nil
                if left <= 1 {
                    state.crashes += 1
                    return true
                }
            }
            guard state.crashChance > 0 else { return false }
            state.chance &+= 0x9E37_79B9_7F4A_7C15
            let mixed = (state.chance ^ (state.chance >> 30)) &* 0xBF58_476D_1CE4_E5B9
            guard (mixed >> 20) & 0xFFFF < state.crashChance else { return false }
            state.crashes += 1
            return true
        }
        if dies {
            note("crash at \(point)")
            throw SimulatedCrash(point)
        }
    }
}
