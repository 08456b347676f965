import Kernel
import Platform

/// What finance agrees with a customer, checked.
enum CustomerAgreement {
    /// A limit is an amount of the company's currency, not less than nothing; blank means that none is watched.
    static func problems(limit: Money, _ company: Company, document: String) -> [Reason] {
        guard limit.currency != .none || !limit.isZero else { return [] }
        guard limit.currency == company.currency, !limit.isNegative else {
            return [
                Reason(
                    .creditLimitCurrency, "A credit limit of \(limit) cannot be watched", document: document,
                    field: "creditLimit", allowed: "an amount in \(company.currency), 0 or more", fixedBy: "finance")
            ]
        }
        return []
    }

    /// A list in another currency than the customer is invoiced in has no price for him.
    static func problems(
        priceList: ID<PriceList>?, of customer: Customer, in tx: Transaction
    ) throws(Refusal) -> [Reason] {
        guard let priceList, let list = try tx.find(priceList), list.currency != customer.currency else { return [] }
        return [
            Reason(
                .currencyMismatch, "Price list \(list.code) is in \(list.currency)", document: customer.title,
                field: "priceList", allowed: "a price list in \(customer.currency)", fixedBy: "finance")
        ]
    }
}
