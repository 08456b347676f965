import Kernel
import Platform

/// What an order line takes from the shelves: the item itself, a kit's parts, or nothing for a service.
struct LineSupply {
    /// One stocked item, and how much of it one line unit needs: `numerator/denominator × quantity` of its base unit.
    struct Part {
        let item: Item
        let numerator: Int
        let denominator: Int
        let quantity: FixedDecimal

        /// Base units for so many line units.
        func base(_ lineQuantity: FixedDecimal) -> FixedDecimal {
            let times = lineQuantity.multiplied(by: quantity, rounding: .halfUp)
            if numerator == 1, denominator == 1 { return times }
            return FixedDecimal(micros: times.micros * Int128(numerator)).divided(
                by: FixedDecimal(denominator), rounding: .halfUp)
        }

        /// Line units that so many base units make, rounded down.
        func lineUnits(_ base: FixedDecimal) -> FixedDecimal {
            let times = base.divided(by: quantity, rounding: .floor)
            if numerator == 1, denominator == 1 { return times }
            return FixedDecimal(micros: times.micros * Int128(denominator)).divided(
                by: FixedDecimal(numerator), rounding: .floor)
        }
    }

    let parts: [Part]

    init(line: SalesOrderLine, item: Item, components: [(item: Item, quantity: FixedDecimal)]) {
        switch item.type {
        case .service: parts = []
        case .stock:
            parts = [
                Part(item: item, numerator: line.unitNumerator, denominator: line.unitDenominator, quantity: .one)
            ]
        case .kit:
            parts = components.map {
                Part(
                    item: $0.item, numerator: line.unitNumerator, denominator: line.unitDenominator,
                    quantity: $0.quantity)
            }
        }
    }

    /// The parts of a kit; none for other items.
    static func components(
        of item: Item, in reader: some RecordReader
    ) throws(Refusal) -> [(item: Item, quantity: FixedDecimal)] {
        guard item.type == .kit else { return [] }
        var components: [(item: Item, quantity: FixedDecimal)] = []
        for row in try reader.all(Select<KitComponent>().where(\.kit, .equal, item.id).ordered(by: \.component)) {
            guard let part = try reader.find(row.component) else { continue }
            components.append((part, row.quantity))
        }
        return components
    }
}
