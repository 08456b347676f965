import CRM
import ERP
import Foundation
import Kernel
import Platform
import Suite
import Testing

@testable import Benchmarks

extension BenchmarkTests {
    /// The pages of a company that a benchmark has filled, asked of the program itself.
    @Suite("Pages under measurement", .serialized)
    struct ServedPagesTests {
        private let folder = NSTemporaryDirectory() + "tandem-benchmark-\(UUID().uuidString)"

        private func filled() async throws -> TradingCompany {
            try await TradingCompany.open(try BenchmarkTests.options("web"), folder: folder) { _ in }
        }

        @Test("the company is what the product would have written: its books tie, and the CRM has all of them")
        func company() async throws {
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let suite = try await filled().company.suite
            func count(_ sql: String, _ bus: CommandBus) throws -> Int { try bus.store.read { try $0.integer(sql) } }
            #expect(try count("SELECT count(*) FROM customer", suite.erp) == 60)
            #expect(try count("SELECT count(*) FROM invoice_line", suite.erp) == 200)
            for (mirror, original) in [
                ("account", "customer"), ("customer_order", "sales_order"), ("customer_order_line", "sales_order_line"),
                ("customer_invoice", "invoice"), ("customer_invoice_line", "invoice_line"),
                ("customer_shipment", "shipment"), ("customer_payment", "customer_payment"),
            ] {
                let there = try count("SELECT count(*) FROM \(original)", suite.erp)
                #expect(there > 0, "\(original)")
                #expect(try count("SELECT count(*) FROM \(mirror)", suite.crm) == there, "\(mirror)")
            }
            let open = "SELECT count(*) FROM delivery WHERE state NOT IN ('applied', 'echo', 'skipped')"
            #expect(try count(open, suite.bridge) == 0)
            #expect(try suite.verify().map(\.description) == [])
        }

        @Test("it is kept for the next run, and no other company is touched")
        func kept() async throws {
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var options = try BenchmarkTests.options("web")
            options.customers = 20
            options.lines = 50
            _ = try await TradingCompany.open(options, folder: folder) { _ in }
            let again = try await TradingCompany.open(options, folder: folder) { _ in }
            #expect(try again.company.count("SELECT count(*) FROM customer", in: again.company.suite.erp) == 20)
            options.customers = 30
            await #expect(throws: BenchmarkFailure.self) {
                _ = try await TradingCompany.open(options, folder: folder) { _ in }
            }
            try FileManager.default.removeItem(atPath: folder + "/" + TradingCompany.markName)
            await #expect(throws: BenchmarkFailure.self) {
                _ = try await TradingCompany.open(options, folder: folder) { _ in }
            }
            #expect(FileManager.default.fileExists(atPath: folder + "/erp.sqlite"))
        }

        @Test(
            "all figures of the pages are measured over HTTP, with no error among reads and writes",
            .enabled(if: (try? WebLoad.toolPath()) != nil, "wrk is not installed"))
        func figures() async throws {
            let report = try await Benchmarks.run(try BenchmarkTests.options("web"))
            let figures = Dictionary(uniqueKeysWithValues: report.figures.map { ($0.name, $0) })
            let names = ["customer", "list", "search", "screen"].flatMap { name in
                ["p95", "p50", "worst"].map { "web.\(name).\($0)" }
            }
            let others = [
                "mix.rate", "mix.errors", "mix.p99", "mix.processor", "bare.rate", "firstPage", "customerPage",
                "memory",
            ]
            #expect(Set(figures.keys) == Set(names + others.map { "web.\($0)" }))
            #expect(figures["web.mix.errors"]?.median == 0)
            for (name, figure) in figures where !["web.mix.errors", "web.mix.processor"].contains(name) {
                #expect(figure.median > 0, "\(name)")
            }
            #expect(figures["web.firstPage"]?.isMet == true)
            #expect(try JSON(parsing: report.json)["figures"]?.array?.count == report.figures.count)
        }
    }
}
