import Kernel
import Platform

extension Quote {
    /// A customer is invoiced in one currency: an order in another would be refused after the customer has said yes.
    func refuseForeignCurrency(of account: Account) throws(Refusal) {
        guard account.currency != .none, currency != account.currency else { return }
        throw Refusal(
            .invalidValue, "\(account.name) is invoiced in \(account.currency), not \(currency)",
            document: "Quote for \(account.name)", field: "currency", allowed: account.currency.code, fixedBy: "sales")
    }

    /// Dates and tax make sense, and contact and opportunity are the account's own.
    func checkHeader(of account: Account, in tx: Transaction) throws(Refusal) {
        var validation = Validation(number.isEmpty ? "Quote for \(account.name)" : title)
        if validUntil < tx.today {
            validation.add(
                .invalidValue, "It would have expired on \(validUntil)", field: "validUntil",
                allowed: "\(tx.today) or later")
        }
        if taxRate.isNegative || taxRate > 1 {
            validation.add(
                .invalidValue, "A tax rate of \(taxRate)", field: "taxRate", allowed: "a fraction such as 0.15")
        }
        for (field, amount) in [("agreedTax", agreedTax), ("agreedFreight", agreedFreight)] {
            guard let amount, amount.currency != currency || amount.isNegative else { continue }
            validation.add(
                .invalidValue, "An amount of \(amount)", field: field, allowed: "0 or more \(currency.code)")
        }
        if let opportunity {
            let deal = try tx.load(opportunity)
            if deal.account != account.id {
                validation.add(
                    .otherAccount, "\(deal.title) is another account's", field: "opportunity",
                    allowed: "an opportunity of \(account.name)")
            }
        }
        if let contact {
            let roles = try tx.integer(
                "SELECT count(*) FROM contact_role WHERE contact = ? AND account = ?",
                [.text(contact.raw), .text(account.id.raw)])
            if roles == 0 {
                let person = try tx.load(contact)
                validation.add(
                    .otherAccount, "\(person.fullName) has no role at \(account.name)", field: "contact",
                    allowed: "a contact of \(account.name)")
            }
        }
        try validation.orRefuse()
    }

    /// Copies the delivery address onto the quote, where it stays even if the account moves.
    func addressed(to account: Account, in tx: Transaction) throws(Refusal) -> Quote {
        var quote = self
        var place = account.address
        quote.shipToName = account.tradingName.isEmpty ? account.name : account.tradingName
        if let shippingAddress {
            let address = try tx.load(shippingAddress)
            guard address.account == account.id else {
                throw Refusal(
                    .otherAccount, "'\(address.address.oneLine)' is another account's address",
                    document: number.isEmpty ? "Quote for \(account.name)" : title, field: "shippingAddress",
                    allowed: "an address of \(account.name)", fixedBy: "sales")
            }
            place = address.address
            if !address.label.isEmpty { quote.shipToName += ", " + address.label }
        }
        (quote.shipToStreet, quote.shipToSuburb, quote.shipToCity) = (place.street, place.suburb, place.city)
        (quote.shipToRegion, quote.shipToPostcode) = (place.region, place.postcode)
        quote.shipToCountry = place.country
        return quote
    }
}
