import Kernel
import Platform

/// Ends one role, or all of a person's roles at an account: "left the company". The history stays.
/// Refuses: notFound (no such current role), invalidValue (an end before the start).
public struct EndContactRole: Command {
    public static let name = "contact.endRole"
    public static let permission: Permission = "contact.update"
    public var contact = ID<Contact>.blank
    public var account = ID<Account>.blank
    /// Blank ends every current role at the account.
    public var role = ""
    public var endsOn: CalendarDate?
    public var reason = ""
    public init() {}
    public init(contact: ID<Contact>, account: ID<Account>, role: String = "", reason: String = "left company") {
        self.contact = contact
        self.account = account
        self.role = role
        self.reason = reason
    }

    public static let input = Schema<EndContactRole>("EndContactRole") { s in
        s.field("contact", \.contact, .required)
        s.field("account", \.account, .required)
        s.field("role", \.role)
        s.field("endsOn", \.endsOn)
        s.field("reason", \.reason, .maxLength(200))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let person = try tx.load(contact)
        // The last day in the role; from today on it counts no more.
        let last = endsOn ?? tx.today.adding(days: -1)
        let ending = try ContactRole.all(of: person.id, in: tx).filter {
            $0.account == account && $0.endsOn == nil && (role.isEmpty || $0.role == role)
        }
        guard !ending.isEmpty else {
            throw Refusal(
                .notFound, "\(person.fullName) has no current role there", document: "Contact \(person.fullName)",
                field: "role", allowed: "a role that has not ended", fixedBy: "sales")
        }
        for var role in ending {
            if let start = role.startsOn, endsOn != nil, last < start {
                throw Refusal(
                    .invalidValue, "The role began on \(start)", document: "Contact \(person.fullName)",
                    field: "endsOn", allowed: "\(start) or later", fixedBy: "sales")
            }
            role.endsOn = last
            role.endReason = reason
            role.isPrimary = false
            try tx.update(role)
        }
        try person.updateMainRole(in: tx)
        return NoAnswer()
    }
}
