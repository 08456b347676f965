import CRM
import ERP
import Kernel
import Platform
import Suite

/// Whole quotes to cash, many at once: every step by its own command and its own durable commit, everything mirrored
/// back into the CRM before the clock stops.
struct QuoteToCash {
    private let options: BenchmarkOptions
    private let home: BenchmarkHome
    private let progress: @Sendable (String) -> Void
    private var customers: Int { options.sizes.customersOfFlows }
    private static let items = 40
    static let lines = 5
    private var flows: Int { options.sizes.flows }
    static let inFlight = 64

    init(_ options: BenchmarkOptions, _ home: BenchmarkHome, _ progress: @escaping @Sendable (String) -> Void) {
        self.options = options
        self.home = home
        self.progress = progress
    }

    func measure() async throws -> [Figure] {
        progress("flows: \(customers) customers, \(Self.items) items first")
        let folder = try home.fresh("flows")
        defer { home.remove(folder) }
        let company = try BenchmarkCompany(options, folder: folder)
        try stock(company)
        try company.takeOn(SampleCustomers(terms: try company.terms()), 0..<customers)
        try await company.suite.engine.runUntilQuiet()
        let runner = BridgeRunner(company.suite)
        runner.start()
        let desk = try FlowDesk(company, longestWaitSeconds: options.sizes.longestWaitSeconds)
        var rates: [Double] = []
        for number in 1...max(options.runs, 1) {
            progress("flows: \(flows) flows, \(Self.inFlight) in flight, run \(number) of \(options.runs)")
            let watch = Stopwatch()
            do {
                try await run(desk, number)
                try await desk.everythingIsHome(flows: number * flows)
            } catch {
                await runner.stop()
                throw error
            }
            rates.append(Double(flows) / watch.seconds)
        }
        await runner.stop()
        return [
            Figure(
                "quoteToCash.rate", "Quote to cash, \(Self.lines) lines, all mirrored", rates, unit: "flows/s",
                bar: .atLeast(100))
        ]
    }

    private func run(_ desk: FlowDesk, _ number: Int) async throws {
        let flows = flows
        try await withThrowingTaskGroup(of: Void.self) { group in
            for flow in 0..<flows {
                if flow >= Self.inFlight { try await group.next() }
                group.addTask { try await desk.carryOut(number * flows + flow) }
            }
            try await group.waitForAll()
        }
    }

    private func stock(_ company: BenchmarkCompany) throws {
        let erp = company.suite.erp
        try erp.run(CreateWarehouse(code: "MAIN", name: "Whangārei"), by: .system)
        let list = try erp.run(
            CreatePriceList(code: "NZD", name: "List prices", currency: .nzd, isDefault: true), by: .system)
        var counts: [StockCountInput] = []
        for number in 1...Self.items {
            let item = try erp.run(CreateItem(code: "PMP-\(number)", name: "Pump \(number)"), by: company.operations)
            try erp.run(
                SetPrice(priceList: list, item: item, unitPrice: FixedDecimal(10 + number)), by: company.operations)
            counts.append(StockCountInput(item: item, counted: Quantity(1_000_000, .each), unitCost: FixedDecimal(5)))
        }
        try erp.run(CountStock(counts, isOpening: true), by: company.operations)
    }
}
