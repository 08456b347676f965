import Kernel
import Platform

/// Notes an interest. Refuses: requiredField (company or person), invalidValue, duplicateLead (an open lead of the
/// same e-mail, phone or company and person).
public struct CreateLead: Command {
    public static let name = "lead.create"
    public static let permission: Permission = "lead.create"
    public var fields = FieldChanges<Lead>()
    public init() {}
    public init(_ lead: Lead) { fields = FieldChanges(lead) }

    public static let input = Schema<CreateLead>("CreateLead") { s in
        s.fields(of: Lead.self, at: \.fields)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Lead> {
        let lead = try checked(fields.applied(to: Lead()))
        if lead.duplicateReason.isEmpty { try refuseTwins(of: lead, in: tx) }
        return try tx.insert(lead).id
    }

    private func checked(_ lead: Lead) throws(Refusal) -> Lead {
        var lead = lead
        let person = foldedForMatching(lead.givenName + " " + lead.familyName)
        lead.matchName = Account.matchName(of: lead.company) + (person.isEmpty ? "" : " / " + person)
        var validation = Validation(lead.title)
        if lead.company.isEmpty, person.isEmpty {
            validation.add(
                .requiredField, "A lead needs somebody", field: "company", allowed: "a company or a person's name")
        }
        validation.check(&lead.country, field: "country") { text throws(ValueError) in try Country.code(text) }
        let country = lead.country
        validation.check(&lead.email, field: "email", by: plainEmail)
        validation.check(&lead.phone, field: "phone") { text throws(ValueError) in
            try PhoneNumber.e164(text, country: country)
        }
        try validation.orRefuse()
        return lead
    }

    private func refuseTwins(of lead: Lead, in tx: Transaction) throws(Refusal) {
        let unless = { (text: String) -> Value in text.isEmpty ? .null : .text(text) }
        let rows = try tx.rows(
            """
            SELECT id, company, given_name, family_name, state FROM lead
            WHERE (email = ? OR phone = ? OR match_name = ?) AND state IN ('new', 'working', 'qualified') LIMIT 5
            """, [unless(lead.email), unless(lead.phone), .text(lead.matchName)],
            as: [.text, .text, .text, .text, .text])
        guard !rows.isEmpty else { return }
        throw Refusal(
            rows.map { row in
                Reason(
                    .duplicateLead,
                    "\(row[2].text) \(row[3].text), \(row[1].text) is already a lead (\(row[4].text)) with the same "
                        + "e-mail, phone or name",
                    document: lead.title, field: "email",
                    allowed: "the existing lead \(row[0].text), or a duplicateReason", fixedBy: "sales")
            })
    }
}
