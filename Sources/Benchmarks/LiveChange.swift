import CRM
import ERP
import Foundation
import Histogram
import Kernel
import Platform
import Suite
import Synchronization

/// How long a change committed in the ERP takes until a reader of the CRM sees it, at a steady pace, all of it durable.
struct LiveChange {
    private let options: BenchmarkOptions
    private let home: BenchmarkHome
    private let progress: @Sendable (String) -> Void
    private var customers: Int { options.sizes.customersLive }
    static let changesPerSecond = 500
    private var seconds: Int { options.sizes.secondsLive }

    init(_ options: BenchmarkOptions, _ home: BenchmarkHome, _ progress: @escaping @Sendable (String) -> Void) {
        self.options = options
        self.home = home
        self.progress = progress
    }

    private struct Run {
        var median = 0.0
        var p99 = 0.0
        var worst = 0.0
        var rate = 0.0
    }

    func measure() async throws -> [Figure] {
        progress("live: \(customers) customers first")
        let folder = try home.fresh("live")
        defer { home.remove(folder) }
        let company = try BenchmarkCompany(options, folder: folder)
        try company.takeOn(SampleCustomers(terms: try company.terms()), 0..<customers)
        try await company.suite.engine.runUntilQuiet()
        let ids = try company.suite.erp.store.read { session in
            try session.rows("SELECT id FROM customer ORDER BY id", [], as: [.text]).map { ID<Customer>($0[0].text) }
        }
        let runner = BridgeRunner(company.suite)
        runner.start()
        let watch = AccountWatch(
            company.suite.crm, customers: customers, longestWaitSeconds: options.sizes.longestWaitSeconds)
        var runs: [Run] = []
        do {
            for number in 0..<max(options.runs, 1) {
                progress(
                    "live: \(Self.changesPerSecond) changes/s for \(seconds) s, run \(number + 1) of \(options.runs)")
                runs.append(try await run(number, company, ids, watch))
            }
        } catch {
            await runner.stop()
            throw error
        }
        await runner.stop()
        return [
            Figure(
                "liveChange.p50", "Live change: median until visible", runs.map(\.median), unit: "ms", bar: .atMost(3)),
            Figure("liveChange.p99", "Live change: 99th percentile", runs.map(\.p99), unit: "ms", bar: .atMost(10)),
            Figure("liveChange.worst", "Live change: the slowest", runs.map(\.worst), unit: "ms"),
            Figure("liveChange.rate", "Live change: changes made", runs.map(\.rate), unit: "changes/s"),
        ]
    }

    /// Each change sets a limit that no other change sets, so that it is known again in the CRM.
    private func run(
        _ number: Int, _ company: BenchmarkCompany, _ ids: [ID<Customer>], _ watch: AccountWatch
    ) async throws -> Run {
        let total = Self.changesPerSecond * seconds
        let first = 10_000_000 + number * total
        watch.expect(from: first, count: total)
        let pace = Pace(company, ids, first: first, total: total)
        let clock = Stopwatch()
        let committed = try await pace.run()
        let took = clock.seconds
        let seen = try await watch.all()
        var histogram = Histogram<UInt64>(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)
        for (commit, sight) in zip(committed, seen) {
            _ = histogram.record(sight > commit ? (sight - commit) / 1_000 : 0)
        }
        let milliseconds = { (percentile: Double) in Double(histogram.valueAtPercentile(percentile)) / 1_000 }
        return Run(
            median: milliseconds(50), p99: milliseconds(99), worst: milliseconds(100), rate: Double(total) / took)
    }
}

/// Makes changes at a steady pace on a thread of its own; those that are due together share one durable commit.
private final class Pace: Sendable {
    private let erp: CommandBus
    private let actor: Actor
    private let ids: [ID<Customer>]
    private let first: Int
    private let total: Int

    init(_ company: BenchmarkCompany, _ ids: [ID<Customer>], first: Int, total: Int) {
        erp = company.suite.erp
        actor = company.finance
        self.ids = ids
        self.first = first
        self.total = total
    }

