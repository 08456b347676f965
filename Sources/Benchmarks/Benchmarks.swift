import Bridge
import Foundation
import Kernel
import StorePostgres
import Suite

/// What to measure, and where.
public struct BenchmarkOptions: Sendable {
    public var recipes: [Recipe]
    /// Where the temporary databases go; must be a real disk.
    public var folder: String?
    /// Also a load of a million customers.
    public var isFull = false
    /// Runs of each figure; their median counts.
    public var runs = 3
    /// Customers of the initial load, and of the company whose pages are asked for.
    public var customers = 100_000
    /// Invoice lines of the company whose pages are asked for.
    public var lines = 1_000_000
    /// Where that company is kept for further runs; without it, it is made anew and removed.
    public var home: String?
    /// For how long reads and writes are sent at once.
    public var seconds = 15
    /// The program that serves the pages, and the folder of recipes it is given.
    public var program = BenchmarkOptions.ownProgram
    public var recipesFolder: String?
    /// The server on which companies are made and removed, named after the one in the address; nil for files.
    public var server: PostgresAddress?
    /// Names of the benchmarks to run; empty means all.
    public var only: Set<String> = []

    /// How much the others do.
    public var sizes = BenchmarkSizes()

    public init(recipes: [Recipe]) { self.recipes = recipes }

    /// Where the databases of the company with this folder are.
    func location(of folder: String) -> StoreLocation {
        guard let server else { return .sqlite(folder: folder) }
        let words = folder.split(separator: "/").suffix(2).joined(separator: "_").filter { $0 != "-" && $0 != "." }
        return .postgres(server.company(server.company + "_" + words))
    }

    /// The file that this process runs.
    public static var ownProgram: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    }
}

/// How much each benchmark does. Small sizes show that it works, not how fast it is.
public struct BenchmarkSizes: Sendable {
    public var rowsOfCSV = 500_000
    public var customersLive = 2_000
    public var secondsLive = 10
    /// A change that is not seen by then is not carried at all.
    public var longestWaitSeconds = 60
    public var customersOfFlows = 500
    public var flows = 600
    public var customersOfNodes = 4_000

    public init() {}
}

/// Measures the product against the limits that it promises.
public enum Benchmarks {
    public static let names = ["csv", "load", "live", "flows", "nodes", "web"]
    public static let millionCustomers = 1_000_000

    /// Runs everything that `options` ask for. `progress` hears what is being measured.
    public static func run(
        _ options: BenchmarkOptions, progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> BenchmarkReport {
        let unknown = options.only.subtracting(names)
        guard unknown.isEmpty else {
            throw BenchmarkFailure("no benchmark is called \(unknown.sorted()); there are \(names)")
        }
        let home = try BenchmarkHome(in: options.folder, options.location)
        var machine = try Machine.here(folder: home.path)
        if let server = options.server { machine.server = try PostgresServer(server).version() }
        var report = BenchmarkReport(machine: machine)
        let wants = { (name: String) in options.only.isEmpty || options.only.contains(name) }
        if wants("csv") { report.figures += try ReadingCSV(options, progress).measure() }
        if wants("live") { report.figures += try await LiveChange(options, home, progress).measure() }
        if wants("flows") { report.figures += try await QuoteToCash(options, home, progress).measure() }
        if wants("load") { report.figures += try await InitialLoad(options, home, progress).measure() }
        // In files one program writes at a time, whatever the number of nodes.
        if wants("nodes"), let server = options.server {
            report.figures += try await NodeThroughput(options, home, server, progress).measure()
        }
        // Pages are served from files: what they cost beyond their questions is the same.
        if wants("web"), options.server == nil {
            report.figures += try await ServedPages(options, home, progress).measure()
        }
        return report
    }
}
