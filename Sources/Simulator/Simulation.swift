import Bridge
import Kernel
import Synchronization

/// The flagship proof: the process dies at every fault point of every command and every half of a delivery; then
/// thousands of seeded swarms, each run twice.
public struct Simulation: Sendable {
    let recipes: [Recipe]
    let sabotage: Sabotage
    /// Runs of a bite.
    static let bite = 16

    public init(recipes: [Recipe], sabotage: Sabotage = .none) {
        self.recipes = recipes
        self.sabotage = sabotage
    }

    /// Runs the enumeration and `seeds` seeds. `progress` hears how many runs are done, of how many. `hiring` gives
    /// each of several workers; without it they are tasks of this program.
    public func run(
        seeds: Range<UInt64>, enumerates: Bool = true, workers: Int = 2,
        hiring: (@Sendable () async throws -> any BiteRunner)? = nil,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> SimulationReport {
        let clock = ContinuousClock()
        let start = clock.now
        var report = SimulationReport()
        var cases = 0
        if enumerates {
            let (count, clean) = try await worker().enumerate()
            cases = count
            report.tally.add(clean)
        }
        let desk = Desk(cases: cases, seeds: seeds, progress: progress)
        try await withThrowingTaskGroup(of: SimulationReport.self) { group in
            for _ in 0..<max(1, workers) {
                group.addTask {
                    let runner: any BiteRunner = if let hiring { try await hiring() } else { try await worker() }
                    var report = SimulationReport()
                    // When another worker failed, this one finishes its bite only.
                    while !Task.isCancelled, let bite = desk.next() {
                        report.add(try await runner.run(bite))
                        desk.finished(bite)
                    }
                    return report
                }
            }
            for try await part in group { report.add(part) }
        }
        let elapsed = (clock.now - start).components
        report.seconds = Int(elapsed.seconds)
        report.milliseconds = Int(elapsed.attoseconds / 1_000_000_000_000_000)
        return report
    }

    /// Runs bites one by one, with a company of its own.
    public func worker() async throws -> SimulationWorker {
        try await SimulationWorker(recipes: recipes, sabotage: sabotage)
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
}

/// Hands out work to whoever is free.
private final class Desk: Sendable {
    private struct State {
        var nextCase = 0
        var nextSeed: UInt64
        var done = 0
    }

    private let state: Mutex<State>
    private let cases: Int
    private let seeds: Range<UInt64>
    private let total: Int
    private let progress: @Sendable (Int, Int) -> Void

    init(cases: Int, seeds: Range<UInt64>, progress: @escaping @Sendable (Int, Int) -> Void) {
        state = Mutex(State(nextSeed: seeds.lowerBound))
        self.cases = cases
        self.seeds = seeds
        total = cases + seeds.count
        self.progress = progress
    }

    func next() -> Bite? {
        state.withLock { state in
            if state.nextCase < cases {
                let end = min(state.nextCase + Simulation.bite, cases)
                defer { state.nextCase = end }
                return .deaths(state.nextCase..<end)
            }
            guard state.nextSeed < seeds.upperBound else { return nil }
            let end = min(state.nextSeed + UInt64(Simulation.bite), seeds.upperBound)
            defer { state.nextSeed = end }
            return .seeds(state.nextSeed..<end)
        }
    }

    func finished(_ bite: Bite) {
        let done = state.withLock { state in
            state.done += bite.count
            return state.done
        }
        progress(done, total)
    }
}
