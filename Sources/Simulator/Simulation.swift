import Bridge
import Kernel
import Synchronization

/// The flagship proof: the process dies at every fault point of every command and every half of a delivery; then
/// thousands of seeded swarms, each run twice.
public struct Simulation: Sendable {
    let recipes: [Recipe]
    let sabotage: Sabotage
    /// Seeds of a bite: run forwards once, then backwards, so that nothing an earlier run left behind stays unseen.
    static let bite: UInt64 = 16

    public init(recipes: [Recipe], sabotage: Sabotage = .none) {
        self.recipes = recipes
        self.sabotage = sabotage
    }

    /// Runs the enumeration and `seeds` seeds. `progress` hears how many runs are done, of how many.
    public func run(
        seeds: Range<UInt64>, enumerates: Bool = true, workers: Int = 2,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> SimulationReport {
        let clock = ContinuousClock()
        let start = clock.now
        var report = SimulationReport()
        var cases: [CrashEnumeration.Case] = []
        if enumerates {
            let company = try await SimulatedCompany(recipes: recipes, sabotage: sabotage)
            let (found, clean) = try await CrashEnumeration.cases(company)
            cases = found
            report.tally.add(clean)
        }
        let desk = Desk(cases: cases, seeds: seeds, progress: progress)
        try await withThrowingTaskGroup(of: SimulationReport.self) { group in
            for _ in 0..<max(1, workers) {
                group.addTask { try await work(at: desk) }
            }
            for try await part in group { report.add(part) }
        }
        let elapsed = (clock.now - start).components
        report.seconds = Int(elapsed.seconds)
        report.milliseconds = Int(elapsed.attoseconds / 1_000_000_000_000_000)
        return report
    }

    /// One seed, twice; for repeating what failed.
    public func run(seed: UInt64) async throws -> SimulationReport {
        try await run(seeds: seed..<seed + 1, enumerates: false, workers: 1)
    }

    /// What happened in one seed, in words and in order, and what was found at the end.
    public func transcript(of seed: UInt64) async throws -> (lines: [String], tally: Tally) {
        let company = try await SimulatedCompany(recipes: recipes, sabotage: sabotage)
        let tally = try await Swarm.run(seed, on: company, records: true)
        return (company.simulated.transcript, tally)
    }

    private func work(at desk: Desk) async throws -> SimulationReport {
        let company = try await SimulatedCompany(recipes: recipes, sabotage: sabotage)
        var report = SimulationReport()
        while let work = desk.next() {
            switch work {
            case .cases(let cases):
                for one in cases {
                    let tally = try await guarded(one.title) { try await CrashEnumeration.run(one, on: company) }
                    report.tally.add(tally)
                    if one.crashAt == nil { report.repeatedHalves += 1 } else { report.crashPoints += 1 }
                    try report.count(company)
                }
                desk.finished(cases.count)
            case .seeds(let seeds):
                try await swarm(seeds, on: company, &report)
                desk.finished(seeds.count)
            }
        }
        return report
    }

    private func swarm(
        _ seeds: Range<UInt64>, on company: SimulatedCompany, _ report: inout SimulationReport
    ) async throws {
        var traces: [UInt64: UInt64] = [:]
        for seed in seeds {
            let tally = try await guarded("seed \(seed)") { try await Swarm.run(seed, on: company) }
            report.seeds += 1
            report.tally.add(tally)
            traces[seed] = company.simulated.trace
            report.trace ^= company.simulated.trace &* (seed | 1)
            if !tally.isGreen, seed < report.firstFailingSeed ?? .max {
                report.firstFailingSeed = seed
                report.failingTrace = company.simulated.trace
            }
            try report.count(company)
        }
        for seed in seeds.reversed() {
            _ = try await guarded("seed \(seed) again") { try await Swarm.run(seed, on: company) }
            guard company.simulated.trace != traces[seed] else { continue }
            report.irreproducible += 1
            if seed < report.firstFailingSeed ?? .max { report.firstFailingSeed = seed }
        }
    }

    /// An error that no rule foresees is a finding, not the end.
    private func guarded(_ title: String, _ body: () async throws -> Tally) async throws -> Tally {
        do {
            return try await body()
        } catch {
            var tally = Tally()
            tally.add(\.stuck, "\(title): the engine failed: \(error)")
            return tally
        }
    }
}

extension SimulationReport {
    fileprivate mutating func count(_ company: SimulatedCompany) throws {
        crashes += company.simulated.crashes
        commands += company.happened.commands
        acceptedQuotes += company.happened.acceptedQuotes
        deliveries += Int(try company.bridge.read { try $0.integer("SELECT count(*) FROM delivery") })
    }
}

/// Hands out work to whoever is free.
private final class Desk: Sendable {
    enum Work {
        case cases([CrashEnumeration.Case])
        case seeds(Range<UInt64>)
    }

    private struct State {
        var cases: ArraySlice<CrashEnumeration.Case>
        var next: UInt64
        var done = 0
    }

    private let state: Mutex<State>
    private let seeds: Range<UInt64>
    private let total: Int
    private let progress: @Sendable (Int, Int) -> Void

    init(
        cases: [CrashEnumeration.Case], seeds: Range<UInt64>, progress: @escaping @Sendable (Int, Int) -> Void
    ) {
        state = Mutex(State(cases: cases[...], next: seeds.lowerBound))
        self.seeds = seeds
        total = cases.count + seeds.count
        self.progress = progress
    }

    func next() -> Work? {
        state.withLock { state in
            if !state.cases.isEmpty {
                let bite = state.cases.prefix(Int(Simulation.bite))
                state.cases = state.cases.dropFirst(bite.count)
                return .cases(Array(bite))
            }
            guard state.next < seeds.upperBound else { return nil }
            let end = min(state.next + Simulation.bite, seeds.upperBound)
            defer { state.next = end }
            return .seeds(state.next..<end)
        }
    }

    func finished(_ count: Int) {
        let done = state.withLock { state in
            state.done += count
            return state.done
        }
        progress(done, total)
    }
}
