import Kernel
import Platform

/// Writes down what is on the shelves: as the opening stock (Dr Inventory Cr Opening equity) or as a count, whose
/// differences go to shrinkage. Lines that wait for stock are served from what is found.
/// Refuses: notFound, badUnit, badQuantity, costMissing, wrongSerial, wrongLot, notInStock, warehouseMissing,
/// companyNotSetUp, closedPeriod. Emits StockCounted.
public struct CountStock: Command {
    public static let name = "stock.count"
    public static let permission: Permission = "stock.count"
    public static let emits: [any Event.Type] = [StockCounted.self]
    public var isOpening = false
    public var warehouse: ID<Warehouse>?
    public var date: CalendarDate?
    public var reason = ""
    public var lines: [StockCountInput] = []
    public init() {}
    public init(_ lines: [StockCountInput], isOpening: Bool = false, warehouse: ID<Warehouse>? = nil) {
        self.lines = lines
        self.isOpening = isOpening
        self.warehouse = warehouse
    }

    public static let input = Schema<CountStock>("CountStock") { s in
        s.field("isOpening", \.isOpening)
        s.field("warehouse", \.warehouse)
        s.field("date", \.date)
        s.field("reason", \.reason)
        s.list("lines", \.lines, StockCountInput.schema, blank: { StockCountInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<StockCount> {
        let count = try StockCount.post(
            isOpening ? .opening : .count, in: warehouse, on: date, reason: reason, lines: lines, in: tx)
        tx.emit(StockCounted(subject: count.id))
        return count.id
    }
}

/// Stock was counted or corrected.
public struct StockCounted: Event { public let subject: ID<StockCount> }
