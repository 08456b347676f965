import Kernel
import Platform

/// Changes a person's details; fields not mentioned stay. Refuses: notFound, requiredField, invalidValue.
public struct UpdateContact: Command {
    public static let name = "contact.update"
    public static let permission: Permission = "contact.update"
    public var contact = ID<Contact>.blank
    public var fields = FieldChanges<Contact>()
    public init() {}
    public init(_ contact: ID<Contact>) { self.contact = contact }

    public static let input = Schema<UpdateContact>("UpdateContact") { s in
        s.field("contact", \.contact, .required)
        s.fields(of: Contact.self, at: \.fields)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        try tx.update(fields.applied(to: tx.load(contact)).checked())
        return NoAnswer()
    }
}
