import Kernel
import Platform

extension Quote {
    /// Reads what the lines say, checks it against the mirrored products, prices it and adds it up. Refuses with the
    /// reasons of every line.
    func pricing(_ inputs: [QuoteLineInput], in tx: Transaction) throws(Refusal) -> (quote: Quote, lines: [QuoteLine]) {
        var validation = Validation(number.isEmpty ? "Quote" : title)
        let ids = Set(inputs.map { $0.fields[\.product] }).sorted()
        var products: [ID<Product>: Product] = [:]
        for product in try tx.all(Select<Product>().where(\.id, in: ids)) { products[product.id] = product }
        var lines: [QuoteLine] = []
        for (index, input) in inputs.enumerated() {
            var line = try input.fields.applied(to: QuoteLine())
            line.quote = id
            line.position = index + 1
            if let product = products[line.product] {
                line.take(product, &validation)
                try line.checkUnit(of: product, &validation, in: tx)
            } else {
                validation.add(
                    .notFound, "There is no product with the id '\(line.product.raw)'", line: line.position,
                    field: "product", allowed: "a product of the mirrored catalogue")
            }
            if !input.fields.mentions(\.unitPrice) {
                try line.takeMirroredPrice(of: self, &validation, in: tx)
            } else if line.priceAsOf == nil {
                line.priceAsOf = tx.now
            }
            line.check(&validation)
            lines.append(line)
        }
        try validation.orRefuse()
        let quote = try totalled(&lines)
        return (quote, lines)
    }

    /// Pure: the net of each line, the tax estimate of the document spread over the lines, and the totals. What was
    /// agreed stands in place of the estimate, and the agreed total is the total, half up to the currency's unit.
    func totalled(_ lines: inout [QuoteLine]) throws(Refusal) -> Quote {
        var quote = self
        var validation = Validation(number.isEmpty ? "Quote" : title)
        quote.net = .zero(currency)
        quote.maximumDiscountPercent = .zero
        for index in lines.indices {
            do throws(ValueError) {
                lines[index].net = try Money.lineNet(
                    quantity: lines[index].quantity.value, unitPrice: lines[index].unitPrice,
                    discountPercent: lines[index].discountPercent, currency: currency)
            } catch {
                validation.add(
                    .invalidValue, error.message, line: index + 1, field: "quantity", allowed: error.allowed)
                continue
            }
            quote.net += lines[index].net
            quote.maximumDiscountPercent = max(quote.maximumDiscountPercent, lines[index].discountPercent)
            lines[index].priceExplanation = PriceWaterfall.adding(
                discountPercent: lines[index].discountPercent, unitPrice: lines[index].unitPrice,
                to: lines[index].priceExplanation)
        }
        try validation.orRefuse()
        let perLine = quote.estimateTax(on: lines.map(\.net))
        for index in lines.indices { lines[index].taxEstimate = perLine[index] }
        quote.total = quote.net + quote.taxEstimate + (agreedFreight ?? .zero(currency))
        if let agreedTotal {
            do throws(ValueError) {
                quote.total = try Money(agreedTotal, currency, rounding: .halfUp)
            } catch {
                validation.add(.invalidValue, error.message, field: "agreedTotal", allowed: error.allowed)
            }
        }
        quote.lineCount = lines.count
        try validation.orRefuse()
        return quote
    }

    /// Sets the document's tax and answers each line's part of it.
    private mutating func estimateTax(on nets: [Money]) -> [Money] {
        if let agreedTax {
            taxEstimate = agreedTax
            return nets.isEmpty ? [] : agreedTax.allocated(over: nets.map(\.amount))
        }
        let (tax, perLine) = GoodsAndServicesTax.exclusive(rate: taxRate, nets: nets)
        taxEstimate = tax
        return perLine
    }
}

extension QuoteLine {
    fileprivate mutating func take(_ product: Product, _ validation: inout Validation) {
        productCode = product.code
        if description.isEmpty { description = product.name }
        if quantity.unit == .none { quantity.unit = product.unit }
        guard !product.isSellable else { return }
        let instead = product.replacedBy.isEmpty ? "a product that is sold" : product.replacedBy
        validation.add(
            .productNotSellable, "\(product.code) is no longer sold", line: position, field: "product",
            allowed: instead)
    }

    /// A price is for one unit: pieces are not offered by weight.
    fileprivate func checkUnit(
        of product: Product, _ validation: inout Validation, in tx: Transaction
    ) throws(Refusal) {
        guard quantity.unit != product.unit else { return }
        let units = try PriceBook.units(of: product, in: tx)
        guard !units.contains(quantity.unit) else { return }
        validation.add(
            .invalidValue, "\(product.code) is not sold in \(quantity.unit)", line: position, field: "quantity",
            allowed: "a quantity in " + units.map(\.code).joined(separator: " or "))
    }

    /// The last price the ERP told, with its age.
    fileprivate mutating func takeMirroredPrice(
        of quote: Quote, _ validation: inout Validation, in tx: Transaction
    ) throws(Refusal) {
        let entry = try PriceBook.entry(
            for: product, quantity: quantity, currency: quote.currency, on: quote.priceDate, in: tx)
        guard let entry else {
            validation.add(
                .priceMissing, "The price book has no \(quote.currency) price for \(quantity) of \(productCode)",
                line: position, field: "unitPrice", allowed: "a unit price asked of the ERP")
            return
        }
        unitPrice = entry.unitPrice
        listPrice = entry.unitPrice
        priceSource = .mirror
        priceAsOf = entry.asOf
    }

    fileprivate func check(_ validation: inout Validation) {
        if quantity.value <= .zero {
            validation.add(
                .invalidValue, "A quantity of \(quantity)", line: position, field: "quantity", allowed: "more than 0")
        }
        if unitPrice.isNegative {
            validation.add(
                .invalidValue, "A price of \(unitPrice)", line: position, field: "unitPrice", allowed: "0 or more")
        }
        if discountPercent.isNegative || discountPercent > 100 {
            validation.add(
                .invalidValue, "A discount of \(discountPercent) %", line: position, field: "discountPercent",
                allowed: "0 to 100")
        }
    }
}

extension RefusalCode {
    /// Neither the ERP nor the mirrored price book gave a price.
    public static let priceMissing = RefusalCode("priceMissing")
}
