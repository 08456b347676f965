import Dispatch
import Kernel
import Synchronization

/// Lets callers that arrive together share one durable commit: the flush to disk is paid once for all of them.
/// A call waits for the commit that carries it; nothing is acknowledged before it is on disk.
public final class GroupCommit: Sendable {
    private let bus: CommandBus
    private let queue: DispatchQueue
    private let waiting: Mutex<Waiting> = Mutex(Waiting())

    /// Calls in one commit; more wait for the next.
    public static let largestGroup = 256
    /// Calls that may wait; one more is refused at once, so that overload is honest.
    public static let longestQueue = 10_000

    private struct Waiting {
        var calls: [(call: CommandCall, done: CheckedContinuation<CommandOutcome, Never>)] = []
        var isRunning = false
    }

    public init(bus: CommandBus) {
        self.bus = bus
        queue = DispatchQueue(label: "tandem.\(bus.module.name).commit")
    }

    /// Runs the call in the next commit. `failed(.store(.busy))` when too many are waiting.
    public func submit(_ call: CommandCall) async -> CommandOutcome {
        await withCheckedContinuation { done in
            let (start, isFull) = waiting.withLock { waiting in
                guard waiting.calls.count < Self.longestQueue else { return (false, true) }
                waiting.calls.append((call, done))
                defer { waiting.isRunning = true }
                return (!waiting.isRunning, false)
            }
            if isFull {
                done.resume(returning: .failed(.store(.busy("more than \(Self.longestQueue) calls are waiting"))))
            } else if start {
                queue.async { self.drain() }
            }
        }
    }

    private func drain() {
        while true {
            let group = waiting.withLock { waiting in
                let group = Array(waiting.calls.prefix(Self.largestGroup))
                waiting.calls.removeFirst(group.count)
                if group.isEmpty { waiting.isRunning = false }
                return group
            }
            guard !group.isEmpty else { return }
            do throws(CommandFailure) {
                let outcomes = try bus.run(group.map(\.call))
                for (waiter, outcome) in zip(group, outcomes) { waiter.done.resume(returning: outcome) }
            } catch {
                for waiter in group { waiter.done.resume(returning: .failed(error)) }
            }
        }
    }
}
