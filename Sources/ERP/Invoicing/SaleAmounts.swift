import Kernel

/// The amounts of an invoice or credit memo in its own currency, and the same as they are booked. Each part is
/// converted by itself and the receivable is their sum, so that the posting balances in any currency.
struct SaleAmounts {
    /// One tax code's share of the document; freight counts in.
    struct Tax {
        var code: ID<TaxCode>
        var net: Money
        var tax: Money
    }

    var net: Money
    var freight: Money
    var rounding: Money
    var taxes: [Tax] = []

    init(_ currency: Currency) {
        net = .zero(currency)
        freight = .zero(currency)
        rounding = .zero(currency)
    }

    var tax: Money { taxes.reduce(.zero(net.currency)) { $0 + $1.tax } }
    var total: Money { net + tax + freight + rounding }

    mutating func add(net: Money, tax: Money, code: ID<TaxCode>) {
        if let index = taxes.firstIndex(where: { $0.code == code }) {
            taxes[index].net += net
            taxes[index].tax += tax
        } else {
            taxes.append(Tax(code: code, net: net, tax: tax))
        }
    }

    /// Refuses: missingExchangeRate, invalidValue.
    func booked(in currency: Currency, at rate: FixedDecimal) throws(Refusal) -> SaleAmounts {
        var book = self
        book.net = try net.converted(to: currency, at: rate)
        book.freight = try freight.converted(to: currency, at: rate)
        book.rounding = try rounding.converted(to: currency, at: rate)
        for index in taxes.indices {
            book.taxes[index].net = try taxes[index].net.converted(to: currency, at: rate)
            book.taxes[index].tax = try taxes[index].tax.converted(to: currency, at: rate)
        }
        return book
    }

    /// The code that bears most of the tax, for later discounts and bad debts.
    var mainTaxCode: ID<TaxCode>? {
        taxes.max { $0.tax.magnitude < $1.tax.magnitude }?.code
    }
}

extension JournalDraft {
    /// Debits the receivable and credits what was sold; a credit memo's turned amounts do the opposite.
    mutating func sale(_ sale: SaleAmounts, book: SaleAmounts, party: ID<Customer>, revenue: AccountRole) {
        debit(.receivable, book.total, document: sale.total, party: party)
        credit(revenue, book.net, document: sale.net)
        credit(.freightRevenue, book.freight, document: sale.freight)
        credit(.gstOutput, book.tax, document: sale.tax)
        credit(.rounding, book.rounding, document: sale.rounding)
    }
}
