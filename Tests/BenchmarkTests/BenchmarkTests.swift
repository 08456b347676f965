import Bridge
import Foundation
import Kernel
import Testing

@testable import Benchmarks

/// The benchmarks at sizes that show that they work, not how fast it is: every figure is there, in words and as JSON.
@Suite("Benchmarks", .serialized)
struct BenchmarkTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func options(_ names: String..., recipes: String = root + "/Recipes") throws -> BenchmarkOptions {
        var options = BenchmarkOptions(recipes: try RecipeFolder.load(recipes).recipes)
        options.only = Set(names)
        options.runs = 1
        options.customers = 60
        options.lines = 200
        options.seconds = 1
        options.sizes.rowsOfCSV = 2_000
        options.sizes.customersLive = 40
        options.sizes.secondsLive = 1
        options.sizes.customersOfFlows = 6
        options.sizes.flows = 6
        options.program = root + "/.build/release/tandem"
        options.recipesFolder = recipes
        return options
    }

    /// The report's JSON, with every figure complete and measured.
    private func measured(_ options: BenchmarkOptions) async throws -> [String: JSON] {
        let report = try await Benchmarks.run(options)
        let json = try JSON(parsing: report.json)
        #expect(json["machine"]?["cores"]?.integer ?? 0 > 0)
        #expect(json["met"] == .bool(report.isMet))
        var figures: [String: JSON] = [:]
        for figure in json["figures"]?.array ?? [] {
            let name = try #require(figure["name"]?.string)
            figures[name] = figure
            for field in ["value", "unit", "limit", "ratio", "met", "min", "max", "runs"] {
                #expect(figure[field] != nil, "\(name) has no \(field)")
            }
            #expect(figure["value"]?.scalarText != nil, "\(name) was not measured")
            #expect(figure["runs"]?.integer ?? 0 > 0, "\(name) was not run")
            #expect(report.table.contains(try #require(report.figures.first { $0.name == name }).title))
        }
        return figures
    }

    @Test("CSV, live change and quote to cash yield their figures")
    func small() async throws {
        let figures = try await measured(try Self.options("csv", "live", "flows"))
        #expect(
            Set(figures.keys) == [
                "csv.rate", "csv.throughput", "liveChange.p50", "liveChange.p99", "liveChange.worst",
                "liveChange.rate", "quoteToCash.rate",
            ])
        #expect(figures["liveChange.p99"]?["limit"] == .number("10.0"))
    }

    @Test("the initial load yields its figures, and as many rows as went into the tables")
    func load() async throws {
        let figures = try await measured(try Self.options("load"))
        #expect(Set(figures.keys).isSuperset(of: ["initialLoad.ratio", "initialLoad.memory", "initialLoad.rate"]))
        let rows = Double(figures["initialLoad.rows"]?["value"]?.scalarText ?? "") ?? 0
        #expect(rows > 60 * 10)
    }

    @Test("a change that is never carried ends the wait with how many are missing")
    func neverCarried() async throws {
        let folder = NSTemporaryDirectory() + "tandem-recipes-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Customers come across, their credit limit does not.
        let recipe = try String(contentsOfFile: Self.root + "/Recipes/customer.yaml", encoding: .utf8)
        let lines = recipe.split(separator: "\n", omittingEmptySubsequences: false)
        let without = lines.prefix { !$0.hasPrefix("examples:") }.filter { !$0.contains("creditLimit") }
        try without.joined(separator: "\n").write(
            toFile: folder + "/customer.yaml", atomically: true, encoding: .utf8)
        var options = try Self.options("live", recipes: folder)
        options.sizes.longestWaitSeconds = 1
        let wanted = options
        let failure = await #expect(throws: BenchmarkFailure.self) { try await Benchmarks.run(wanted) }
        #expect(failure?.description == "500 of 500 changes were not carried into the CRM within 1 s")
    }

    @Test("a benchmark that does not exist is refused with those that do")
    func unknown() async throws {
        await #expect(throws: BenchmarkFailure.self) { try await Benchmarks.run(try Self.options("nonsense")) }
    }

    @Test("a figure beyond its bar says so; none at all is as good as it gets where none is allowed")
    func bars() {
        let late = Figure("web.list.p95", "Lists", [60], unit: "ms", bar: .atMost(50))
        #expect(late.isMet == false)
        #expect(late.complaint == "Beyond its limit: Lists is 60.0 ms; at most 50.0 is promised.")
        #expect(Figure("errors", "Errors", [0], unit: "errors", bar: .atMost(0)).isMet == true)
        #expect(Figure("errors", "Errors", [1], unit: "errors", bar: .atMost(0)).isMet == false)
        #expect(Figure("rate", "Rate", [900], unit: "requests/s", bar: .atLeast(1_000)).isMet == false)
    }
}
