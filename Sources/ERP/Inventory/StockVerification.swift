import Kernel
import Platform

/// What a check found wrong: which check, which record, and the two figures that should agree.
public struct StockFinding: Hashable, Sendable, CustomStringConvertible {
    /// Such as "stockLevelQuantity".
    public let check: String
    public let record: String
    public let found: String
    public let expected: String
    public var description: String { "\(check): \(record) says \(found), expected \(expected)" }
    /// As the verification of the whole house reports it.
    public var finding: Finding { Finding(record, "\(check) says \(found), expected \(expected)") }
}

/// Recomputes stock from its ledger and compares: levels with moves, their value with the inventory account, quarantine
/// with its account, reservations with order lines, serial numbers and lots with what is on hand, orders with
/// shipments. An empty answer means that all agree.
public enum StockVerification {
    /// Every disagreement, check by check.
    public static func findings(in session: any StoreSession) throws(StoreError) -> [StockFinding] {
        var findings: [StockFinding] = []
        for check in checks {
            let rows = try session.rows(check.sql, check.arguments, as: [.text, .integer, .integer])
            for row in rows {
                findings.append(
                    StockFinding(
                        check: check.name, record: row[0].text, found: text(row[1], check.isQuantity),
                        expected: text(row[2], check.isQuantity)))
            }
        }
        return findings + (try orderFindings(in: session))
    }

    /// Millionths as a quantity, minor units as they are.
    private static func text(_ value: Value, _ isQuantity: Bool) -> String {
        guard case .integer(let number) = value else { return "nothing" }
        return isQuantity ? FixedDecimal(micros: Int128(number)).description : String(number)
    }

    /// A query that gives (record, found, expected) for each disagreement, and nothing when all is well.
    private struct Check: Sendable {
        let name: String
        var isQuantity = true
        var arguments: [Value] = []
        let sql: String
    }

