import CAllocator
import Synchronization

/// Gives back to the system what long work has freed. The allocator keeps it for each thread, in pieces: after a
/// million records in a row these would be more than all that is in use.
final class FreedMemory: Sendable {
    /// Carried records after which it is worth while: looking for it takes some ten milliseconds.
    static let worthwhileRecords = 20_000

    private let records = Atomic(0)

    /// Notes that so many records were carried.
    func note(_ count: Int) {
        guard records.add(count, ordering: .relaxed).newValue >= Self.worthwhileRecords else { return }
        records.store(0, ordering: .relaxed)
        tandem_give_back_freed_memory()
    }
}
