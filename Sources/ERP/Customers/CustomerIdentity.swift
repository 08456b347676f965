import Kernel
import Platform

/// Finds customers that are already known under another record: the same tax number, NZBN or ABN, or the same name,
/// whatever its legal form, at the same postcode. Rejected and archived ones do not count.
enum CustomerIdentity {
    /// A reason for each likeness, naming the customer found.
    static func duplicates(of customer: Customer, in tx: Transaction) throws(Refusal) -> [Reason] {
        var reasons: [Reason] = []
        for (field, path) in numbers {
            let lookup = Lookup(path, customer[keyPath: path])
            if lookup.isBlank || tx.knowsNone(lookup) { continue }
            for other in try tx.all(Select<Customer>().where(path, .equal, customer[keyPath: path]))
            where other.counts(against: customer) {
                reasons.append(
                    reason(customer, other, field: field, "has the same \(field) \(customer[keyPath: path])"))
            }
        }
        let name = Lookup(\Customer.matchName, customer.matchName)
        if !name.isBlank, !tx.knowsNone(name) {
            let others = try tx.all(
                Select<Customer>().where(\.matchName, .equal, customer.matchName)
                    .where(\.postcode, .equal, customer.postcode))
            for other in others where other.counts(against: customer) {
                reasons.append(reason(customer, other, field: "legalName", "has the same name and postcode"))
            }
        }
        return reasons
    }

    private static var numbers: [(field: String, path: KeyPath<Customer, String>)] {
        [("taxNumber", \.taxNumber), ("nzbn", \.nzbn), ("abn", \.abn)]
    }

    /// What one that is known already has at least one of.
    static func lookups(of customer: Customer) -> [Lookup] {
        numbers.map { Lookup($0.path, customer[keyPath: $0.path]) }
            + [Lookup(\Customer.matchName, customer.matchName)]
    }

    private static func reason(_ customer: Customer, _ other: Customer, field: String, _ likeness: String) -> Reason {
        Reason(
            .duplicateCustomer, "\(other.title), \(other.state.rawValue), \(likeness)",
            document: "Customer \(customer.legalName)", field: field, allowed: "link to \(other.number) instead",
            fixedBy: "finance")
    }

    /// The business identifiers and the country, normalised; a reason for each that is wrong.
    static func check(_ customer: inout Customer) -> [Reason] {
        var reasons: [Reason] = []
        let document = "Customer \(customer.legalName)"
        func normalise(_ text: String, field: String, _ rule: (String) throws(ValueError) -> String) -> String {
            guard !text.isEmpty else { return "" }
            do throws(ValueError) {
                return try rule(text)
            } catch {
                reasons.append(
                    Reason(
                        .invalidValue, error.message, document: document, field: field, allowed: error.allowed,
                        fixedBy: "sales"))
                return text
            }
        }
        customer.country = normalise(customer.country, field: "country") { text throws(ValueError) in
            try Country.code(text)
        }
        customer.nzbn = normalise(customer.nzbn, field: "nzbn") { text throws(ValueError) in
            try BusinessIdentifier.nzbn(text)
        }
        customer.abn = normalise(customer.abn, field: "abn") { text throws(ValueError) in
            try BusinessIdentifier.abn(text)
        }
        customer.taxNumber = plainTaxNumber(of: customer)
        customer.matchName = String(foldedCompanyName(customer.legalName).prefix(160))
        return reasons
    }

    /// Where its form is known, without spaces and hyphens, so that twins are found; as it was typed elsewhere.
    private static func plainTaxNumber(of customer: Customer) -> String {
        let plain: String? =
            switch customer.country {
            case "NZ": try? BusinessIdentifier.inlandRevenueNumber(customer.taxNumber)
            case "AU": try? BusinessIdentifier.abn(customer.taxNumber)
            default: nil
            }
        return plain ?? customer.taxNumber
    }
}

extension Customer {
    fileprivate func counts(against other: Customer) -> Bool {
        id != other.id && state != .rejected && state != .archived
    }
}