    private static let checks: [Check] = [
        Check(
            name: "stockLevelQuantity",
            sql: """
                SELECT i.code || ' in ' || w.code, s.on_hand, m.quantity FROM stock_level s
                JOIN item i ON i.id = s.item JOIN warehouse w ON w.id = s.warehouse
                JOIN (SELECT item, warehouse, sum(quantity) AS quantity FROM stock_move GROUP BY item, warehouse) m
                    ON m.item = s.item AND m.warehouse = s.warehouse
                WHERE m.quantity <> s.on_hand
                """),
        Check(
            name: "stockLevelValue", isQuantity: false,
            sql: """
                SELECT i.code || ' in ' || w.code, s.value, m.value FROM stock_level s
                JOIN item i ON i.id = s.item JOIN warehouse w ON w.id = s.warehouse
                JOIN (SELECT item, warehouse, sum(value) AS value FROM stock_move GROUP BY item, warehouse) m
                    ON m.item = s.item AND m.warehouse = s.warehouse
                WHERE m.value <> s.value
                """),
        Check(
            name: "stockLevelMissing",
            sql: """
                SELECT i.code || ' in ' || w.code, 0, sum(m.quantity) FROM stock_move m
                JOIN item i ON i.id = m.item JOIN warehouse w ON w.id = m.warehouse
                LEFT JOIN stock_level s ON s.item = m.item AND s.warehouse = m.warehouse
                WHERE s.id IS NULL GROUP BY i.code, w.code
                """),
        Check(
            name: "negativeStock",
            sql: """
                SELECT i.code || ' in ' || w.code, s.on_hand, 0 FROM stock_level s
                JOIN item i ON i.id = s.item JOIN warehouse w ON w.id = s.warehouse WHERE s.on_hand < 0
                """),
        Check(
            name: "inventoryControl", isQuantity: false, arguments: [.text(AccountRole.inventory.code)],
            sql: """
                SELECT 'the inventory account', ledger, stock FROM (SELECT
                    (SELECT coalesce(sum(amount), 0) FROM journal_line WHERE account = ?) AS ledger,
                    (SELECT coalesce(sum(value), 0) FROM stock_level) AS stock) AS sides WHERE ledger <> stock
                """),
        Check(
            name: "quarantineControl", isQuantity: false, arguments: [.text(AccountRole.quarantine.code)],
            sql: """
                SELECT 'the quarantine account', ledger, goods FROM (SELECT
                    (SELECT coalesce(sum(amount), 0) FROM journal_line WHERE account = ?) AS ledger,
                    (SELECT coalesce(sum(l.original_cost), 0) FROM return_line l
                        JOIN return_authorization r ON r.id = l.return_authorization
                        WHERE r.state = 'received' AND l.disposition IS NULL) AS goods) AS sides WHERE ledger <> goods
                """),
        Check(
            name: "levelReserved",
            sql: """
                SELECT i.code || ' in ' || w.code, s.reserved, coalesce(r.quantity, 0) FROM stock_level s
                JOIN item i ON i.id = s.item JOIN warehouse w ON w.id = s.warehouse
                LEFT JOIN (SELECT item, warehouse, sum(quantity) AS quantity FROM reservation
                    GROUP BY item, warehouse) r ON r.item = s.item AND r.warehouse = s.warehouse
                WHERE coalesce(r.quantity, 0) <> s.reserved
                """),
        Check(
            name: "reservedBeyondStock",
            sql: """
                SELECT i.code || ' in ' || w.code, s.reserved, s.on_hand FROM stock_level s
                JOIN item i ON i.id = s.item JOIN warehouse w ON w.id = s.warehouse WHERE s.reserved > s.on_hand
                """),
        Check(
            name: "lineReserved",
            sql: """
                SELECT o.number || ' line ' || l.position, l.reserved * l.unit_numerator / l.unit_denominator,
                    coalesce(r.quantity, 0)
                FROM sales_order_line l JOIN sales_order o ON o.id = l.order_ JOIN item i ON i.id = l.item
                LEFT JOIN reservation r ON r.order_line = l.id AND r.item = l.item
                WHERE i.type = 'stock'
                    AND abs(l.reserved * l.unit_numerator / l.unit_denominator - coalesce(r.quantity, 0))
                        >= l.unit_numerator + l.unit_denominator
                """),
        Check(
            name: "lineReservedBeyondOpen",
            sql: """
                SELECT o.number || ' line ' || l.position, l.reserved, l.quantity - l.cancelled - l.shipped
                FROM sales_order_line l JOIN sales_order o ON o.id = l.order_
                WHERE l.reserved > 0 AND l.reserved > l.quantity - l.cancelled - l.shipped
                """),
        Check(
            name: "serialCount",
            sql: """
                SELECT i.code || ' in ' || w.code, count(u.id) * 1000000, s.on_hand FROM stock_level s
                JOIN item i ON i.id = s.item JOIN warehouse w ON w.id = s.warehouse
                LEFT JOIN serial_unit u ON u.item = s.item AND u.warehouse = s.warehouse AND u.status = 'inStock'
                WHERE i.tracking = 'serial' GROUP BY i.code, w.code, s.on_hand
                HAVING count(u.id) * 1000000 <> s.on_hand
                """),
        Check(
            name: "lotCount",
            sql: """
                SELECT i.code || ' in ' || w.code, coalesce(sum(t.on_hand), 0), s.on_hand FROM stock_level s
                JOIN item i ON i.id = s.item JOIN warehouse w ON w.id = s.warehouse
                LEFT JOIN lot_stock t ON t.item = s.item AND t.warehouse = s.warehouse
                WHERE i.tracking = 'lot' GROUP BY i.code, w.code, s.on_hand
                HAVING coalesce(sum(t.on_hand), 0) <> s.on_hand
                """),
        Check(
            name: "lineShipped",
            sql: """
                SELECT o.number || ' line ' || l.position, l.shipped, coalesce(s.quantity, 0)
                FROM sales_order_line l JOIN sales_order o ON o.id = l.order_
                LEFT JOIN (SELECT order_line, sum(quantity) AS quantity FROM shipment_line GROUP BY order_line) s
                    ON s.order_line = l.id WHERE coalesce(s.quantity, 0) <> l.shipped
                """),
        Check(
            name: "shipmentCost", isQuantity: false,
            sql: """
                SELECT s.number, coalesce(l.cost, 0), -coalesce(m.value, 0) FROM shipment s
                LEFT JOIN (SELECT shipment, sum(cost) AS cost FROM shipment_line GROUP BY shipment) l
                    ON l.shipment = s.id
                LEFT JOIN (SELECT document_id, sum(value) AS value FROM stock_move WHERE document = 'Shipment'
                    GROUP BY document_id) m ON m.document_id = s.id
                WHERE coalesce(l.cost, 0) <> -coalesce(m.value, 0)
                """),
        Check(
            name: "lineReturned",
            sql: """
                SELECT o.number || ' line ' || l.position, l.returned, coalesce(b.quantity, 0)
                FROM sales_order_line l JOIN sales_order o ON o.id = l.order_
                LEFT JOIN (SELECT t.order_line, sum(t.quantity) AS quantity FROM return_line t
                    JOIN return_authorization r ON r.id = t.return_authorization
                    WHERE r.state IN ('received', 'inspected', 'closed') AND coalesce(t.disposition, '') <> 'repair'
                    GROUP BY t.order_line) b ON b.order_line = l.id
                WHERE coalesce(b.quantity, 0) <> l.returned
                """),
    ]

    /// Facets and state of every order, derived again from its lines; open holds counted again.
    private static func orderFindings(in session: any StoreSession) throws(StoreError) -> [StockFinding] {
        var lines: [ID<SalesOrder>: [SalesOrderLine]] = [:]
        for line in try session.all(Select<SalesOrderLine>().ordered(by: \.position)) {
            lines[line.order, default: []].append(line)
        }
        var holds: [ID<SalesOrder>: Int] = [:]
        for hold in try session.all(Select<OrderHold>().where(\.releasedAt, .equal, nil)) {
            holds[hold.order, default: 0] += 1
        }
        var findings: [StockFinding] = []
        for order in try session.all(Select<SalesOrder>().ordered(by: \.number)) {
            var derived = order
            derived.openHolds = holds[order.id] ?? 0
            derived.derive(lines: lines[order.id] ?? [])
            if derived.facets != order.facets {
                findings.append(
                    StockFinding(
                        check: "orderFacets", record: order.number, found: order.facets, expected: derived.facets))
            }
        }
        return findings
    }
}

extension SalesOrder {
    /// The derived words in one line, for comparing.
    fileprivate var facets: String {
        "\(state.rawValue), \(deliveryStatus.rawValue), \(billingStatus.rawValue), \(openHolds) holds"
    }
}
