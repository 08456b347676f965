import Platform
import Synchronization

/// Sleeps until a database has committed something new. Never misses a commit, never spins.
final class CommitBell: Sendable {
    private let bells: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    init(_ bus: CommandBus) {
        (bells, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        bus.afterCommit { [bell] in bell.yield() }
    }

    /// Calls `look` at once and after each commit, until it answers true.
    func wait(until look: () throws -> Bool) async throws {
        if try look() { return }
        for await _ in bells where try look() { return }
    }
}
