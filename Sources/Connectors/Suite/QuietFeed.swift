import Platform
import Synchronization

/// How far the changes feed is known to hold nothing new of an object: most objects are quiet most of the time, and
/// nobody need look through what others did again and again. Kept in memory only.
final class QuietFeed: Sendable {
    private let state = Mutex(State())

    private struct State {
        var head: FeedEntry?
        var stretches: [String: (from: Int64, to: Int64)] = [:]
    }

    /// The last sequence of the feed, 0 when it is empty. A feed that is not the one that was read before, as on a
    /// server that took another's place and lacks its last changes, is looked through anew.
    func head(in session: any StoreSession) throws -> Int64 {
        let head = try Feed.head(in: session)
        let known = state.withLock { $0.head }
        let isSame = try known.map { known in try known == head || Feed.holds(known, in: session) } ?? true
        state.withLock { state in
            if !isSame { state.stretches = [:] }
            state.head = head
        }
        return head?.sequence ?? 0
    }

    /// After `start` there is nothing of this object up to here.
    func start(of object: String, after start: Int64) -> Int64 {
        state.withLock { state in
            guard let stretch = state.stretches[object], stretch.from <= start else { return start }
            return max(start, stretch.to)
        }
    }

    func note(_ object: String, from: Int64, to: Int64) {
        state.withLock { $0.stretches[object] = (from, to) }
    }
}
