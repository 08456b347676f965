import Kernel
import Platform

/// Changes an item; what is not mentioned stays. Tracking and base unit stay once stock has moved or orders exist.
/// Refuses: notFound, itemInUse. Emits ItemUpdated.
public struct UpdateItem: Command {
    public static let name = "item.update"
    public static let permission: Permission = "item.update"
    public static let emits: [any Event.Type] = [ItemUpdated.self]
    public var item = ID<Item>.blank
    public var itemName: String?
    public var description: String?
    public var tracking: Tracking?
    public var baseUnit: UnitOfMeasure?
    public var standardCost: FixedDecimal?
    public var warrantyMonths: Int?
    public var taxClass: String?
    public var isSellable: Bool?
    public var lifecycle: ItemLifecycle?
    public var replacedBy: ID<Item>?
    public var weight: FixedDecimal?
    public init() {}
    public init(item: ID<Item>) { self.item = item }

    public static let input = Schema<UpdateItem>("UpdateItem") { s in
        s.field("item", \.item, .required)
        s.field("name", \.itemName)
        s.field("description", \.description)
        s.field("tracking", \.tracking)
        s.field("baseUnit", \.baseUnit)
        s.field("standardCost", \.standardCost, .notNegative)
        s.field("warrantyMonths", \.warrantyMonths, .within(0...1_200))
        s.field("taxClass", \.taxClass)
        s.field("isSellable", \.isSellable)
        s.field("lifecycle", \.lifecycle)
        s.field("replacedBy", \.replacedBy)
        s.field("weight", \.weight, .notNegative)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var changed = try tx.load(item)
        let old = changed
        if let itemName { changed.name = itemName }
        if let description { changed.description = description }
        if let tracking { changed.tracking = tracking }
        if let baseUnit { changed.baseUnit = baseUnit }
        if let standardCost { changed.standardCost = standardCost }
        if let warrantyMonths { changed.warrantyMonths = warrantyMonths }
        if let taxClass { changed.taxClass = taxClass }
        if let isSellable { changed.isSellable = isSellable }
        if let lifecycle { changed.lifecycle = lifecycle }
        if let replacedBy { changed.replacedBy = replacedBy }
        if let weight { changed.weight = weight }
        if changed.tracking != old.tracking || changed.baseUnit != old.baseUnit, try isUsed(in: tx) {
            throw Refusal(
                .itemInUse, "\(old.code) has been ordered or moved, so its tracking and base unit stay",
                document: "Item \(old.code)", field: changed.tracking != old.tracking ? "tracking" : "baseUnit",
                allowed: "a new item that replaces this one", fixedBy: "operations")
        }
        try tx.update(changed)
        tx.emit(ItemUpdated(subject: item))
        return NoAnswer()
    }

    private func isUsed(in tx: Transaction) throws(Refusal) -> Bool {
        let moves = try tx.integer("SELECT count(*) FROM stock_move WHERE item = ?", [.text(item.raw)])
        if moves > 0 { return true }
        return try tx.integer("SELECT count(*) FROM sales_order_line WHERE item = ?", [.text(item.raw)]) > 0
    }
}

/// An item was changed.
public struct ItemUpdated: Event { public let subject: ID<Item> }
