import Hummingbird
import ServiceLifecycle
import Synchronization

/// The time between being told to stop and closing the door: `/ready` says no, so that nobody new is sent here, while
/// whoever comes is still answered.
public final class Draining: Service {
    private let seconds: Int
    private let begun = Mutex(false)

    public init(seconds: Int) { self.seconds = seconds }

    public var hasBegun: Bool { begun.withLock { $0 } }

    func begin() { begun.withLock { $0 = true } }

    public func run() async throws {
        try? await gracefulShutdown()
        begin()
        if seconds > 0 { try? await Task.sleep(for: .seconds(seconds)) }
    }
}
