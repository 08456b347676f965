import Foundation
import StorePostgres
import Synchronization

/// Looks again and again at what may be the limit: the turn to write each database, and the machine's cores.
final class LimitGauge: Sendable {
    struct Seen {
        var busiestTurn = 0.0
        var cores = 0.0
    }

    private let server: PostgresAddress
    private let state = Mutex(State())
    private let isOver = DispatchGroup()

    private struct State {
        var isStopped = false
        var looks = 0
        var taken: [String: Int] = [:]
        var first = CoreTimes()
    }

    private static let pauseMicroseconds: UInt32 = 10_000

    init(_ server: PostgresAddress) { self.server = server }

    func start() {
        state.withLock { $0.first = CoreTimes.now }
        isOver.enter()
        Thread.detachNewThread { [self] in
            defer { isOver.leave() }
            guard let turns = try? TurnWatch(server) else { return }
            while !state.withLock({ $0.isStopped }) {
                guard let taken = try? turns.taken() else { return }
                state.withLock { state in
                    state.looks += 1
                    for name in taken { state.taken[name, default: 0] += 1 }
                }
                usleep(Self.pauseMicroseconds)
            }
        }
    }

    func stop() -> Seen {
        let times = CoreTimes.now
        state.withLock { $0.isStopped = true }
        isOver.wait()
        return state.withLock { state in
            let busy = times.busy - state.first.busy
            let all = times.all - state.first.all
            return Seen(
                busiestTurn: 100 * Double(state.taken.values.max() ?? 0) / Double(max(state.looks, 1)),
                cores: all > 0 ? 100 * busy / all : 0)
        }
    }
}

/// What all cores together have spent since the machine was started, in the kernel's ticks.
private struct CoreTimes {
    var busy = 0.0
    var all = 0.0

    static var now: CoreTimes {
        let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let ticks = text.split(separator: "\n").first?.split(separator: " ").dropFirst().compactMap { Double($0) } ?? []
        guard ticks.count > 4 else { return CoreTimes() }
        let all = ticks.prefix(8).reduce(0, +)
        // The fourth and fifth are idling, and idling while a disk is at work.
        return CoreTimes(busy: all - ticks[3] - ticks[4], all: all)
    }
}
