import Kernel
import Platform

/// Allows a return. Refuses: notFound, wrongState. Emits ReturnAuthorised.
public struct AuthoriseReturn: Command {
    public static let name = "return.authorise"
    public static let permission: Permission = "return.authorise"
    public static let emits: [any Event.Type] = [ReturnAuthorised.self]
    public var authorization = ID<ReturnAuthorization>.blank
    public var note = ""
    public init() {}
    public init(_ authorization: ID<ReturnAuthorization>, note: String = "") {
        self.authorization = authorization
        self.note = note
    }

    public static let input = Schema<AuthoriseReturn>("AuthoriseReturn") { s in
        s.field("return", \.authorization, .required)
        s.field("note", \.note, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var allowed = try tx.load(authorization)
        try allowed.advance(to: .authorised, note: note)
        try tx.update(allowed)
        tx.emit(ReturnAuthorised(subject: authorization))
        return NoAnswer()
    }
}

/// A return was allowed.
public struct ReturnAuthorised: Event { public let subject: ID<ReturnAuthorization> }

extension ReturnAuthorization {
    var title: String { "Return \(number)" }

    /// Refuses wrongState.
    mutating func advance(to next: ReturnState, note: String = "") throws(Refusal) {
        try Self.transitions.check(state, to: next, document: title)
        state = next
        if !note.isEmpty { decisionNote = note }
    }
}
