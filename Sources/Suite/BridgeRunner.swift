import Bridge
import Platform
import Synchronization

/// Keeps the bridge turning while the company works: woken by every commit of the CRM and the ERP, and once a second
/// for what only time moves (retries, lapsed claims). Sleeps otherwise. While one hand waits for a system, another
/// carries what has come in since.
public final class BridgeRunner: Sendable {
    private let engine: BridgeEngine
    private let limit: Int
    private let measures: BridgeMeasures
    private let bells: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let threads = HandThreads()
    private let state = Mutex(State())
    private let onTurn: @Sendable (CycleReport) -> Void
    private let onFailure: @Sendable (any Error) -> Void

    private struct State {
        var loop: Task<Void, Never>?
        var timer: Task<Void, Never>?
    }

    /// The longest sleep. Milliseconds.
    public static let longestSleepMilliseconds = 1_000
    /// Bites that are performed at once.
    static let hands = 3
    /// How long a system that is being written to may go unheard before the hands are waited for; and when it is many
    /// records that are carried there.
    static let longestDeafness = Duration.milliseconds(20)
    static let longestDeafnessInBulk = Duration.milliseconds(500)

    /// - Parameters:
    ///   - onTurn: hears what each turn did, on the runner's own task.
    ///   - onFailure: hears why a turn failed; it is tried again at the next bell.
    public init(
        _ suite: Suite, limit: Int = BridgeEngine.largestBite,
        onTurn: @escaping @Sendable (CycleReport) -> Void = { _ in },
        onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        engine = suite.engine
        measures = suite.measures
        self.limit = limit
        self.onTurn = onTurn
        self.onFailure = onFailure
        // Many commits ring one bell.
        (bells, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        for bus in [suite.crm, suite.erp] { bus.afterCommit { [bell] in bell.yield() } }
    }

    /// Begins to turn. A second start changes nothing.
    public func start() {
        state.withLock { state in
            guard state.loop == nil else { return }
            state.loop = Task(executorPreference: threads) { await self.run() }
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

    /// What the bridge is about.
    private struct Work {
        var hands: [Hand] = []
        var unsettled: [Settlement] = []
        /// When all systems were heard.
        var heardAll = ContinuousClock.now
        /// The last bite was at least half as large as it may be.
        var isBulk = false

        var isDeafTooLong: Bool {
            heardAll.duration(to: .now)
                > (isBulk ? BridgeRunner.longestDeafnessInBulk : BridgeRunner.longestDeafness)
        }
    }

    private func run() async {
        var work = Work()
        for await _ in bells { await workOff(&work) }
        while !work.hands.isEmpty {
            for hand in work.hands { _ = await hand.performed }
            await workOff(&work)
        }
    }

    /// Gives work to free hands until there is none left, or all are busy: one that is done rings the bell.
    private func workOff(_ work: inout Work) async {
        do {
            while true {
                work.unsettled += await collect(from: &work.hands)
                if work.hands.count == Self.hands { return }
                let deafTo = work.hands.reduce(into: Set<String>()) { $0.formUnion($1.writesTo) }
                if deafTo.isEmpty {
                    work.heardAll = .now
                } else if work.isDeafTooLong {
                    return try settle(&work.unsettled)
                }
                var (report, claims) = try await engine.begin(limit: limit, settling: work.unsettled, deafTo: deafTo)
                report.count(work.unsettled)
                work.unsettled = []
                work.isBulk = 2 * claims.count >= limit
                measures.add(report)
                if !report.isQuiet { onTurn(report) }
                if !claims.isEmpty { work.hands.append(Hand(claims, engine, on: threads, bell)) }
                if claims.isEmpty, report.isQuiet { return }
            }
        } catch {
            measures.addFailure()
            onFailure(error)
        }
    }

    /// What the hands that are done have performed. A bite that failed as a whole is claimed still, and lapses.
    private func collect(from hands: inout [Hand]) async -> [Settlement] {
        let done = hands.filter(\.isDone)
        hands.removeAll { hand in done.contains { $0 === hand } }
        var settlements: [Settlement] = []
        for hand in done {
            switch await hand.performed {
            case .success(let performed): settlements += performed
            case .failure(let error):
                measures.addFailure()
                onFailure(error)
            }
        }
        return settlements
    }

    private func settle(_ unsettled: inout [Settlement]) throws {
        guard !unsettled.isEmpty else { return }
        try engine.settle(unsettled)
        var report = CycleReport()
        report.count(unsettled)
        unsettled = []
        measures.add(report)
        onTurn(report)
    }
}
