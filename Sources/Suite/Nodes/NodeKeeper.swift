import Bridge
import Kernel
import Platform
import Synchronization

/// Keeps this node among the living, takes over from those that are not, and hears what other programs commit to the
/// same databases: roles, recipes, sessions and open pages here follow within a second.
public final class NodeKeeper: Sendable {
    private let suite: Suite
    private let onTakeover: @Sendable (Int) -> Void
    private let onFailure: @Sendable (any Error) -> Void
    private let state = Mutex(State())

    private struct State {
        var loop: Task<Void, Never>?
        /// The last audit entry that was seen, by database.
        var heard: [String: Int] = [:]
    }

    /// Once in so many looks the calendar is asked. Half a minute.
    static let looksPerCalendar = 60

    /// - Parameters:
    ///   - onTakeover: hears how many deliveries were taken back from silent nodes.
    ///   - onFailure: hears why the databases could not be asked; they are asked again half a second later.
    public init(
        _ suite: Suite, onTakeover: @escaping @Sendable (Int) -> Void = { _ in },
        onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.suite = suite
        self.onTakeover = onTakeover
        self.onFailure = onFailure
    }

    /// Begins. A second start changes nothing.
    public func start() {
        state.withLock { state in
            guard state.loop == nil else { return }
            // Where others ring, they are heard at once; looking finds what was not heard.
            suite.waking?.listen { [weak suite] module in suite?.bus(module)?.noticeCommitElsewhere() }
            state.loop = Task { [self] in
                var looks = 0
                while !Task.isCancelled {
                    look(looks)
                    looks += 1
                    try? await Task.sleep(for: .milliseconds(NodeRegister.lookMilliseconds))
                }
            }
        }
    }

    /// Ends, and says goodbye: nobody waits for this node's silence.
    public func stop() async {
        let loop = state.withLock { $0.loop }
        loop?.cancel()
        await loop?.value
        do { try suite.engine.nodes.leave() } catch { onFailure(error) }
    }

    /// One look, as the loop makes it every half second.
    func look(_ number: Int) {
        do {
            let returned = try suite.engine.nodes.keep()
            if returned > 0 { onTakeover(returned) }
            if number % 2 == 0 { try listen() }
            if number % Self.looksPerCalendar == 0 { try suite.doDailyJobs() }
        } catch {
            onFailure(error)
        }
    }

    /// Whoever waits for commits is woken by those of other programs too. Our own have rung already; hearing them twice
    /// does no harm.
    public func listen() throws {
        for bus in [suite.crm, suite.erp, suite.bridge] {
            let last = try bus.store.read { try $0.integer("SELECT coalesce(max(seq), 0) FROM audit") }
            let before = state.withLock { state in
                defer { state.heard[bus.module.name] = last }
                return state.heard[bus.module.name]
            }
            if let before, before != last { bus.noticeCommitElsewhere() }
        }
    }
}
