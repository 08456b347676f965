import Bridge
import Kernel

/// What to measure, and where.
public struct BenchmarkOptions: Sendable {
    public var recipes: [Recipe]
    /// Where the temporary databases go; must be a real disk.
    public var folder: String?
    /// Also a load of a million customers.
    public var isFull = false
    /// Runs of each figure; their median counts.
    public var runs = 3
    /// Customers of the initial load.
    public var customers = 100_000
    /// Names of the benchmarks to run; empty means all.
    public var only: Set<String> = []

    public init(recipes: [Recipe]) { self.recipes = recipes }
}

/// Measures the product against the limits that it promises.
public enum Benchmarks {
    public static let names = ["csv", "load", "live", "flows"]
    public static let millionCustomers = 1_000_000

    /// Runs everything that `options` ask for. `progress` hears what is being measured.
    public static func run(
        _ options: BenchmarkOptions, progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> BenchmarkReport {
        let unknown = options.only.subtracting(names)
        guard unknown.isEmpty else {
            throw BenchmarkFailure("no benchmark is called \(unknown.sorted()); there are \(names)")
        }
        let home = try BenchmarkHome(in: options.folder)
        var report = BenchmarkReport(machine: try Machine.here(folder: home.path))
        let wants = { (name: String) in options.only.isEmpty || options.only.contains(name) }
        if wants("csv") { report.figures += try ReadingCSV(options, progress).measure() }
        if wants("live") { report.figures += try await LiveChange(options, home, progress).measure() }
        if wants("flows") { report.figures += try await QuoteToCash(options, home, progress).measure() }
        if wants("load") { report.figures += try await InitialLoad(options, home, progress).measure() }
        return report
    }
}
