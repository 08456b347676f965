import ArgumentParser
import Benchmarks
import Foundation

/// Measures, each figure beside its limit.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure initial load, live change, quote to cash and CSV, each beside its limit.")

    @OptionGroup var options: HomeOptions
    @Argument(help: "Only these: \(Benchmarks.names.joined(separator: ", ")).")
    var only: [String] = []
    @Option(name: .long, help: "Runs of each figure; the median counts.")
    var runs = 3
    @Option(name: .long, help: "Customers of the initial load.")
    var customers = 100_000
    @Flag(name: .long, help: "Also load a million customers once, to show that memory does not grow.")
    var full = false
    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let isMet = try await Failing.clearly {
            var bench = BenchmarkOptions(recipes: try options.loadRecipes())
            bench.folder = FileManager.default.currentDirectoryPath
            bench.isFull = full
            bench.runs = runs
            bench.customers = customers
            bench.only = Set(only)
            let report = try await Benchmarks.run(bench) { Terminal.complaint($0) }
            Terminal.line(json ? report.json : report.table)
            return report.isMet
        }
        if !isMet { throw ExitCode(2) }
    }
}
