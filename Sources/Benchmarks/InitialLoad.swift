import Bridge
import CRM
import ERP
import Kernel
import Platform
import StorePostgres
import StoreSQLite
import Suite
import Synchronization

/// Customers taken on in the ERP and carried into the CRM at the same time, against the raw rate at which the very same
/// rows of all three databases go into the same tables by prepared statements.
struct InitialLoad {
    private let options: BenchmarkOptions
    private let home: BenchmarkHome
    private let progress: @Sendable (String) -> Void
    /// Customers taken on, and deliveries carried, at once.
    static let bite = BridgeEngine.largestBite

    init(_ options: BenchmarkOptions, _ home: BenchmarkHome, _ progress: @escaping @Sendable (String) -> Void) {
        self.options = options
        self.home = home
        self.progress = progress
    }

    private struct Run {
        var takeOnSeconds = 0.0
        var seconds = 0.0
        var rawSeconds = 0.0
        /// By the server's own bulk path; 0 where there is none.
        var copySeconds = 0.0
        var rows = 0
        /// Customers that look like one who is there already: a person decides.
        var refused = 0
        var peakMiB = 0.0
        var ratio: Double { rawSeconds / seconds }
        var copyRatio: Double { copySeconds / seconds }
    }

    func measure() async throws -> [Figure] {
        var runs: [Run] = []
        for number in 1...max(options.runs, 1) {
            progress("load: \(options.customers) customers, run \(number) of \(options.runs)")
            runs.append(try await run(customers: options.customers))
        }
        var figures = figures(of: runs, customers: options.customers, name: "initialLoad")
        if options.isFull {
            progress("load: \(Benchmarks.millionCustomers) customers, once")
            let run = try await run(customers: Benchmarks.millionCustomers)
            figures += self.figures(of: [run], customers: Benchmarks.millionCustomers, name: "initialLoadMillion")
        }
        return figures
    }

    private func figures(of runs: [Run], customers: Int, name: String) -> [Figure] {
        let what = "Initial load, \(customers / 1_000)k customers"
        var copies: [Figure] = []
        if options.server != nil {
            copies = [
                Figure(
                    name + ".copyRatio", what + ": of the rate of COPY", runs.map(\.copyRatio), unit: "×",
                    bar: .atLeast(0.25)),
                Figure(name + ".copy", what + ": COPY in", runs.map(\.copySeconds), unit: "s"),
            ]
        }
        return copies + [
            Figure(
                name + ".ratio", what + ": of the raw rate", runs.map(\.ratio), unit: "×",
                bar: options.server == nil ? .atLeast(0.30) : .none),
            Figure(name + ".memory", what + ": peak memory", runs.map(\.peakMiB), unit: "MiB", bar: .atMost(256)),
            Figure(name + ".rate", what + ": rate", runs.map { Double(customers) / $0.seconds }, unit: "customers/s"),
            Figure(name + ".takeOn", what + ": all in the ERP after", runs.map(\.takeOnSeconds), unit: "s"),
            Figure(name + ".carry", what + ": all in the CRM after", runs.map(\.seconds), unit: "s"),
            Figure(name + ".raw", what + ": raw inserts in", runs.map(\.rawSeconds), unit: "s"),
            Figure(
                name + ".refused", what + ": refused as twins of others", runs.map { Double($0.refused) },
                unit: "customers"),
            Figure(name + ".rows", what + ": rows of all tables", runs.map { Double($0.rows) }, unit: "rows"),
        ]
    }

    private func run(customers: Int) async throws -> Run {
        let folder = try home.fresh("load")
        defer { home.remove(folder) }
        var run = Run()
        Memory.resetPeak()
        try await load(customers, in: folder, &run)
        run.peakMiB = Memory.peakMiB
        let raw = try home.fresh("raw")
        defer { home.remove(raw) }
        guard options.server == nil else { return try served(folder, raw, run) }
        for module in Suite.modules {
            let copied = try RawInserts.copy(module, from: folder, to: raw, transactions: max(1, customers / Self.bite))
            run.rows += copied.rows
            run.rawSeconds += Double(copied.nanoseconds) / 1e9
        }
        return run
    }

    /// The same rows once more, by prepared inserts and by COPY.
    private func served(_ folder: String, _ raw: String, _ loaded: Run) throws -> Run {
        var run = loaded
        for way in [RawPostgres.Way.inserts, .copy] {
            let target = try home.fresh("raw")
            guard case .postgres(let from) = options.location(of: folder),
                case .postgres(let to) = options.location(of: target)
            else { return run }
            run.rows = 0
            for module in Suite.modules {
                let copied = try RawPostgres.copy(module, from: from, to: to, way)
                run.rows += copied.rows
                let seconds = Double(copied.nanoseconds) / 1e9
                if way == .copy { run.copySeconds += seconds } else { run.rawSeconds += seconds }
            }
        }
        return run
    }

    private func load(_ customers: Int, in folder: String, _ run: inout Run) async throws {
        let company = try BenchmarkCompany(options, folder: folder)
        try await company.suite.engine.runUntilQuiet()
        let sample = SampleCustomers(terms: try company.terms())
        let watch = Stopwatch()
        let carrying = Carrying(company.suite)
        for start in stride(from: 0, to: customers, by: Self.bite) {
            try company.takeOn(sample, start..<min(start + Self.bite, customers))
            // Carrying goes on meanwhile, as in a company that is being served.
            await Task.yield()
        }
        run.takeOnSeconds = watch.seconds
        progress("load: taken on after \(BenchmarkReport.text(run.takeOnSeconds)) s; carrying the rest")
        try await carrying.finish()
        run.seconds = watch.seconds
        progress("load: carried after \(BenchmarkReport.text(run.seconds)) s; the same rows raw")
        let suite = company.suite
        let found = [
            try company.count("SELECT count(*) FROM account WHERE customer_state = 'active'", in: suite.crm),
            try company.count("SELECT count(*) FROM customer", in: suite.erp),
            try company.count("SELECT count(*) FROM link WHERE recipe = 'customer'", in: suite.bridge),
            try company.count("SELECT count(*) FROM delivery WHERE state = 'applied'", in: suite.bridge),
        ]
        // Among very many made-up names some are so alike, at one postcode, that the gate asks a person.
        run.refused = try company.count(
            "SELECT count(*) FROM delivery WHERE recipe = 'customer' AND state = 'refused' AND kind = 'carry'",
            in: suite.bridge)
        let carried = customers - run.refused
        guard found == [carried, customers, carried, carried], run.refused <= customers / 1_000 else {
            throw BenchmarkFailure(
                "accounts, customers, links, applied deliveries are \(found), and \(run.refused) are refused, of "
                    + "\(customers)")
        }
        try suite.checkpoint()
    }
}

/// The bridge at work while customers are taken on.
private final class Carrying: Sendable {
    private let runner: BridgeRunner
    private let failure: FirstFailure

    init(_ suite: Suite) {
        let failure = FirstFailure()
        runner = BridgeRunner(suite, limit: InitialLoad.bite, onFailure: { failure.note($0) })
        self.failure = failure
        runner.start()
    }

    /// Returns when everything has been carried.
    func finish() async throws {
        await runner.stop()
        if let error = failure.first { throw error }
    }
}

/// What went wrong first.
private final class FirstFailure: Sendable {
    private let state: Mutex<(any Error)?> = Mutex(nil)
    var first: (any Error)? { state.withLock { $0 } }

    func note(_ error: any Error) { state.withLock { $0 = $0 ?? error } }
}
