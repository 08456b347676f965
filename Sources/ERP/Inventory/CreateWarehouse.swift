import Kernel
import Platform

/// Opens a warehouse. Refuses: duplicate. Emits WarehouseCreated.
public struct CreateWarehouse: Command {
    public static let name = "warehouse.create"
    public static let permission: Permission = "warehouse.create"
    public static let emits: [any Event.Type] = [WarehouseCreated.self]
    public var code = ""
    public var warehouseName = ""
    public init() {}
    public init(code: String, name: String) {
        self.code = code
        warehouseName = name
    }

    public static let input = Schema<CreateWarehouse>("CreateWarehouse") { s in
        s.field("code", \.code, .required, .maxLength(20))
        s.field("name", \.warehouseName, .required, .maxLength(100))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Warehouse> {
        var warehouse = Warehouse()
        warehouse.code = code
        warehouse.name = warehouseName
        warehouse = try tx.insert(warehouse)
        tx.emit(WarehouseCreated(subject: warehouse.id))
        return warehouse.id
    }
}

/// A warehouse was opened.
public struct WarehouseCreated: Event { public let subject: ID<Warehouse> }

extension Warehouse {
    /// The named warehouse, or the first by code. Refuses: notFound, warehouseMissing.
    static func chosen(_ id: ID<Warehouse>?, in tx: Transaction) throws(Refusal) -> Warehouse {
        if let id, !id.isBlank {
            guard let named = try tx.find(id) else {
                throw Refusal(
                    .notFound, "There is no warehouse '\(id)'", document: "Warehouse", field: "warehouse",
                    allowed: "the id of an existing warehouse, or none for the first", fixedBy: "operations")
            }
            return named
        }
        guard let first = try tx.first(Select<Warehouse>().ordered(by: \.code)) else {
            throw Refusal(
                .warehouseMissing, "There is no warehouse yet", document: "Warehouse", field: "warehouse",
                allowed: "at least one warehouse", fixedBy: "operations")
        }
        return first
    }
}
