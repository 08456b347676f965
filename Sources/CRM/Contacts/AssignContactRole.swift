import Kernel
import Platform

/// Gives a person a role at an account; the first current role, or one marked primary, is the person's main one.
/// Refuses: notFound, duplicate (the same current role).
public struct AssignContactRole: Command {
    public static let name = "contact.assignRole"
    public static let permission: Permission = "contact.update"
    public var contact = ID<Contact>.blank
    public var fields = FieldChanges<ContactRole>()
    public init() {}
    public init(_ role: ContactRole) {
        contact = role.contact
        fields = FieldChanges(role)
    }

    public static let input = Schema<AssignContactRole>("AssignContactRole") { s in
        s.field("contact", \.contact, .required)
        s.fields(of: ContactRole.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<ContactRole> {
        let person = try tx.load(contact)
        var role = try fields.applied(to: ContactRole())
        role.contact = person.id
        if role.startsOn == nil { role.startsOn = tx.today }
        let account = try tx.load(role.account)
        let roles = try ContactRole.all(of: person.id, in: tx)
        if roles.contains(where: {
            $0.account == role.account && $0.role == role.role && $0.isCurrent(on: tx.today)
        }) {
            throw Refusal(
                .duplicate, "\(person.fullName) already has this role at \(account.name)",
                document: "Contact \(person.fullName)", field: "role", allowed: "another role", fixedBy: "sales")
        }
        if role.isPrimary {
            for var other in roles where other.isPrimary {
                other.isPrimary = false
                try tx.update(other)
            }
        }
        role = try tx.insert(role)
        try person.updateMainRole(in: tx)
        return role.id
    }
}

extension ContactRole {
    static func all(of contact: ID<Contact>, in tx: Transaction) throws(Refusal) -> [ContactRole] {
        try tx.all(Select<ContactRole>().where(\.contact, .equal, contact).ordered(by: \.id))
    }
}

extension Contact {
    /// Repeats the main current role on the person.
    func updateMainRole(in tx: Transaction) throws(Refusal) {
        let current = try ContactRole.all(of: id, in: tx).filter { $0.isCurrent(on: tx.today) }
        var person = self
        person.account = (current.first(where: \.isPrimary) ?? current.first)?.account
        person.isFinanceContact = current.contains(where: \.isFinanceContact)
        try tx.update(person)
    }
}
