import Kernel

/// A place where stock is kept. The first by code is used when an order names none.
public struct Warehouse: BusinessObject {
    public var id = ID<Warehouse>.blank
    public var version = 0
    public var code = ""
    public var name = ""
    public init() {}

    public static let schema = Schema<Warehouse>("Warehouse") { s in
        s.field("code", \.code, .required, .unique, .maxLength(20))
        s.field("name", \.name, .required, .maxLength(100))
    }
}
