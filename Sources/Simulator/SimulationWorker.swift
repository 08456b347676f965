import Bridge

/// Runs bites in this program, with a company of its own.
public final class SimulationWorker: BiteRunner {
    private let company: SimulatedCompany
    /// All that can be enumerated, found out when it is first asked for.
    private var cases: [CrashEnumeration.Case]?

    init(recipes: [Recipe], sabotage: Sabotage) async throws {
        company = try await SimulatedCompany(recipes: recipes, sabotage: sabotage)
    }

    /// The places of the enumeration, and what its clean runs came to.
    func enumerate() async throws -> (count: Int, clean: Tally) {
        let (cases, clean) = try await CrashEnumeration.cases(company)
        self.cases = cases
        return (cases.count, clean)
    }

    public func run(_ bite: Bite) async throws -> SimulationReport {
        var report = SimulationReport()
        switch bite {
        case .deaths(let places): try await die(places, &report)
        case .seeds(let seeds): try await swarm(seeds, &report)
        }
        return report
    }

    private func die(_ places: Range<Int>, _ report: inout SimulationReport) async throws {
        if cases == nil { _ = try await enumerate() }
        guard let cases, cases.indices.contains(places.lowerBound), places.upperBound <= cases.count else {
            report.tally.add(\.stuck, "there are no cases \(places): two programs count differently")
            return
        }
        for one in cases[places] {
            let tally = try await guarded(one.title) { try await CrashEnumeration.run(one, on: company) }
            report.tally.add(tally)
            if one.crashAt == nil { report.repeatedHalves += 1 } else { report.crashPoints += 1 }
            try report.count(company)
        }
    }

    private func swarm(_ seeds: Range<UInt64>, _ report: inout SimulationReport) async throws {
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
