import Bridge
import Synchronization

/// The faults in force, shared by the connectors of one simulated company and changed when it heals; and the writes
/// that a bad network may deliver once more.
public final class FaultSetting: Sendable {
    private struct State {
        var faults = Faults.none
        var sent: [Write] = []
    }

    private let state = Mutex(State())
    /// Writes that are kept for late copies.
    private static let memory = 64

    public init() {}

    public var faults: Faults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    func remember(_ write: Write) {
        state.withLock { state in
            state.sent.append(write)
            if state.sent.count > Self.memory { state.sent.removeFirst() }
        }
    }

    func late(at position: Int) -> Write? {
        state.withLock { state in state.sent.isEmpty ? nil : state.sent[position % state.sent.count] }
    }

    public func forget() { state.withLock { $0 = State() } }
}
