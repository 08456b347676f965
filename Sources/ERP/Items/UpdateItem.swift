import Kernel
import Platform

/// Changes an item; what is not mentioned stays. Tracking and base unit stay once stock has moved or orders exist.
/// Refuses: notFound, itemInUse. Emits ItemUpdated.
public struct UpdateItem: Command {
    public static let name = "item.update"
    public static let permission: Permission = "item.update"
    public static let emits: [any Event.Type] = [ItemUpdated.self]
    public var item = ID<Item>.blank
    public var fields = FieldChanges<Item>()
    public init() {}
    public init(item: ID<Item>) { self.item = item }

    public static let input = Schema<UpdateItem>("UpdateItem") { s in
        s.field("item", \.item, .required)
        s.fields(of: Item.self, at: \.fields) { $0.isWritable && !["code", "type", "source"].contains($0.name) }
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let old = try tx.load(item)
        let changed = try fields.applied(to: old)
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
