import ArgumentParser
import Benchmarks
import Foundation

/// Measures, each figure beside its limit.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure initial load, live change, quote to cash, CSV, nodes and pages, each beside its limit.",
        discussion: """
            `nodes` measures one, two and four nodes on a server: it needs --store postgresql://…. \
            `web` fills a company of --customers and --lines and asks its pages over HTTP; with --home it is kept in \
            that folder and taken again by the next run. It needs wrk (Debian: apt-get install wrk).
            """)

    @OptionGroup var options: HomeOptions
    @Argument(help: "Only these: \(Benchmarks.names.joined(separator: ", ")).")
    var only: [String] = []
    @Option(name: .long, help: "Runs of each figure; the median counts.")
    var runs = 3
    @Option(name: .long, help: "Customers of the initial load, and of the company whose pages are asked for.")
    var customers = 100_000
    @Option(name: .long, help: "Invoice lines of the company whose pages are asked for.")
    var lines = 1_000_000
    @Option(name: .long, help: "Seconds of reads and writes at once.")
    var seconds = 15
    @Flag(name: .long, help: "Also load a million customers once, to show that memory does not grow.")
    var full = false
    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func validate() throws {
        let unknown = Set(only).subtracting(Benchmarks.names).sorted()
        guard unknown.isEmpty else {
            throw ValidationError(
                "no benchmark is called \(unknown.joined(separator: ", ")); there are "
                    + Benchmarks.names.joined(separator: ", "))
        }
        guard runs > 0, customers > 0, lines > 0, seconds > 0 else {
            throw ValidationError("runs, customers, lines and seconds are numbers above 0")
        }
    }

    func run() async throws {
        let isMet = try await Failing.clearly {
            var bench = BenchmarkOptions(recipes: try options.loadRecipes())
            bench.folder = FileManager.default.currentDirectoryPath
            bench.isFull = full
            bench.runs = runs
            bench.customers = customers
            bench.lines = lines
            bench.seconds = seconds
            bench.home = options.home
            if case .postgres(let address) = try options.location() { bench.server = address }
            bench.recipesFolder = try options.recipesPath()
            bench.only = Set(only)
            let report = try await Benchmarks.run(bench) { Terminal.complaint($0) }
            Terminal.line(json ? report.json : report.table)
            for figure in report.figures where figure.isMet == false { Terminal.complaint(figure.complaint) }
            return report.isMet
        }
        if !isMet { throw ExitCode(2) }
    }
}