    /// When each change was on disk, by the clock that nobody sets.
    func run() async throws -> [UInt64] {
        try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread { done.resume(with: Result { try self.paced() }) }
        }
    }

    private func paced() throws -> [UInt64] {
        let interval = UInt64(1_000_000_000 / LiveChange.changesPerSecond)
        let start = DispatchTime.now().uptimeNanoseconds
        var committed: [UInt64] = []
        committed.reserveCapacity(total)
        while committed.count < total {
            let now = DispatchTime.now().uptimeNanoseconds
            let due = min(total, Int((now - start) / interval) + 1)
            guard due > committed.count else {
                usleep(UInt32((start + UInt64(committed.count) * interval - now) / 1_000 + 1))
                continue
            }
            let calls = (committed.count..<due).map { index in
                CommandCall(
                    SetCreditLimit(
                        customer: ids[index % ids.count],
                        limit: Money(minorUnits: Int64(first + index), currency: .nzd)), by: actor, why: "review")
            }
            for case .refused(let refusal) in try erp.run(calls) { throw refusal }
            let time = DispatchTime.now().uptimeNanoseconds
            while committed.count < due { committed.append(time) }
        }
        return committed
    }
}

/// Reads the CRM after each of its commits and notes when each expected limit was first seen.
private final class AccountWatch: Sendable {
    private let crm: CommandBus
    private let customers: Int
    private let longestWaitSeconds: Int
    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    private struct State {
        var first = 0
        var seen: [UInt64] = []
        var missing = 0
        var done: CheckedContinuation<[UInt64], any Error>?
        /// When whoever waits is told that nothing comes any more.
        var deadline = DispatchTime.distantFuture
        var failure: (any Error)?

        mutating func fail(_ error: any Error) {
            failure = error
            done?.resume(throwing: error)
            done = nil
        }
    }

    init(_ crm: CommandBus, customers: Int, longestWaitSeconds: Int) {
        self.crm = crm
        self.customers = customers
        self.longestWaitSeconds = longestWaitSeconds
        crm.afterCommit { [bell] in bell.signal() }
        Thread.detachNewThread { [self] in watch() }
    }

    func expect(from first: Int, count: Int) {
        state.withLock { $0 = State(first: first, seen: [UInt64](repeating: 0, count: count), missing: count) }
    }

    /// Waits until every change was seen; throws when some have not been by the longest wait.
    func all() async throws -> [UInt64] {
        try await withCheckedThrowingContinuation { done in
            state.withLock { state in
                if let failure = state.failure {
                    done.resume(throwing: failure)
                } else if state.missing == 0 {
                    done.resume(returning: state.seen)
                } else {
                    state.done = done
                    state.deadline = .now() + .seconds(longestWaitSeconds)
                }
            }
        }
    }

    private func watch() {
        var position: Int64 = 0
        while true {
            let hasRung = bell.wait(timeout: .now() + .milliseconds(200)) == .success
            if isOver() { return }
            guard hasRung else { continue }
            do {
                let rows = try crm.store.read { session in
                    try session.rows(
                        """
                        SELECT o.seq, a.credit_limit FROM outbox o JOIN account a ON a.id = o.object_id
                        WHERE o.object = 'Account' AND o.seq > ?
                        """, [.integer(position)], as: [.integer, .integer])
                }
                note(rows, at: DispatchTime.now().uptimeNanoseconds, &position)
            } catch {
                state.withLock { $0.fail(error) }
                return
            }
        }
    }

    /// The wait has been too long: says so to whoever waits.
    private func isOver() -> Bool {
        state.withLock { state in
            guard state.done != nil, DispatchTime.now() > state.deadline else { return false }
            state.fail(
                BenchmarkFailure(
                    "\(state.missing) of \(state.seen.count) changes were not carried into the CRM within "
                        + "\(longestWaitSeconds) s"))
            return true
        }
    }

    private func note(_ rows: [[Value]], at time: UInt64, _ position: inout Int64) {
        state.withLock { state in
            for row in rows {
                guard case .integer(let sequence) = row[0], case .integer(let limit) = row[1] else { continue }
                position = max(position, sequence)
                // An earlier change of the same customer that was overtaken counts as seen with the later one.
                var index = Int(limit) - state.first
                while state.seen.indices.contains(index), state.seen[index] == 0 {
                    state.seen[index] = time
                    state.missing -= 1
                    index -= customers
                }
            }
            if state.missing == 0, let done = state.done {
                done.resume(returning: state.seen)
                state.done = nil
            }
        }
    }
}
