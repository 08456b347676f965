import CRM
import ERP
import FilesConnector
import Kernel
import Platform

/// Does a company's past again through the front doors of both systems: master data by maps, then every order on its
/// day. A store's order is a quote, presented and accepted in the CRM and carried by the bridge; an online order is
/// placed in the ERP. All are shipped, invoiced and paid on their dates, and the bridge runs every evening.
public final class OrderReplay {
    /// What is being done, for a person who waits.
    public enum Progress: Hashable, Sendable {
        case importing(map: String, rows: Int, total: Int)
        case carrying(effects: Int)
        case day(CalendarDate, placed: Int, total: Int)
    }

    /// What could not be done as the file says.
    public struct Refused: Hashable, Sendable {
        public let what: String
        public let reasons: [Reason]
    }

    /// The warehouse that orders are shipped from: the first by its code.
    public static let warehouse = "DISPATCH"
    /// The maps whose rows wait for their day, by the command that they run.
    static let pacedCommands: Set<String> = ["quote.create", "order.place"]
    /// The column of an order's day.
    static let dayColumn = "orderdate"

    let suite: Suite
    let clock: ReplayClock
    let folder: String
    let rejectFolder: String
    let maps: [FileMap]
    public let source: SourceOrders
    public internal(set) var summaries: [ImportSummary] = []
    public internal(set) var refused: [Refused] = []
    var placed = 0
    let progress: (Progress) -> Void

    /// - Parameters:
    ///   - suite: a company that is not set up yet, whose world has `clock`'s day for today.
    ///   - maps: those of `Examples/adventureworks`, in their order.
    ///   - folder: where the CSV files are.
    public init(
        _ suite: Suite, clock: ReplayClock, maps: [FileMap], folder: String, rejectFolder: String,
        progress: @escaping (Progress) -> Void = { _ in }
    ) throws(CSVError) {
        self.suite = suite
        self.clock = clock
        self.maps = maps
        self.folder = folder
        self.rejectFolder = rejectFolder
        self.progress = progress
        source = try SourceOrders(folder: folder)
    }

    /// The whole past, from an empty company to the last payment.
    public func run() async throws {
        guard let first = source.orders.map(\.orderDate).min() else { return }
        clock.today = first.adding(days: -1)
        try setUp(from: clock.today)
        let paced = maps.filter { Self.pacedCommands.contains($0.commandName) }
        for map in maps where !paced.contains(map) { try take(map) }
        try openStock()
        try await carry()
        // Opened after the first carrying: what they refer to is in the CRM by then.
        let orders = try paced.map { try PacedImport(job($0), by: Self.dayColumn) }
        try await replay(orders)
        for order in orders { summaries.append(try order.finish()) }
    }

    private func setUp(from day: CalendarDate) throws {
        let last = source.orders.map(\.dueDate).max() ?? day
        var company = SetUpCompany(name: "Adventure Works Cycles", country: "US", currency: try Currency("USD"))
        company.fields[\.city] = "Bothell"
        company.fields[\.region] = "WA"
        company.firstPeriod = day
        company.openThrough = last
        company.periods = min(240, day.startOfMonth.days(until: last) / 28 + 2)
        try suite.erp.run(company, by: .system, why: "start of the replay")
        try suite.erp.run(CreateWarehouse(code: Self.warehouse, name: "Dispatch"), by: .system)
        try suite.erp.run(
            CreatePriceList(code: "LIST", name: "List prices", currency: company.fields[\.currency], isDefault: true),
            by: .system)
        try suite.crm.run(SetUpCRM(), by: .system)
        var settings = CRMSettings()
        // Tax is agreed order by order, and what was sold had been approved.
        settings.taxRate = .zero
        settings.approvalDiscountPercent = 100
        try suite.crm.run(ChangeSettings(settings), by: .system, why: "start of the replay")
    }

    private func take(_ map: FileMap) throws {
        summaries.append(
            try job(map).run { [progress] in
                progress(.importing(map: map.name, rows: $0.rows, total: $0.total))
            })
    }

    /// Imports all maps again, as somebody might: rows that are in are recognised. Answers what became of them.
    public func importAgain() throws -> [ImportSummary] { try maps.map { try job($0).run() } }

    private func job(_ map: FileMap) throws -> FileImport {
        guard case .command(let system, _) = map.target, let bus = suite.bus(system) else {
            throw Refusal(
                .notFound, "The map \(map.name) is not for one of the systems", document: map.path, field: "into",
                allowed: Suite.modules.map(\.name).joined(separator: ", "), fixedBy: "integration admin")
        }
        return FileImport(map, into: bus, folder: folder, rejectFolder: rejectFolder)
    }

    /// What the orders will take, counted into the dispatch warehouse at standard cost.
    private func openStock() throws {
        let lines = try suite.erp.store.read { session in
            try source.demand.compactMap { demand -> StockCountInput? in
                let key = FileImport.key("items", demand.product)
                guard let id = try suite.erp.answer(ofKey: key, by: .system, in: session)?.answer,
                    let item = try session.find(ID<Item>(id))
                else { return nil }
                return StockCountInput(
                    item: item.id, counted: Quantity(demand.quantity, item.baseUnit), unitCost: item.standardCost)
            }
        }
        let warehouse = try suite.erp.store.read { session in
            try session.all(Select<Warehouse>().where(\.code, .equal, Self.warehouse)).first
        }
        try suite.erp.run(
            CountStock(lines, isOpening: true, warehouse: warehouse?.id), by: .system,
            why: "what the replayed orders take")
    }

    func carry() async throws {
        try await suite.engine.runUntilQuiet { [progress] in progress(.carrying(effects: $0.applied)) }
    }
}

extension FileMap {
    var commandName: String { if case .command(_, let name) = target { name } else { "" } }
}
