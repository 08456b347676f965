import ERP
import Kernel
import Platform

/// The company as its papers show it, and the currency that needs no code.
public struct Letterhead: Sendable {
    public let party: Paper.Party
    public let currency: Currency
    public let country: String
    /// The GST number, or the ABN.
    public let taxNumber: String

    /// From the ERP, where the company is set up. Throws a refusal when it was not.
    public init(in reading: Reading) throws {
        guard let company = try reading.find(Company.only) else {
            throw Refusal(
                .notFound, "No company is set up, so its papers have no letterhead", document: "Company",
                allowed: "a company set up by finance", fixedBy: "finance")
        }
        country = company.country
        currency = company.currency
        taxNumber = company.gstNumber
        let taxName = company.country == "AU" ? "ABN" : "GST no."
        party = Paper.Party(
            name: company.name,
            lines: Paper.addressLines(
                street: company.street, suburb: company.suburb, city: company.city, region: company.region,
                postcode: company.postcode, country: company.country, from: company.country)
                + [
                    company.gstNumber.isEmpty ? "" : "\(taxName) \(company.gstNumber)",
                    company.nzbn.isEmpty ? "" : "NZBN \(company.nzbn)",
                ])
    }

    /// "Tax invoice" where the law knows such a thing.
    var isTaxed: Bool { country == "NZ" || country == "AU" }
}

extension Paper {
    /// An address as the post wants it: New Zealand has no region in it, Australia puts state and postcode behind the
    /// town; the country is named only abroad. After NZ Post's and Australia Post's addressing guides.
    static func addressLines(
        street: String, suburb: String, city: String, region: String, postcode: String, country: String,
        from home: String
    ) -> [String] {
        let town =
            country == "NZ"
            ? "\(city) \(postcode)" : [city, region, postcode].filter { !$0.isEmpty }.joined(separator: " ")
        return [street, suburb, town.trimmed, country == home ? "" : country].filter { !$0.isEmpty }
    }

    static func party(_ customer: Visible<Customer>, from home: String) -> Party {
        Party(
            name: customer.legalName,
            lines: addressLines(
                street: customer.street, suburb: customer.suburb, city: customer.city, region: customer.region,
                postcode: customer.postcode, country: customer.country, from: home)
                + [
                    customer.number,
                    customer.nzbn.isEmpty ? "" : "NZBN \(customer.nzbn)",
                    customer.abn.isEmpty ? "" : "ABN \(customer.abn)",
                ])
    }
}

extension String {
    var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
