import Kernel
import Platform

extension Account {
    /// The name by which duplicates are found: "Ngāti Pāoa Holdings Ltd." → "ngati paoa holdings".
    public static func matchName(of name: String) -> String { foldedCompanyName(name) }

    /// Brings identifiers, phone, e-mail and address to their checked forms and derives the match name.
    /// Refuses with every reason, save those that `held` gives as well: who changes the phone need not put an old
    /// address right.
    func checked(over held: Account? = nil) throws(Refusal) -> Account {
        let (account, reasons) = normalised()
        let known = Set((held?.normalised().reasons ?? []).map(\.message))
        let new = reasons.filter { !known.contains($0.message) }
        if !new.isEmpty { throw Refusal(new) }
        return account
    }

    /// The checked forms, and every reason against what has none and stays as it is.
    func normalised() -> (account: Account, reasons: [Reason]) {
        var account = self
        account.name = trimmed(name)
        account.matchName = Self.matchName(of: account.name)
        var validation = Validation(account.name.isEmpty ? "Account" : "Account \(account.name)")
        account.address.check(&validation)
        let country = account.country
        validation.check(&account.nzbn, field: "nzbn") { text throws(ValueError) in
            try BusinessIdentifier.nzbn(text)
        }
        validation.check(&account.abn, field: "abn") { text throws(ValueError) in try BusinessIdentifier.abn(text) }
        validation.check(&account.taxNumber, field: "taxNumber") { text throws(ValueError) in
            switch country {
            case "NZ": try BusinessIdentifier.inlandRevenueNumber(text)
            case "AU": try BusinessIdentifier.abn(text)
            default: trimmed(text)
            }
        }
        validation.check(&account.phone, field: "phone") { text throws(ValueError) in
            try PhoneNumber.e164(text, country: country)
        }
        validation.check(&account.email, field: "email", by: plainEmail)
        return (account, validation.reasons)
    }

    /// Accounts that are probably this one: the same identifier, or the same name and no other postcode.
    /// People are told apart by their e-mail address too.
    func twins(in tx: Transaction) throws(Refusal) -> [Reason] {
        if twinLookups.allSatisfy(tx.knowsNone) { return [] }
        let unless = { (text: String) -> Value in text.isEmpty ? .null : .text(text) }
        let found = try tx.rows(
            """
            SELECT id, name, nzbn, abn, tax_number, email, city, customer_number FROM account
            WHERE nzbn = ? OR abn = ? OR tax_number = ?
            OR (match_name = ? AND (postcode = ? OR postcode = '' OR ? = ''))
            LIMIT 10
            """,
            [
                unless(nzbn), unless(abn), unless(taxNumber), unless(matchName), .text(postcode), .text(postcode),
            ], as: [.text, .text, .text, .text, .text, .text, .text, .text])
        return found.compactMap { row in
            guard row[0].text != id.raw else { return nil }
            let same: String
            if !nzbn.isEmpty, row[2].text == nzbn {
                same = "nzbn"
            } else if !abn.isEmpty, row[3].text == abn {
                same = "abn"
            } else if !taxNumber.isEmpty, row[4].text == taxNumber {
                same = "taxNumber"
            } else if isPerson, row[5].text != email {
                return nil
            } else {
                same = "name"
            }
            let number = row[7].text.isEmpty ? "" : ", customer \(row[7].text)"
            return Reason(
                .duplicateAccount, "\(row[1].text) (\(row[6].text)\(number)) has the same \(same)",
                document: "Account \(name)", field: same,
                allowed: "the existing account \(row[0].text), or a duplicateReason", fixedBy: "sales")
        }
    }

    /// What a twin has at least one of.
    var twinLookups: [Lookup] {
        [
            Lookup(\Account.nzbn, nzbn), Lookup(\Account.abn, abn), Lookup(\Account.taxNumber, taxNumber),
            Lookup(\Account.matchName, matchName),
        ].filter { !$0.isBlank }
    }

    /// A refusal unless nothing alike exists or somebody gave a reason.
    func refuseTwins(in tx: Transaction) throws(Refusal) {
        guard duplicateReason.isEmpty else { return }
        let twins = try twins(in: tx)
        if !twins.isEmpty { throw Refusal(twins) }
    }
}
