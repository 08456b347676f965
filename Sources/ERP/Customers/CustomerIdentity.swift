import Kernel
import Platform

/// Finds customers that are already known under another record: the same tax number, NZBN or ABN, or the same name,
/// whatever its legal form, at the same postcode. Rejected and archived ones do not count.
enum CustomerIdentity {
    /// A reason for each likeness, naming the customer found.
    static func duplicates(of customer: Customer, in tx: Transaction) throws(Refusal) -> [Reason] {
        var reasons: [Reason] = []
        let paths: [(String, WritableKeyPath<Customer, String>)] = [
            ("taxNumber", \.taxNumber), ("nzbn", \.nzbn), ("abn", \.abn),
        ]
        for (field, path) in paths where !customer[keyPath: path].isEmpty {
            for other in try tx.all(Select<Customer>().where(path, .equal, customer[keyPath: path]))
            where other.counts(against: customer) {
                reasons.append(
                    reason(customer, other, field: field, "has the same \(field) \(customer[keyPath: path])"))
            }
        }
        if !customer.matchName.isEmpty {
            let others = try tx.all(
                Select<Customer>().where(\.matchName, .equal, customer.matchName)
                    .where(\.postcode, .equal, customer.postcode))
            for other in others where other.counts(against: customer) {
                reasons.append(reason(customer, other, field: "legalName", "has the same name and postcode"))
            }
        }
        return reasons
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
        customer.matchName = String(foldedCompanyName(customer.legalName).prefix(160))
        return reasons
    }
}

extension Customer {
    fileprivate func counts(against other: Customer) -> Bool {
        id != other.id && state != .rejected && state != .archived
    }
}
