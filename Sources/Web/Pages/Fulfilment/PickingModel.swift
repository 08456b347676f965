import ERP
import Kernel
import Platform

/// What can leave now, by what is reserved for it; and what left lately.
struct PickingModel: Sendable {
    let ready: [PickOrder]
    let lately: [Visible<Shipment>]
    let names: [ID<Customer>: String]
    let orderNumbers: [ID<SalesOrder>: String]

    struct PickOrder: Sendable {
        let order: Visible<SalesOrder>
        let customer: String
        let picks: [Pick]
    }

    struct Pick: Sendable {
        let code: String
        let name: String
        let quantity: Quantity
        let warehouse: String
        let isSerialised: Bool
    }

    /// Reservations looked at; the oldest first.
    static let limit = 300

    static func load(by reading: Reading) throws -> PickingModel {
        let reserved = try reading.all(Select<Reservation>().ordered(by: \.id).limit(limit))
            .filter { !$0.quantity.value.isZero }
        let lines = try reading.all(Select<SalesOrderLine>().where(\.id, in: reserved.map(\.orderLine)))
        let lately = try reading.all(Select<Shipment>().ordered(by: \.id, descending: true).limit(20))
        let orders = try reading.all(
            Select<SalesOrder>().where(\.id, in: Set(lines.map(\.order) + lately.map(\.order)).sorted()))
        let wanted = Set(orders.map(\.customer) + lately.map(\.customer)).sorted()
        let customers = try reading.part { try reading.all(Select<Customer>().where(\.id, in: wanted)) } ?? []
        let items = try reading.all(Select<Item>().where(\.id, in: Set(reserved.map(\.item)).sorted()))
        let warehouses = try reading.part { try reading.all(Select<Warehouse>().limit(100)) } ?? []
        let names = Dictionary(customers.map { ($0.id, $0.legalName) }) { first, _ in first }
        let orderOfLine = Dictionary(lines.map { ($0.id, $0.order) }) { first, _ in first }
        let ready = orders.filter { $0.state == .confirmed }.compactMap { order -> PickOrder? in
            let picks = reserved.filter { orderOfLine[$0.orderLine] == order.id }.compactMap { part -> Pick? in
                guard let item = items.first(where: { $0.id == part.item }) else { return nil }
                return Pick(
                    code: item.code, name: item.name, quantity: part.quantity,
                    warehouse: warehouses.first { $0.id == part.warehouse }?.code ?? "",
                    isSerialised: item.tracking == .serial)
            }
            return picks.isEmpty ? nil : PickOrder(order: order, customer: names[order.customer] ?? "", picks: picks)
        }
        return PickingModel(
            ready: ready.sorted {
                ($0.order.requestedDate ?? $0.order.date) < ($1.order.requestedDate ?? $1.order.date)
            },
            lately: lately, names: names,
            orderNumbers: Dictionary(orders.map { ($0.id, $0.number) }) { first, _ in first })
    }

    /// Where a scanned code leads: an order by its number, a piece by its serial number.
    static func find(_ scan: String, by reading: Reading) throws -> String? {
        if let order = try reading.part({ try reading.first(Select<SalesOrder>().where(\.number, .equal, scan)) })
            ?? nil
        {
            return "/erp/sales-orders/\(order.id.raw)#ship"
        }
        let unit = try reading.part { try reading.first(Select<SerialUnit>().where(\.serial, .equal, scan)) } ?? nil
        return unit.map { RecordPath.of("erp", "SerialUnit", $0.id.raw) }
    }
}
