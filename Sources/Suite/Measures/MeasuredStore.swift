import Platform
import Synchronization

/// A database whose commits and readers are counted.
public final class MeasuredStore: Store {
    public let inner: any Store
    private let state = Mutex(Measures())

    public struct Measures: Sendable {
        /// Seconds that transactions took, waiting for their turn included.
        public var commits = Histogram()
        /// Transactions that were undone: rehearsals, and what failed.
        public var undone = 0
        public var writersAtOnce = 0
        public var readersAtOnce = 0
        public var reads = 0
    }

    public init(_ inner: any Store) { self.inner = inner }

    public var name: String { inner.name }
    public var measures: Measures { state.withLock { $0 } }

    public func write<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        let clock = ContinuousClock()
        let start = clock.now
        state.withLock { $0.writersAtOnce += 1 }
        do {
            let result = try inner.write(body)
            let took = (clock.now - start).components
            state.withLock { state in
                state.writersAtOnce -= 1
                state.commits.add(microseconds: took.seconds * 1_000_000 + took.attoseconds / 1_000_000_000_000)
            }
            return result
        } catch {
            state.withLock { state in
                state.writersAtOnce -= 1
                state.undone += 1
            }
            throw error
        }
    }

    public func read<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        state.withLock { state in
            state.readersAtOnce += 1
            state.reads += 1
        }
        defer { state.withLock { $0.readersAtOnce -= 1 } }
        return try inner.read(body)
    }
}
