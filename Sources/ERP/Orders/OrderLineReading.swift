import Kernel
import Platform

/// Turns entered lines into order lines: finds the item, unit, price and tax code, and collects every reason against
/// them instead of stopping at the first.
struct OrderLineReading {
    let customer: Customer?
    let currency: Currency
    let date: CalendarDate
    /// The day on which the given prices were quoted; nil when they are not checked.
    let priceDate: CalendarDate?
    let document: String
    private(set) var items: [ID<Item>: Item] = [:]
    private(set) var codes: [ID<TaxCode>: TaxCode] = [:]
    private(set) var reasons: [Reason] = []
    private var codeByClass: [String: TaxCode] = [:]

    init(customer: Customer?, currency: Currency, date: CalendarDate, priceDate: CalendarDate?, document: String) {
        self.customer = customer
        self.currency = currency
        self.date = date
        self.priceDate = priceDate
        self.document = document
    }

    /// Reads all named items at once.
    mutating func load(_ inputs: [OrderLineInput], in tx: Transaction) throws(Refusal) {
        let ids = inputs.map(\.item).filter { !$0.isBlank }
        for item in try tx.all(Select<Item>().where(\.id, in: ids)) { items[item.id] = item }
        let names = inputs.filter { $0.item.isBlank && !$0.itemCode.isEmpty }.map(\.itemCode)
        if !names.isEmpty {
            for item in try tx.all(Select<Item>().where(\.code, in: names)) { items[item.id] = item }
        }
    }

    /// The order line, or nil when something speaks against it.
    mutating func read(
        _ input: OrderLineInput, position: Int, in tx: Transaction
    ) throws(Refusal) -> SalesOrderLine? {
        let known = reasons.count
        let named = input.item.isBlank ? items.values.first { $0.code == input.itemCode } : items[input.item]
        guard let item = named else {
            let name = input.item.isBlank ? input.itemCode : input.item.raw
            refuse(
                .notFound, "there is no item '\(name)'", position, "item", "an item of the item master", "operations")
            return nil
        }
        check(item, position)
        var line = SalesOrderLine()
        line.position = position
        line.item = item.id
        line.description = input.description.isEmpty ? item.name : input.description
        line.requestedDate = input.requestedDate
        line.quantity = Quantity(
            input.quantity.value, input.quantity.unit == .none ? item.baseUnit : input.quantity.unit)
        checkAmounts(input, line, item)
        if reasons.count > known { return nil }
        try settle(input, &line, item, in: tx)
        return reasons.count > known ? nil : line
    }

    private mutating func check(_ item: Item, _ position: Int) {
        if item.lifecycle == .obsolete {
            let successor = item.replacedBy.map { "its successor \(items[$0]?.code ?? $0.raw)" }
            refuse(
                .itemObsolete, "\(item.code) is obsolete", position, "item", successor ?? "an active item", "sales")
        }
        if !item.isSellable {
            refuse(.itemNotSellable, "\(item.code) is not for sale", position, "item", "a sellable item", "operations")
        }
    }

    private mutating func checkAmounts(_ input: OrderLineInput, _ line: SalesOrderLine, _ item: Item) {
        if line.quantity.value <= .zero {
            refuse(
                .badQuantity, "\(line.quantity) of \(item.code) cannot be ordered", line.position, "quantity",
                "more than 0", "sales")
        }
        if input.discountPercent.isNegative || input.discountPercent > 100 {
            refuse(
                .badDiscount, "a discount of \(input.discountPercent) % is not possible", line.position,
                "discountPercent", "0 to 100", "sales")
        }
        if let price = input.unitPrice, price.isNegative {
            refuse(
                .badQuantity, "a price of \(price) is not possible", line.position, "unitPrice", "0 or more", "sales")
        }
    }

