import Kernel
import Platform

/// A part of a kit, as it is entered.
public struct KitComponentInput: Sendable {
    public var component = ID<Item>.blank
    public var quantity = FixedDecimal.one
    public init() {}
    public init(component: ID<Item>, quantity: FixedDecimal) {
        self.component = component
        self.quantity = quantity
    }

    public static let schema = Schema<KitComponentInput>("KitComponentInput") { s in
        s.field("component", \.component, .required)
        s.field("quantity", \.quantity)
    }
}

/// A further unit of an item, as it is entered: one `unit` is `numerator/denominator` base units.
public struct ItemUnitInput: Sendable {
    public var unit = UnitOfMeasure.none
    public var numerator = 1
    public var denominator = 1
    public init() {}
    public init(unit: UnitOfMeasure, numerator: Int, denominator: Int = 1) {
        self.unit = unit
        self.numerator = numerator
        self.denominator = denominator
    }

    public static let schema = Schema<ItemUnitInput>("ItemUnitInput") { s in
        s.field("unit", \.unit, .required)
        s.field("numerator", \.numerator)
        s.field("denominator", \.denominator)
    }
}

/// Adds an item to the item master, with its further units and, for a kit, its parts.
/// Refuses: duplicate, badUnit, badComponent, badQuantity. Emits ItemCreated.
public struct CreateItem: Command {
    public static let name = "item.create"
    public static let permission: Permission = "item.create"
    public static let emits: [any Event.Type] = [ItemCreated.self]
    public var fields = FieldChanges<Item>()
    public var units: [ItemUnitInput] = []
    public var components: [KitComponentInput] = []
    public init() {}
    public init(code: String, name: String, type: ItemType = .stock, tracking: Tracking = .none) {
        fields[\.code] = code
        fields[\.name] = name
        fields[\.type] = type
        fields[\.tracking] = tracking
    }

    public static let input = Schema<CreateItem>("CreateItem") { s in
        // A new item is neither phased out nor replaced; without a unit it is counted by the piece.
        s.fields(of: Item.self, at: \.fields, isRequired: true) {
            $0.isWritable && !["baseUnit", "lifecycle", "replacedBy"].contains($0.name)
        }
        s.fields(of: Item.self, at: \.fields) { $0.name == "baseUnit" }
        s.list("units", \.units, ItemUnitInput.schema, blank: { ItemUnitInput() })
        s.list("components", \.components, KitComponentInput.schema, blank: { KitComponentInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Item> {
        var item = try fields.applied(to: Item())
        var reasons = unitReasons(item)
        reasons += try componentReasons(item, in: tx)
        if !reasons.isEmpty { throw Refusal(reasons) }
        if item.type != .stock { item.tracking = .none }
        item = try tx.insert(item)
        for input in units {
            var unit = ItemUnit()
            unit.item = item.id
            unit.unit = input.unit
            unit.numerator = input.numerator
            unit.denominator = input.denominator
            try tx.insert(unit)
        }
        for input in components {
            var component = KitComponent()
            component.kit = item.id
            component.component = input.component
            component.quantity = input.quantity
            try tx.insert(component)
        }
        tx.emit(ItemCreated(subject: item.id))
        return item.id
    }

    private func unitReasons(_ item: Item) -> [Reason] {
        var reasons: [Reason] = []
        for (index, unit) in units.enumerated() {
            guard unit.numerator < 1 || unit.denominator < 1 || unit.unit == item.baseUnit else { continue }
            reasons.append(
                Reason(
                    .badUnit, "\(unit.numerator)/\(unit.denominator) \(item.baseUnit) is not a \(unit.unit)",
                    document: "Item \(item.code)", line: index + 1, field: "units",
                    allowed: "a unit other than \(item.baseUnit), as a fraction of two numbers of 1 or more"))
        }
        return reasons
    }

    private func componentReasons(_ item: Item, in tx: Transaction) throws(Refusal) -> [Reason] {
        var reasons: [Reason] = []
        if (item.type == .kit) == components.isEmpty {
            reasons.append(
                Reason(
                    .badComponent,
                    item.type == .kit ? "the kit \(item.code) has no parts" : "\(item.code) is not a kit and has parts",
                    document: "Item \(item.code)", field: "components", allowed: "parts for a kit, and only for a kit"))
        }
        for (index, input) in components.enumerated() {
            let part = try tx.load(input.component)
            if part.type != .stock || part.tracking != .none {
                reasons.append(
                    Reason(
                        .badComponent, "\(part.code) cannot be part of a kit", document: "Item \(item.code)",
                        line: index + 1, field: "component", allowed: "a stock item without serial or lot numbers"))
            }
            if input.quantity <= .zero {
                reasons.append(
                    Reason(
                        .badQuantity, "a kit cannot have \(input.quantity) of \(part.code)",
                        document: "Item \(item.code)",
                        line: index + 1, field: "quantity", allowed: "more than 0"))
            }
        }
        return reasons
    }
}

/// An item joined the item master.
public struct ItemCreated: Event { public let subject: ID<Item> }
