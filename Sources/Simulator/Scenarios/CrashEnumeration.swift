import Kernel

/// Every story, once for each place where the process could die in it, and once for each half of the engine done
/// twice. After each death the person asks again and the world heals; then everything must be as promised.
struct CrashEnumeration {
    /// One run to make.
    struct Case: Hashable, Sendable {
        let scenario: Int
        /// Dies at this fault point, counted from 1.
        var crashAt: Int?
        /// Does this half of the engine twice, counted from 1.
        var repeats: Int?

        var title: String {
            let name = Scenario.all[scenario].name
            if let crashAt { return "\(name), the process dies at point \(crashAt)" }
            if let repeats { return "\(name), half \(repeats) done twice" }
            return name
        }
    }

    /// What there is to enumerate: each story run clean, its points and halves counted. The clean runs must be green.
    static func cases(_ company: SimulatedCompany) async throws -> (cases: [Case], clean: Tally) {
        var cases: [Case] = []
        var clean = Tally()
        for index in Scenario.all.indices {
            try company.begin(seed: UInt64(index))
            try await Scenario.all[index].tell(company)
            let (points, halves) = (company.simulated.pointsPassed, company.happened.halves)
            var tally = try await Check.atRest(company, isThorough: true)
            tally.findings = tally.findings.map { "\(Scenario.all[index].name): \($0)" }
            clean.add(tally)
            for point in 1...max(1, points) { cases.append(Case(scenario: index, crashAt: point)) }
            for half in 1...max(1, halves) { cases.append(Case(scenario: index, repeats: half)) }
        }
        return (cases, clean)
    }

    /// One run, judged. Equal cases give equal traces.
    static func run(_ one: Case, on company: SimulatedCompany) async throws -> Tally {
        try company.begin(seed: UInt64(one.scenario))
        company.simulated.crash(inPoints: one.crashAt)
        company.repeatedHalf = one.repeats
        try await Scenario.all[one.scenario].tell(company)
        var tally = try await Check.atRest(company, isThorough: (one.crashAt ?? 0) % 8 == 0)
        tally.findings = tally.findings.map { "\(one.title): \($0)" }
        return tally
    }
}
