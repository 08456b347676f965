import Kernel
import Platform
import Synchronization

/// A clock that the test moves; ids and chance that repeat; a process that dies when told to.
public final class RiggedClock: Sendable {
    private struct State {
        var now = Instant(microseconds: 1_795_000_000_000_000)
        var ids = 0
        var chance: UInt64
        var isCrashing = false
    }
    private let state: Mutex<State>
    private let prefix: String

    /// - Parameter prefix: what stands before the ids, so that two companies have none in common.
    public init(prefix: String = "id") {
        self.prefix = prefix
        state = Mutex(State(chance: 88_172_645_463_325_252 ^ UInt64(prefix.utf8.reduce(0) { $0 * 31 + Int($1) })))
    }

    public var now: Instant { state.withLock { $0.now } }
    public func advance(seconds: Int) { state.withLock { $0.now = $0.now.adding(seconds: seconds) } }

    /// The process dies after the next commit: what was written stays, nobody hears of it.
    public func crashAfterNextCommit() { state.withLock { $0.isCrashing = true } }

    /// Has it died already? Then it does not die again.
    public var isStillToCrash: Bool {
        state.withLock { state in
            defer { state.isCrashing = false }
            return state.isCrashing
        }
    }

    public var world: World {
        World(
            now: { self.now }, zone: "Etc/GMT-13", today: { self.now.date(offsetSeconds: 13 * 3_600) },
            newID: {
                self.state.withLock { state in
                    state.ids += 1
                    let digits = String(state.ids)
                    return self.prefix + String(repeating: "0", count: 10 - digits.count) + digits
                }
            },
            random: {
                self.state.withLock { state in
                    state.chance ^= state.chance << 13
                    state.chance ^= state.chance >> 7
                    state.chance ^= state.chance << 17
                    return state.chance
                }
            },
            faultPoint: { point throws(SimulatedCrash) in
                let crashes = self.state.withLock { state in
                    guard state.isCrashing, point == .afterCommit else { return false }
                    state.isCrashing = false
                    return true
                }
                if crashes { throw SimulatedCrash(point) }
            })
    }
}
