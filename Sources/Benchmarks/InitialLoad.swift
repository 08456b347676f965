import Bridge
import CRM
import ERP
import Kernel
import Platform
import StoreSQLite
import Suite

/// Customers taken on in the ERP and carried into the CRM, against the raw rate at which the very same rows of all
/// three databases go into the same tables by prepared statements.
struct InitialLoad {
    private let options: BenchmarkOptions
    private let home: BenchmarkHome
    private let progress: @Sendable (String) -> Void
    static let bite = 1_000

    init(_ options: BenchmarkOptions, _ home: BenchmarkHome, _ progress: @escaping @Sendable (String) -> Void) {
        self.options = options
        self.home = home
        self.progress = progress
    }

    private struct Run {
        var takeOnSeconds = 0.0
        var carrySeconds = 0.0
        var rawSeconds = 0.0
        var rows = 0
        var peakMiB = 0.0
        var seconds: Double { takeOnSeconds + carrySeconds }
        var ratio: Double { rawSeconds / seconds }
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
        return [
            Figure(
                name + ".ratio", what + ": of the raw rate", runs.map(\.ratio), unit: "×", bar: .atLeast(0.30)),
            Figure(name + ".memory", what + ": peak memory", runs.map(\.peakMiB), unit: "MiB", bar: .atMost(256)),
            Figure(name + ".rate", what + ": rate", runs.map { Double(customers) / $0.seconds }, unit: "customers/s"),
            Figure(name + ".takeOn", what + ": taken on in", runs.map(\.takeOnSeconds), unit: "s"),
            Figure(name + ".carry", what + ": carried in", runs.map(\.carrySeconds), unit: "s"),
            Figure(name + ".raw", what + ": raw inserts in", runs.map(\.rawSeconds), unit: "s"),
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
        for module in Suite.modules {
            let copied = try RawInserts.copy(module, from: folder, to: raw, transactions: max(1, customers / Self.bite))
            run.rows += copied.rows
            run.rawSeconds += Double(copied.nanoseconds) / 1e9
        }
        return run
    }

    private func load(_ customers: Int, in folder: String, _ run: inout Run) async throws {
        let company = try BenchmarkCompany(options, folder: folder)
        try await company.suite.engine.runUntilQuiet()
        let sample = SampleCustomers(terms: try company.terms())
        let takeOn = Stopwatch()
        for start in stride(from: 0, to: customers, by: Self.bite) {
            try company.takeOn(sample, start..<min(start + Self.bite, customers))
        }
        run.takeOnSeconds = takeOn.seconds
        progress("load: taken on in \(BenchmarkReport.text(run.takeOnSeconds)) s; carrying")
        let carry = Stopwatch()
        try await company.suite.engine.runUntilQuiet(limit: Self.bite)
        run.carrySeconds = carry.seconds
        progress("load: carried in \(BenchmarkReport.text(run.carrySeconds)) s; the same rows raw")
        let suite = company.suite
        let found = [
            try company.count("SELECT count(*) FROM account WHERE customer_state = 'active'", in: suite.crm),
            try company.count("SELECT count(*) FROM customer", in: suite.erp),
            try company.count("SELECT count(*) FROM link WHERE recipe = 'customer'", in: suite.bridge),
            try company.count("SELECT count(*) FROM delivery WHERE state = 'applied'", in: suite.bridge),
        ]
        guard found.allSatisfy({ $0 == customers }) else {
            throw BenchmarkFailure("accounts, customers, links, applied deliveries are \(found), not \(customers)")
        }
        try suite.checkpoint()
    }
}
