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

    /// Calls `look` at once, after each commit and twice a second, until it answers true.
    func wait(until look: () throws -> Bool) async throws {
        if try look() { return }
        let timer = Task { [bell] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(500))
                bell.yield()
            }
        }
        defer { timer.cancel() }
        for await _ in bells where try look() { return }
    }

    /// The same; throws after so many seconds, saying what has not happened.
    func wait(atMost seconds: Int, for what: String, until look: () throws -> Bool) async throws {
        let watch = Stopwatch()
        try await wait {
            if try look() { return true }
            guard watch.seconds < Double(seconds) else { throw BenchmarkFailure("\(what) within \(seconds) s") }
            return false
        }
    }
}