    /// Unit, tax code and price.
    private mutating func settle(
        _ input: OrderLineInput, _ line: inout SalesOrderLine, _ item: Item, in tx: Transaction
    ) throws(Refusal) {
        var hasUnit = true
        do throws(Refusal) {
            let conversion = try item.conversion(from: line.quantity.unit, in: tx, line: line.position)
            line.unitNumerator = Int(conversion.numerator)
            line.unitDenominator = Int(conversion.denominator)
            do throws(ValueError) {
                let pieces = try conversion.convert(line.quantity)
                if item.tracking == .serial, !pieces.value.isWhole {
                    refuse(
                        .badQuantity, "\(pieces) of \(item.code) cannot have a serial number each", line.position,
                        "quantity", "whole pieces", "sales")
                }
            } catch {
                refuse(.badUnit, error.message, line.position, "quantity", error.allowed, "sales")
            }
        } catch {
            hasUnit = false
            try keep(error)
        }
        do throws(Refusal) {
            let code = try taxCode(input, item, in: tx)
            codes[code.id] = code
            line.taxCode = code.id
        } catch {
            try keep(error, line: line.position)
        }
        if hasUnit { try price(input, &line, item, in: tx) }
    }

    private mutating func taxCode(
        _ input: OrderLineInput, _ item: Item, in tx: Transaction
    ) throws(Refusal) -> TaxCode {
        if let id = input.taxCode { return try GST.valid(id, on: date, in: tx) }
        if let code = codeByClass[item.taxClass] { return code }
        let code = try GST.taxCode(for: customer ?? Customer(), item: item, on: date, in: tx)
        codeByClass[item.taxClass] = code
        return code
    }

    /// A given price stands, unless the list moved on after it was quoted; without one the lists are asked.
    private mutating func price(
        _ input: OrderLineInput, _ line: inout SalesOrderLine, _ item: Item, in tx: Transaction
    ) throws(Refusal) {
        line.priceExplanation = input.priceExplanation
        line.discountPercent = input.discountPercent
        line.unitPrice = input.unitPrice ?? .zero
        if input.unitPrice != nil, priceDate == nil { return }
        let answer: PriceAnswer
        do throws(Refusal) {
            answer = try Pricing.price(
                item, for: customer, quantity: line.quantity.value, unit: line.quantity.unit, currency: currency,
                on: date, in: tx, line: line.position)
        } catch {
            guard error.code == .priceMissing, let priceDate, let quoted = input.unitPrice else {
                return try keep(error)
            }
            return refuse(
                .priceOutOfDate, "\(item.code) was quoted at \(quoted) on \(priceDate) and has no price any more",
                line.position, "unitPrice", "a new quote", "sales")
        }
        if let quoted = input.unitPrice, let priceDate {
            let isCurrent = quoted == answer.unitPrice || quoted == answer.netUnitPrice
            if !isCurrent, answer.validFrom > priceDate {
                refuse(
                    .priceOutOfDate,
                    "\(item.code) was quoted at \(quoted) on \(priceDate); since \(answer.validFrom) the price is "
                        + answer.unitPrice.description,
                    line.position, "unitPrice", "\(answer.unitPrice), or a new quote", "sales")
            }
        } else {
            line.unitPrice = answer.unitPrice
            line.discountPercent = Self.compound(answer.discountPercent, input.discountPercent)
        }
        if line.priceExplanation.isEmpty { line.priceExplanation = answer.text }
    }

    /// One discount after the other: 10 % and 10 % are 19 %.
    static func compound(_ first: FixedDecimal, _ second: FixedDecimal) -> FixedDecimal {
        if first.isZero || second.isZero { return first + second }
        let left = (100 - first).multiplied(by: 100 - second, rounding: .halfUp).divided(by: 100, rounding: .halfUp)
        return 100 - left
    }

    mutating func refuse(
        _ code: RefusalCode, _ message: String, _ line: Int?, _ field: String, _ allowed: String,
        _ fixedBy: String, waitsFor: String? = nil
    ) {
        reasons.append(
            Reason(
                code, message, document: document, line: line, field: field, allowed: allowed, fixedBy: fixedBy,
                waitsFor: waitsFor))
    }

    /// Keeps a refusal among the reasons; a failure of the store goes on upwards.
    mutating func keep(_ refusal: Refusal, line: Int? = nil) throws(Refusal) {
        if refusal.code == .storeFailed { throw refusal }
        for var reason in refusal.reasons {
            if reason.line == nil { reason.line = line }
            reasons.append(reason)
        }
    }
}
