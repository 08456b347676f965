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
    public var code = ""
    public var itemName = ""
    public var description = ""
    public var type = ItemType.stock
    public var tracking = Tracking.none
    public var baseUnit = UnitOfMeasure.each
    public var source = ItemSource.buy
    public var standardCost = FixedDecimal.zero
    public var warrantyMonths = 0
    public var taxClass = ""
    public var isSellable = true
    public var weight = FixedDecimal.zero
    public var units: [ItemUnitInput] = []
    public var components: [KitComponentInput] = []
    public init() {}
    public init(code: String, name: String, type: ItemType = .stock, tracking: Tracking = .none) {
        self.code = code
        itemName = name
        self.type = type
        self.tracking = tracking
    }

    public static let input = Schema<CreateItem>("CreateItem") { s in
        s.field("code", \.code, .required, .maxLength(40))
        s.field("name", \.itemName, .required, .maxLength(200))
        s.field("description", \.description)
        s.field("type", \.type)
        s.field("tracking", \.tracking)
        s.field("baseUnit", \.baseUnit)
        s.field("source", \.source)
        s.field("standardCost", \.standardCost, .notNegative)
        s.field("warrantyMonths", \.warrantyMonths, .within(0...1_200))
        s.field("taxClass", \.taxClass)
        s.field("isSellable", \.isSellable)
        s.field("weight", \.weight, .notNegative)
        s.list("units", \.units, ItemUnitInput.schema, blank: { ItemUnitInput() })
        s.list("components", \.components, KitComponentInput.schema, blank: { KitComponentInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Item> {
        var reasons = unitReasons()
        reasons += try componentReasons(in: tx)
        if !reasons.isEmpty { throw Refusal(reasons) }
        var item = Item()
        item.code = code
        item.name = itemName
        item.description = description
        item.type = type
        item.tracking = type == .stock ? tracking : .none
        item.baseUnit = baseUnit
        item.source = source
        item.standardCost = standardCost
        item.warrantyMonths = warrantyMonths
        item.taxClass = taxClass
        item.isSellable = isSellable
        item.weight = weight
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

    private func unitReasons() -> [Reason] {
        var reasons: [Reason] = []
        for (index, unit) in units.enumerated() {
            guard unit.numerator < 1 || unit.denominator < 1 || unit.unit == baseUnit else { continue }
            reasons.append(
                Reason(
                    .badUnit, "\(unit.numerator)/\(unit.denominator) \(baseUnit) is not a \(unit.unit)",
                    document: "Item \(code)", line: index + 1, field: "units",
                    allowed: "a unit other than \(baseUnit), as a fraction of two numbers of 1 or more"))
        }
        return reasons
    }

    private func componentReasons(in tx: Transaction) throws(Refusal) -> [Reason] {
        var reasons: [Reason] = []
        if (type == .kit) == components.isEmpty {
            reasons.append(
                Reason(
                    .badComponent, type == .kit ? "the kit \(code) has no parts" : "\(code) is not a kit and has parts",
                    document: "Item \(code)", field: "components", allowed: "parts for a kit, and only for a kit"))
        }
        for (index, input) in components.enumerated() {
            let part = try tx.load(input.component)
            if part.type != .stock || part.tracking != .none {
                reasons.append(
                    Reason(
                        .badComponent, "\(part.code) cannot be part of a kit", document: "Item \(code)",
                        line: index + 1, field: "component", allowed: "a stock item without serial or lot numbers"))
            }
            if input.quantity <= .zero {
                reasons.append(
                    Reason(
                        .badQuantity, "a kit cannot have \(input.quantity) of \(part.code)", document: "Item \(code)",
                        line: index + 1, field: "quantity", allowed: "more than 0"))
            }
        }
        return reasons
    }
}

/// An item joined the item master.
public struct ItemCreated: Event { public let subject: ID<Item> }
