import FilesConnector
import Kernel

/// An order as the source file states it, read without the import: what the replay goes by for its dates, and what
/// the outcome is judged by.
public struct SourceOrder: Hashable, Sendable {
    public var id = ""
    public var isOnline = false
    public var orderDate = CalendarDate(daysSinceEpoch: 0)
    public var shipDate = CalendarDate(daysSinceEpoch: 0)
    public var dueDate = CalendarDate(daysSinceEpoch: 0)
    public var subtotal = FixedDecimal.zero
    public var tax = FixedDecimal.zero
    public var freight = FixedDecimal.zero
    public var total = FixedDecimal.zero
    public var lines: [SourceLine] = []

    /// The customer's reference on every document that this order becomes.
    public var reference: String { "SO" + id }
    /// What the lines come to, with all decimals.
    public var exactNet: FixedDecimal { lines.reduce(.zero) { $0 + $1.exactNet } }
}

/// A line as the source file states it.
public struct SourceLine: Hashable, Sendable {
    public var product = ""
    public var quantity = FixedDecimal.zero
    public var unitPrice = FixedDecimal.zero
    /// A fraction: 0.02 is 2 %.
    public var discount = FixedDecimal.zero

    /// With all decimals: prices have four, discounts two, quantities none.
    public var exactNet: FixedDecimal {
        quantity.multiplied(by: unitPrice, rounding: .halfUp).multiplied(by: .one - discount, rounding: .halfUp)
    }
}

/// All orders of the source files, in the file's order.
public struct SourceOrders: Sendable {
    public private(set) var orders: [SourceOrder] = []
    /// Lines whose order is not in the file.
    public private(set) var orphanLines = 0

    static let headerFile = "SalesOrderHeader.csv"
    static let lineFile = "SalesOrderDetail.csv"

    /// Throws `CSVError`, naming the file, the line and the column.
    public init(folder: String) throws(CSVError) {
        var positions: [String: Int] = [:]
        var header = try Self.reader(folder, Self.headerFile)
        let columns = try Columns(header)
        while try header.next() {
            var order = SourceOrder()
            order.id = header.row.text(columns.id)
            order.isOnline = header.row.text(columns.online) == "t"
            order.orderDate = try Self.date(header.row, columns.ordered, header.file)
            order.shipDate = try Self.date(header.row, columns.shipped, header.file)
            order.dueDate = try Self.date(header.row, columns.due, header.file)
            order.subtotal = try Self.decimal(header.row, columns.subtotal, header.file)
            order.tax = try Self.decimal(header.row, columns.tax, header.file)
            order.freight = try Self.decimal(header.row, columns.freight, header.file)
            order.total = try Self.decimal(header.row, columns.total, header.file)
            positions[order.id] = orders.count
            orders.append(order)
        }
        try readLines(folder, positions)
    }

    private mutating func readLines(_ folder: String, _ positions: [String: Int]) throws(CSVError) {
        var reader = try Self.reader(folder, Self.lineFile)
        let order = try reader.columnIndex(named: "salesorderid")
        let product = try reader.columnIndex(named: "productid")
        let quantity = try reader.columnIndex(named: "orderqty")
        let price = try reader.columnIndex(named: "unitprice")
        let discount = try reader.columnIndex(named: "unitpricediscount")
        while try reader.next() {
            guard let position = positions[reader.row.text(order)] else {
                orphanLines += 1
                continue
            }
            var line = SourceLine()
            line.product = reader.row.text(product)
            line.quantity = try Self.decimal(reader.row, quantity, reader.file)
            line.unitPrice = try Self.decimal(reader.row, price, reader.file)
            line.discount = try Self.decimal(reader.row, discount, reader.file)
            orders[position].lines.append(line)
        }
    }

    public var total: FixedDecimal { orders.reduce(.zero) { $0 + $1.total } }

    /// How much of each product all orders take.
    public var demand: [(product: String, quantity: FixedDecimal)] {
        var demand: [String: FixedDecimal] = [:]
        for line in orders.flatMap(\.lines) {
            demand[line.product] = (demand[line.product] ?? .zero) + line.quantity
        }
        return demand.sorted { $0.key < $1.key }.map { (product: $0.key, quantity: $0.value) }
    }

    private struct Columns {
        let id, online, ordered, shipped, due, subtotal, tax, freight, total: Int

        init(_ reader: borrowing CSVReader) throws(CSVError) {
            id = try reader.columnIndex(named: "salesorderid")
            online = try reader.columnIndex(named: "onlineorderflag")
            ordered = try reader.columnIndex(named: "orderdate")
            shipped = try reader.columnIndex(named: "shipdate")
            due = try reader.columnIndex(named: "duedate")
            subtotal = try reader.columnIndex(named: "subtotal")
            tax = try reader.columnIndex(named: "taxamt")
            freight = try reader.columnIndex(named: "freight")
            total = try reader.columnIndex(named: "totaldue")
        }
    }

    private static func reader(_ folder: String, _ file: String) throws(CSVError) -> CSVReader {
        try CSVReader(path: folder + "/" + file, dialect: CSVDialect())
    }

    private static func decimal(_ row: borrowing CSVRow, _ index: Int, _ file: String) throws(CSVError) -> FixedDecimal
    {
        guard let micros = row.decimalMicros(index) else {
            throw CSVError(
                .refused(reason: "'\(row.text(index))' is not a number"), file: file, line: row.lineNumber,
                column: index + 1)
        }
        return FixedDecimal(micros: micros)
    }

    private static func date(_ row: borrowing CSVRow, _ index: Int, _ file: String) throws(CSVError) -> CalendarDate {
        do throws(ValueError) {
            return try CalendarDate(row.text(index).prefix(10))
        } catch {
            throw CSVError(
                .refused(reason: error.message), file: file, line: row.lineNumber, column: index + 1)
        }
    }
}
