import Kernel
import Platform

/// Corrects the stock of one item by so much more or less, with a reason; the value goes to shrinkage.
/// Refuses: notFound, badUnit, badQuantity, costMissing, wrongSerial, wrongLot, notInStock, warehouseMissing,
/// companyNotSetUp, closedPeriod. Emits StockCounted.
public struct AdjustStock: Command {
    public static let name = "stock.adjust"
    public static let permission: Permission = "stock.adjust"
    public static let emits: [any Event.Type] = [StockCounted.self]
    public var item = ID<Item>.blank
    public var warehouse: ID<Warehouse>?
    /// Negative when goods are gone.
    public var quantity = Quantity.none
    public var unitCost: FixedDecimal?
    public var serials = ""
    public var lot = ""
    public var reason = ""
    public var date: CalendarDate?
    public init() {}
    public init(item: ID<Item>, quantity: Quantity, reason: String) {
        self.item = item
        self.quantity = quantity
        self.reason = reason
    }

    public static let input = Schema<AdjustStock>("AdjustStock") { s in
        s.field("item", \.item, .required)
        s.field("warehouse", \.warehouse)
        s.field("quantity", \.quantity)
        s.field("unitCost", \.unitCost)
        s.field("serials", \.serials)
        s.field("lot", \.lot)
        s.field("reason", \.reason, .required)
        s.field("date", \.date)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<StockCount> {
        if quantity.isZero {
            throw Refusal(
                .badQuantity, "an adjustment of nothing changes nothing", document: "Adjustment", field: "quantity",
                allowed: "more or less than 0")
        }
        let line = StockCountInput(
            item: item, counted: quantity, unitCost: unitCost, serials: serials, lot: lot)
        let count = try StockCount.post(
            .adjustment, in: warehouse, on: date, reason: reason, lines: [line], in: tx)
        tx.emit(StockCounted(subject: count.id))
        return count.id
    }
}
