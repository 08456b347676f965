import CRM
import HTMLText
import Kernel
import Platform

extension Paper {
    /// An offer, with its lines, its validity, and the GST it would carry.
    public static func quote(_ id: ID<Quote>, in reading: Reading, under head: Letterhead) throws -> Paper? {
        guard let quote = try reading.find(id), let account = try reading.find(quote.account) else { return nil }
        let contact = try quote.contact.flatMap { try reading.find($0) }
        let lines = try reading.all(Select<QuoteLine>().where(\.quote, .equal, id).ordered(by: \.position))
        var paper = Paper(
            title: "Quote", number: quote.revision > 1 ? "\(quote.number) rev \(quote.revision)" : quote.number)
        paper.issuer = head.party
        paper.recipient = Party(
            name: account.name,
            lines: [contact.map { "Attention: \($0.givenName) \($0.familyName)" } ?? ""]
                + addressLines(
                    street: account.street, suburb: account.suburb, city: account.city, region: account.region,
                    postcode: account.postcode, country: account.country, from: head.country))
        if !quote.shipToStreet.isEmpty {
            paper.deliverTo = Party(
                name: quote.shipToName,
                lines: addressLines(
                    street: quote.shipToStreet, suburb: quote.shipToSuburb, city: quote.shipToCity,
                    region: quote.shipToRegion, postcode: quote.shipToPostcode, country: quote.shipToCountry,
                    from: head.country))
        }
        paper.facts = [
            Fact("Date", Formatted.date(quote.priceDate)),
            Fact("Valid until", Formatted.date(quote.validUntil)),
            Fact("Your reference", quote.customerReference), Fact("Terms", quote.paymentTerms),
        ].filter { !$0.value.isEmpty }
        paper.columns = moneyColumns
        paper.lines = lines.map { line in
            Line(
                cells: moneyCells(
                    line.description, line.quantity, line.unitPrice, line.discountPercent, line.net, head),
                smallPrint: line.productCode)
        }
        paper.totals = amounts(
            net: quote.net, freight: quote.agreedFreight ?? .zero(quote.currency), tax: quote.taxEstimate,
            rounding: .zero(quote.currency), total: quote.total, head)
        paper.notes = [quote.note].filter { !$0.isEmpty }
        paper.notes.append("Prices hold until \(Formatted.date(quote.validUntil)).")
        return paper
    }
}
