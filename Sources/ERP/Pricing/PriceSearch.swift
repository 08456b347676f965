import Kernel
import Platform

/// One search for a price: what is asked for, what was found, and what was passed over.
struct PriceSearch {
    /// The price that was taken, for one of the asked unit.
    struct Found {
        let line: PriceListLine
        let list: PriceList
        let unitPrice: FixedDecimal
        /// The asked quantity in the line's unit.
        let quantity: FixedDecimal
        let isConverted: Bool
    }

    let item: Item
    let quantity: FixedDecimal
    let unit: UnitOfMeasure
    let currency: Currency
    let date: CalendarDate
    /// From the asked unit to the item's base unit.
    let asked: UnitConversion
    private(set) var found: Found?
    private(set) var rejected: [RejectedPrice] = []

    init(
        item: Item, quantity: FixedDecimal, unit: UnitOfMeasure, currency: Currency, date: CalendarDate,
        asked: UnitConversion
    ) {
        self.item = item
        self.quantity = quantity
        self.unit = unit
        self.currency = currency
        self.date = date
        self.asked = asked
    }

    mutating func reject(_ candidate: String, _ why: String) {
        rejected.append(RejectedPrice(candidate: candidate, why: why))
    }

    /// Takes the best line of one list, if any fits.
    mutating func look(at lines: [PriceListLine], of list: PriceList, in reader: some RecordReader) throws(Refusal) {
        let name = "list \(list.code)"
        if list.currency != currency { return reject(name, "is in \(list.currency), not \(currency)") }
        if date < list.validFrom || list.validTo.map({ $0 < date }) == true {
            return reject(name, "is not valid on \(date)")
        }
        if lines.isEmpty { return reject(name, "has no price for \(item.code)") }
        var best: Found?
        for line in lines {
            let label = "\(name): \(line.unitPrice) per \(line.unit) from \(line.minimumQuantity) on"
            if date < line.validFrom {
                reject(label, "begins on \(line.validFrom)")
            } else if let end = line.validTo, end < date {
                reject(label, "ended on \(end)")
            } else if let candidate = try candidate(line, list, in: reader) {
                if line.minimumQuantity > candidate.quantity {
                    reject(label, "needs \(line.minimumQuantity) \(line.unit)")
                } else if let other = best, !isBetter(candidate, than: other) {
                    reject(label, "a closer price applies")
                } else {
                    if let other = best {
                        reject("\(name): \(other.line.unitPrice) per \(other.line.unit)", "a closer price applies")
                    }
                    best = candidate
                }
            } else {
                reject(label, "is per \(line.unit), which \(item.code) does not have")
            }
        }
        found = best
    }

    /// The line's price for one asked unit: the line's own, or brought over by the units' exact factors.
    private func candidate(
        _ line: PriceListLine, _ list: PriceList, in reader: some RecordReader
    ) throws(Refusal) -> Found? {
        if line.unit == unit {
            return Found(line: line, list: list, unitPrice: line.unitPrice, quantity: quantity, isConverted: false)
        }
        let other: UnitConversion
        do throws(Refusal) {
            other = try item.conversion(from: line.unit, in: reader)
        } catch {
            return nil
        }
        let up = FixedDecimal(Int(asked.numerator * other.denominator))
        let down = FixedDecimal(Int(asked.denominator * other.numerator))
        let price = line.unitPrice.multiplied(by: up, rounding: .halfUp).divided(by: down, rounding: .halfUp)
        let inLineUnit = quantity.multiplied(by: up, rounding: .halfUp).divided(by: down, rounding: .halfUp)
        return Found(line: line, list: list, unitPrice: price, quantity: inLineUnit, isConverted: true)
    }

    private func isBetter(_ one: Found, than other: Found) -> Bool {
        if one.isConverted != other.isConverted { return !one.isConverted }
        if one.line.minimumQuantity != other.line.minimumQuantity {
            return one.line.minimumQuantity > other.line.minimumQuantity
        }
        return one.line.validFrom > other.line.validFrom
    }

    /// Why an offer does not apply; nil when it does.
    func refuses(_ offer: SpecialOffer) -> String? {
        if date < offer.validFrom { return "begins on \(offer.validFrom)" }
        if let end = offer.validTo, end < date { return "ended on \(end)" }
        if quantity < offer.minimumQuantity { return "needs \(offer.minimumQuantity) or more" }
        if let most = offer.maximumQuantity, quantity > most { return "is for at most \(most)" }
        return nil
    }

    func steps(to found: Found) -> [PriceStep] {
        let line = found.line
        var text = "list \(found.list.code): \(line.unitPrice) \(currency) per \(line.unit)"
        if !line.minimumQuantity.isZero { text += " from \(line.minimumQuantity) on" }
        var steps = [PriceStep(kind: "list", text: text, unitPrice: line.unitPrice)]
        if found.isConverted {
            steps.append(
                PriceStep(kind: "unit", text: "brought from \(line.unit) to \(unit)", unitPrice: found.unitPrice))
        }
        return steps
    }
}
