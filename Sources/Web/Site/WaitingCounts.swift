import Kernel
import Platform
import Serving
import Synchronization

/// How many decisions wait for somebody, as every page of his says in the rail: counted again only where something was
/// committed since. For each reader by himself: what he may see is his.
final class WaitingCounts: Sendable {
    private let known = Mutex(Known())
    /// For how long nothing is counted again, whatever was heard. Seconds.
    static let rememberedSeconds = 3
    static let mostReaders = 1_000

    private struct Known {
        var counts: [Source: [Actor: (count: Int, until: Instant)]] = [:]
        /// Counts the commits, so that what was read before one is not remembered after it.
        var generations: [Source: Int] = [:]

        mutating func forget(_ source: Source) {
            generations[source, default: 0] += 1
            counts[source] = nil
        }
    }

    init(_ company: Company) {
        company.crm.afterCommit { [weak self] in self?.forget([.crm]) }
        company.erp.afterCommit { [weak self] in self?.forget([.erp]) }
        // Roles are kept there: what somebody may see may have changed.
        company.bridge.afterCommit { [weak self] in self?.forget([.crm, .erp]) }
    }

    private func forget(_ sources: [Source]) {
        known.withLock { known in for source in sources { known.forget(source) } }
    }

    /// Nothing where it cannot be counted: a page does not fail for that.
    func count(_ source: Source, _ visit: Visit, _ read: (Reading) throws -> Int) -> Int {
        let (remembered, generation) = known.withLock { known in
            (known.counts[source]?[visit.actor], known.generations[source])
        }
        if let remembered, visit.now < remembered.until { return remembered.count }
        guard let count = try? visit.read(source, read) else { return 0 }
        known.withLock { known in
            guard known.generations[source] == generation else { return }
            if known.counts[source, default: [:]].count >= Self.mostReaders { known.counts[source] = nil }
            let until = visit.now.adding(seconds: Self.rememberedSeconds)
            known.counts[source, default: [:]][visit.actor] = (count, until)
        }
        return count
    }
}
