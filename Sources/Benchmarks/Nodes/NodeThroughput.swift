import Bridge
import Foundation
import Kernel
import Platform
import StorePostgres
import Suite

/// What one, two and four nodes carry in a second on the same databases, and what keeps them from carrying more: the
/// turn of the one writer of a database, the machine's cores, or the other system, for which nodes wait side by side.
struct NodeThroughput {
    private let options: BenchmarkOptions
    private let home: BenchmarkHome
    private let server: PostgresAddress
    private let progress: @Sendable (String) -> Void
    private static let counts = [1, 2, 4]
    /// Small enough that all nodes have work until the end.
    private static let bite = 50
    private static let promisedRatio = 1.6

    init(
        _ options: BenchmarkOptions, _ home: BenchmarkHome, _ server: PostgresAddress,
        _ progress: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.home = home
        self.server = server
        self.progress = progress
    }

    /// One measured run.
    private struct Run {
        var rate = 0.0
        /// Of the moments looked at, in how many the turn of the busiest database was taken. Hundredths.
        var busiestTurn = 0.0
        /// Of all cores, how much was in use, by whomever. Hundredths.
        var cores = 0.0
    }

    func measure() async throws -> [Figure] {
        var figures: [Figure] = []
        for isDistant in [true, false] {
            var runs: [Int: [Run]] = [:]
            for number in 1...max(options.runs, 1) {
                for count in Self.counts {
                    progress("nodes: \(count), CRM \(isDistant ? "far away" : "near"), run \(number)")
                    runs[count, default: []].append(try await run(count, isDistant: isDistant))
                }
            }
            figures += self.figures(runs, isDistant: isDistant)
        }
        return figures
    }

    private func figures(_ runs: [Int: [Run]], isDistant: Bool) -> [Figure] {
        let name = isDistant ? "nodes.distant" : "nodes.near"
        let what = isDistant ? "CRM far away (\(DistantSystem.milliseconds) ms a call)" : "CRM near"
        var figures: [Figure] = []
        for count in Self.counts {
            let some = runs[count] ?? []
            let title = "\(what), \(count) \(count == 1 ? "node" : "nodes")"
            figures += [
                Figure("\(name).rate\(count)", title, some.map(\.rate), unit: "records/s"),
                Figure(
                    "\(name).turn\(count)", title + ": busiest database's turn taken", some.map(\.busiestTurn),
                    unit: "%"),
                Figure("\(name).cores\(count)", title + ": cores in use", some.map(\.cores), unit: "%"),
            ]
        }
        let one = runs[1] ?? []
        for count in Self.counts.dropFirst() {
            let ratios = zip(runs[count] ?? [], one).map { $0.rate / $1.rate }
            figures.append(
                Figure(
                    "\(name).ratio\(count)", "\(what): \(count) nodes to one", ratios, unit: "×",
                    // Two nodes help where one waits for somebody else.
                    bar: isDistant && count == 2 ? .atLeast(Self.promisedRatio) : .none))
        }
        return figures
    }

    private func run(_ count: Int, isDistant: Bool) async throws -> Run {
        let folder = try home.fresh("nodes")
        defer { home.remove(folder) }
        let customers = options.sizes.customersOfNodes
        let company = try BenchmarkCompany(options, folder: folder)
        try await company.suite.engine.runUntilQuiet()
        let sample = SampleCustomers(terms: try company.terms())
        for start in stride(from: 0, to: customers, by: InitialLoad.bite) {
            try company.takeOn(sample, start..<min(start + InitialLoad.bite, customers))
        }
        // It only counts from here on.
        try company.suite.engine.nodes.leave()
        let nodes = try (0..<count).map { number in try node(number, folder, isDistant: isDistant) }
        let runners = nodes.map { BridgeRunner($0, limit: Self.bite) }
        let (watch, gauge) = (Stopwatch(), LimitGauge(server))
        gauge.start()
        for runner in runners { runner.start() }
        let carried = "SELECT count(*) FROM account WHERE customer_state = 'active'"
        while try company.count(carried, in: company.suite.crm) < customers {
            guard watch.seconds < Double(options.sizes.longestWaitSeconds) * 5 else {
                throw BenchmarkFailure("\(customers) customers were not carried by \(count) nodes")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        let seconds = watch.seconds
        let seen = gauge.stop()
        for runner in runners { await runner.stop() }
        for node in nodes { try node.engine.nodes.leave() }
        let open = "SELECT count(*) FROM delivery WHERE state <> 'applied'"
        guard try company.count(open, in: company.suite.bridge) == 0 else {
            throw BenchmarkFailure("not every delivery was applied")
        }
        // Among others: no key was with two nodes at once.
        let findings = try company.suite.bridge.store.read { try BridgeVerification().findings(in: $0) }
        guard findings.isEmpty else { throw BenchmarkFailure("\(count) nodes left: \(findings)") }
        return Run(rate: Double(customers) / seconds, busiestTurn: seen.busiestTurn, cores: seen.cores)
    }

    /// One more program on the same databases; it shares nothing with the others but these.
    private func node(_ number: Int, _ folder: String, isDistant: Bool) throws -> Suite {
        let world = World.live(zone: "Pacific/Auckland")
        let suite = Suite(
            stores: try options.location(of: folder).open(Suite.modules), world: world, recipes: options.recipes,
            country: "NZ", node: NodeIdentity(id: world.newID(), name: "node-\(number)"),
            wrapping: { connector in
                guard isDistant, connector.name == "crm" else { return connector }
                return DistantSystem(inner: connector)
            })
        try suite.roles.follow()
        try suite.recipes.follow()
        return suite
    }
}
