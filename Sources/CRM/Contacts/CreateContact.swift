import Kernel
import Platform

/// Adds a person, usually with a first role at an account.
/// Refuses: requiredField (a name), invalidValue, notFound, duplicateContact (the same name with the same e-mail or
/// account).
public struct CreateContact: Command {
    public static let name = "contact.create"
    public static let permission: Permission = "contact.create"
    public var account: ID<Account>?
    public var role = ""
    public var isFinanceContact = false
    public var duplicateReason = ""
    public var fields = FieldChanges<Contact>()
    public init() {}
    public init(_ contact: Contact, at account: ID<Account>? = nil, role: String = "", isFinanceContact: Bool = false) {
        fields = FieldChanges(contact)
        self.account = account
        self.role = role
        self.isFinanceContact = isFinanceContact
    }

    public static let input = Schema<CreateContact>("CreateContact") { s in
        s.field("account", \.account)
        s.field("role", \.role, .maxLength(100))
        s.field("isFinanceContact", \.isFinanceContact)
        s.field("duplicateReason", \.duplicateReason, .maxLength(300))
        s.fields(of: Contact.self, at: \.fields)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Contact> {
        var contact = try fields.applied(to: Contact()).checked()
        if duplicateReason.isEmpty { try refuseTwins(of: contact, in: tx) }
        contact.account = account
        contact.isFinanceContact = account != nil && isFinanceContact
        contact = try tx.insert(contact)
        if let account {
            var first = ContactRole()
            first.contact = contact.id
            first.account = account
            first.role = role
            first.isFinanceContact = isFinanceContact
            first.isPrimary = true
            first.startsOn = tx.today
            try tx.insert(first)
        }
        return contact.id
    }

    /// The same name with the same e-mail anywhere, or at the same account. A shared mailbox of two people is no twin.
    private func refuseTwins(of contact: Contact, in tx: Transaction) throws(Refusal) {
        let email: Value = contact.email.isEmpty ? .null : .text(contact.email)
        let account: Value = self.account.map { .text($0.raw) } ?? .null
        let rows = try tx.rows(
            """
            SELECT id, given_name, family_name FROM contact
            WHERE match_name = ? AND (email = ? OR account = ?) LIMIT 1
            """, [.text(contact.matchName), email, account], as: [.text, .text, .text])
        guard let row = rows.first else { return }
        throw Refusal(
            .duplicateContact, "\(row[1].text) \(row[2].text) is already a contact with this e-mail or account",
            document: "Contact \(contact.fullName)", field: "email",
            allowed: "the existing contact \(row[0].text), or a duplicateReason", fixedBy: "sales")
    }
}
