import Kernel
import Platform

extension Item {
    /// How many of the item's base unit one `unit` is. Refuses badUnit, naming the units that the item has.
    public func conversion(
        from unit: UnitOfMeasure, in reader: some RecordReader, line: Int? = nil
    ) throws(Refusal) -> UnitConversion {
        if unit == baseUnit { return try Self.conversion(from: unit, to: baseUnit, 1, 1) }
        let units = try reader.all(Select<ItemUnit>().where(\.item, .equal, id).ordered(by: \.unit))
        guard let match = units.first(where: { $0.unit == unit }) else {
            throw Refusal(
                .badUnit, "\(code) is not sold in \(unit)", document: "Item \(code)", line: line, field: "quantity",
                allowed: ([baseUnit] + units.map(\.unit)).map(\.code).joined(separator: ", "), fixedBy: "operations")
        }
        return try Self.conversion(from: unit, to: baseUnit, match.numerator, match.denominator)
    }

    private static func conversion(
        from unit: UnitOfMeasure, to base: UnitOfMeasure, _ numerator: Int, _ denominator: Int
    ) throws(Refusal) -> UnitConversion {
        do throws(ValueError) {
            return try UnitConversion(
                from: unit, to: base, numerator: Int64(numerator), denominator: Int64(denominator))
        } catch {
            throw Refusal(.badUnit, error.message, allowed: error.allowed)
        }
    }

    /// The item of this code. Refuses notFound.
    public static func named(_ code: String, in reader: some RecordReader) throws(Refusal) -> Item {
        guard let item = try reader.first(Select<Item>().where(\.code, .equal, code)) else {
            throw Refusal(
                .notFound, "There is no item '\(code)'", document: "Item \(code)", field: "item",
                allowed: "the code of an existing item", fixedBy: "operations")
        }
        return item
    }
}
