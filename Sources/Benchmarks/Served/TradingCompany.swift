import Bridge
import CRM
import ERP
import Foundation
import Kernel
import Platform
import Suite

/// A company with many customers and a year of sales, mirrored in the CRM by the bridge itself. It is filled once, by
/// the product's own rules, and kept in its folder for further runs.
struct TradingCompany {
    let company: BenchmarkCompany
    let customers: Int
    let lines: Int

    static let markName = "benchmark-company"
    private static let services = 180
    private static let goods = 20
    private static let bite = BridgeEngine.largestBite
    private static let salesOfCall = 25
    private static let callsOfCommit = 20

    /// Opens the company of that folder, filling it first when it is not there or was left unfinished. Never touches
    /// a company that no benchmark made, nor one of another size.
    static func open(
        _ options: BenchmarkOptions, folder: String, progress: @Sendable (String) -> Void
    ) async throws -> TradingCompany {
        let files = FileManager.default
        let mark = folder + "/" + markName
        let wanted = "\(options.customers) customers, \(options.lines) invoice lines"
        let found = try? String(contentsOfFile: mark, encoding: .utf8)
        guard found != nil || !files.fileExists(atPath: folder + "/erp.sqlite") else {
            throw BenchmarkFailure("\(folder) holds a company that no benchmark made; name another folder with --home")
        }
        if found == wanted {
            progress("web: the company of \(wanted) in \(folder) is taken again")
            let company = try BenchmarkCompany(options, existing: folder)
            return TradingCompany(company: company, customers: options.customers, lines: options.lines)
        }
        if let found, !found.isEmpty {
            throw BenchmarkFailure(
                "\(folder) holds a company of \(found), not of \(wanted); remove it or name another folder with --home")
        }
        for module in Suite.modules {
            for ending in ["", "-wal", "-shm"] {
                try? files.removeItem(atPath: folder + "/\(module.name).sqlite\(ending)")
            }
        }
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: mark))
        let trading = TradingCompany(
            company: try BenchmarkCompany(options, folder: folder), customers: options.customers, lines: options.lines)
        try await trading.fill(progress)
        try Data(wanted.utf8).write(to: URL(fileURLWithPath: mark))
        return trading
    }

    private func fill(_ progress: @Sendable (String) -> Void) async throws {
        let suite = company.suite
        let watch = Stopwatch()
        func say(_ text: String) { progress("web: \(text) after \(BenchmarkReport.text(watch.seconds)) s") }
        try stock()
        try await suite.engine.runUntilQuiet()
        let sample = SampleCustomers(terms: try company.terms())
        for start in stride(from: 0, to: customers, by: Self.bite) {
            try company.takeOn(sample, start..<min(start + Self.bite, customers))
        }
        say("\(customers) customers taken on")
        try await suite.engine.runUntilQuiet(limit: Self.bite)
        say("customers carried into the CRM")
        try keepRelations()
        say("contacts, calls, deals, quotes and cases kept")
        try sell()
        say("\(lines) invoice lines issued")
        try await suite.engine.runUntilQuiet(limit: Self.bite)
        say("orders, invoices and payments carried into the CRM")
        try suite.publishHeads()
        try suite.checkpoint()
    }

    private func stock() throws {
        let erp = company.suite.erp
        try erp.run(CreateWarehouse(code: "MAIN", name: "Whangārei"), by: .system)
        let list = try erp.run(
            CreatePriceList(code: "NZD", name: "List prices", currency: .nzd, isDefault: true), by: .system)
        var counts: [StockCountInput] = []
        for number in 0..<(Self.services + Self.goods) {
            let isGoods = number >= Self.services
            let item = try erp.run(
                CreateItem(
                    code: isGoods ? "PMP-\(number)" : "SVC-\(number)",
                    name: isGoods ? "Pump \(number)" : "Pump service \(number)", type: isGoods ? .stock : .service),
                by: company.operations)
            try erp.run(
                SetPrice(priceList: list, item: item, unitPrice: FixedDecimal(5 + number % 30)), by: company.operations)
            if isGoods {
                counts.append(
                    StockCountInput(item: item, counted: Quantity(1_000_000, .each), unitCost: FixedDecimal(3)))
            }
        }
        try erp.run(CountStock(counts, isOpening: true), by: company.operations)
    }

    /// Sales until there are as many invoice lines as wanted; those that credit holds count for none.
    private func sell() throws {
        let erp = company.suite.erp
        let ids = try erp.store.read { session in
            (
                customers: try session.rows("SELECT id FROM customer ORDER BY id", [], as: [.text]),
                services: try session.rows("SELECT id FROM item WHERE type = 'service' ORDER BY id", [], as: [.text]),
                goods: try session.rows("SELECT id FROM item WHERE type = 'stock' ORDER BY id", [], as: [.text])
            )
        }
        let plan = SalesPlan(
            customers: ids.customers.map { ID($0[0].text) }, services: ids.services.map { ID($0[0].text) },
            goods: ids.goods.map { ID($0[0].text) }, today: erp.world.today(), count: lines / SalesPlan.linesOfSale)
        var number = 0
        var invoiced = 0
        while invoiced < lines {
            var calls: [CommandCall] = []
            var left = (lines - invoiced + SalesPlan.linesOfSale - 1) / SalesPlan.linesOfSale
            while left > 0, calls.count < Self.callsOfCommit {
                let count = min(left, Self.salesOfCall)
                calls.append(CommandCall(TakeSales((number..<(number + count)).map(plan.sale)), by: .system))
                number += count
                left -= count
            }
            for outcome in try erp.run(calls) {
                switch outcome {
                case .done(let answer, _, _): invoiced += Int(answer) ?? 0
                case .refused(let refusal): throw refusal
                case .failed(let failure): throw failure
                case .moved: throw BenchmarkFailure("a sale was decided on an older version")
                }
            }
        }
    }

    private func keepRelations() throws {
        let crm = company.suite.crm
        let (accounts, products) = try crm.store.read { session in
            (
                try session.rows("SELECT id FROM account ORDER BY id", [], as: [.text]).map { ID<Account>($0[0].text) },
                try session.rows("SELECT DISTINCT product FROM price_book_entry ORDER BY 1", [], as: [.text])
                    .map { ID<Product>($0[0].text) }
            )
        }
        guard accounts.count == customers else {
            throw BenchmarkFailure("\(accounts.count) of \(customers) customers reached the CRM")
        }
        for start in stride(from: 0, to: accounts.count, by: Self.bite) {
            let numbers = start..<min(start + Self.bite, accounts.count)
            let calls = stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.salesOfCall).map { first in
                CommandCall(
                    KeepRelations(
                        (first..<min(first + Self.salesOfCall, numbers.upperBound)).map { ($0, accounts[$0]) },
                        products: products), by: .system)
            }
            for case .refused(let refusal) in try crm.run(calls) { throw refusal }
        }
    }
}
