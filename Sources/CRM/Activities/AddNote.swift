import Kernel
import Platform

/// Adds a note to a record. Refuses: requiredField, stillReferenced (a record that is not there).
public struct AddNote: Command {
    public static let name = "note.add"
    public static let permission: Permission = "note.add"
    public var fields = FieldChanges<Note>()
    public init() {}
    public init(_ note: Note) { fields = FieldChanges(note) }

    public static let input = Schema<AddNote>("AddNote") { s in
        s.fields(of: Note.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Note> {
        var note = try fields.applied(to: Note())
        let isAboutSomething =
            note.account != nil || note.contact != nil || note.lead != nil || note.opportunity != nil
            || note.quote != nil || note.supportCase != nil
        guard isAboutSomething else {
            throw Refusal(
                .requiredField, "The note is about nothing", document: "Note", field: "account",
                allowed: "an account, contact, lead, opportunity, quote or case", fixedBy: "sales")
        }
        note.author = actor.id
        note.writtenAt = tx.now
        return try tx.insert(note).id
    }
}
