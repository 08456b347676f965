import Kernel

/// A query for objects of one kind, by key paths: `Select<QuoteLine>().where(\.quote, .equal, quote.id)`.
public struct Select<Object: BusinessObject>: Sendable {
    public enum Comparison: String, Sendable {
        case equal = "="
        case notEqual = "<>"
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
    }

    private var conditions: [String] = []
    private var arguments: [Value] = []
    private var orders: [String] = []
    private var rowLimit: Int?

    public init() {}

    func column(_ path: PartialKeyPath<Object>) -> String {
        let schema = Object.schema
        if let position = schema.declaredPosition(of: path) { return schema.descriptor.fields[position].column }
        // A key path to a concrete `id` does not equal one to the protocol's: the undeclared field of type ID is it.
        precondition(type(of: path).valueType == ID<Object>.self, "\(schema.descriptor.name) declares no \(path)")
        return "id"
    }

    /// Money and quantities compare by amount alone.
    public func `where`<V: FieldValue>(
        _ path: KeyPath<Object, V>, _ comparison: Comparison = .equal, _ value: V
    ) -> Self {
        var copy = self
        let column = column(path)
        switch (value.fieldValue, comparison) {
        case (.null, .equal): copy.conditions.append("\(column) IS NULL")
        case (.null, _): copy.conditions.append("\(column) IS NOT NULL")
        case (.money(let money), _): copy.compare(column, comparison, .integer(money.minorUnits))
        case (.quantity(let quantity), _): copy.compare(column, comparison, .decimal(quantity.value))
        default: copy.compare(column, comparison, value.fieldValue)
        }
        return copy
    }

    /// Any of the values; an empty list matches nothing.
    public func `where`<V: FieldValue>(_ path: KeyPath<Object, V>, in values: [V]) -> Self {
        var copy = self
        let values = ValueList.rounded(values.map(\.fieldValue))
        copy.conditions.append(values.isEmpty ? "1 = 0" : "\(column(path)) IN (\(ValueList.marks(values.count)))")
        copy.arguments += values
        return copy
    }

    public func ordered<V>(by path: KeyPath<Object, V>, descending: Bool = false) -> Self {
        var copy = self
        copy.orders.append(column(path) + (descending ? " DESC" : ""))
        return copy
    }

    public func limit(_ rows: Int) -> Self {
        var copy = self
        copy.rowLimit = rows
        return copy
    }

    private mutating func compare(_ column: String, _ comparison: Comparison, _ value: Value) {
        conditions.append("\(column) \(comparison.rawValue) ?")
        arguments.append(value)
    }

    /// A condition that does not come from a key path: the scope of who reads. The text is fixed in the program.
    func restricted(to condition: String, _ values: [Value]) -> Self {
        var copy = self
        copy.conditions.append(condition)
        copy.arguments += values
        return copy
    }

    var tail: String {
        var sql = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        if !orders.isEmpty { sql += " ORDER BY " + orders.joined(separator: ", ") }
        if let rowLimit { sql += " LIMIT \(rowLimit)" }
        return sql
    }

    public var sql: String { Object.schema.sql.select + tail }
    public var values: [Value] { arguments }
}
