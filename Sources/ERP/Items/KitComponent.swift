import Kernel

/// What one kit consists of: so much of a stocked item, in that item's base unit.
public struct KitComponent: BusinessObject {
    public var id = ID<KitComponent>.blank
    public var version = 0
    public var kit = ID<Item>.blank
    public var component = ID<Item>.blank
    public var quantity = FixedDecimal.one
    public init() {}

    public static let schema = Schema<KitComponent>("KitComponent") { s in
        s.field("kit", \.kit, .required, .indexed)
        s.field("component", \.component, .required)
        s.field("quantity", \.quantity)
        s.unique("kit", "component")
    }
}
