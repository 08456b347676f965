import Bridge
import Platform
import Synchronization

/// Keeps the bridge turning while the company works: woken by every commit of the CRM and the ERP, and once a second
/// for what only time moves (retries, lapsed claims). Sleeps otherwise.
public final class BridgeRunner: Sendable {
    private let engine: BridgeEngine
    private let limit: Int
    private let bells: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let state = Mutex(State())
    private let onTurn: @Sendable (CycleReport) -> Void
    private let onFailure: @Sendable (any Error) -> Void

    private struct State {
        var loop: Task<Void, Never>?
        var timer: Task<Void, Never>?
    }

    /// The longest sleep. Milliseconds.
    public static let longestSleepMilliseconds = 1_000

    /// - Parameters:
    ///   - onTurn: hears what each turn did, on the runner's own task.
    ///   - onFailure: hears why a turn failed; it is tried again at the next bell.
    public init(
        _ suite: Suite, limit: Int = BridgeEngine.largestBite,
        onTurn: @escaping @Sendable (CycleReport) -> Void = { _ in },
        onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        engine = suite.engine
        self.limit = limit
        self.onTurn = onTurn
        self.onFailure = onFailure
        // Many commits ring one bell.
        (bells, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        for bus in [suite.crm, suite.erp] { bus.afterCommit { [bell] in bell.yield() } }
        suite.waking?.listen { [bell] _ in bell.yield() }
    }

    /// Begins to turn. A second start changes nothing.
    public func start() {
        state.withLock { state in
            guard state.loop == nil else { return }
            state.loop = Task { await turn() }
            state.timer = Task { [bell] in
                while !Task.isCancelled {
                    bell.yield()
                    try? await Task.sleep(for: .milliseconds(Self.longestSleepMilliseconds))
                }
            }
        }
    }

    /// Ends when what has begun is settled and nothing moves by itself. Cannot be started again.
    public func stop() async {
        let (loop, timer) = state.withLock { ($0.loop, $0.timer) }
        timer?.cancel()
        bell.finish()
        await loop?.value
        await timer?.value
    }

    /// Looks now, without waiting for a commit: somebody decided an approval or replayed a dead letter.
    public func wake() { bell.yield() }

    private func turn() async {
        var performed: [Settlement] = []
        for await _ in bells {
            do {
                while true {
                    let hadPerformed = !performed.isEmpty
                    let report = try await engine.turn(limit: limit, &performed)
                    if report.isQuiet, !hadPerformed { break }
                    onTurn(report)
                }
            } catch {
                onFailure(error)
            }
        }
    }
}
