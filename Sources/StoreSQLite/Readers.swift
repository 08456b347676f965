import Dispatch
import GRDB
import Synchronization

/// Connections that only read, each used by one reader at a time. They stay open with what they have prepared: a read
/// costs its own statements and no more. GRDB's pool asks for the schema's version before each.
final class Readers: Sendable {
    private let path: String
    private let configuration: Configuration
    private let free: Mutex<[DatabaseQueue]> = Mutex([])
    private let places: DispatchSemaphore

    /// - Parameter places: how many may read at once; one more waits.
    init(path: String, configuration: Configuration, places: Int) {
        self.path = path
        self.configuration = configuration
        self.places = DispatchSemaphore(value: places)
    }

    /// Runs `body` on a connection that is nobody else's meanwhile.
    func use<T>(_ body: (Database) throws -> T) throws -> T {
        places.wait()
        defer { places.signal() }
        let reader = try free.withLock { $0.popLast() } ?? DatabaseQueue(path: path, configuration: configuration)
        defer { free.withLock { $0.append(reader) } }
        return try reader.unsafeRead(body)
    }
}
