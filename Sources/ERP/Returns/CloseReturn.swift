import Kernel
import Platform

/// Closes a return of which every line has been decided. Refuses: notFound, wrongState. Emits ReturnClosed.
public struct CloseReturn: Command {
    public static let name = "return.close"
    public static let permission: Permission = "return.close"
    public static let emits: [any Event.Type] = [ReturnClosed.self]
    public var authorization = ID<ReturnAuthorization>.blank
    public init() {}
    public init(_ authorization: ID<ReturnAuthorization>) { self.authorization = authorization }

    public static let input = Schema<CloseReturn>("CloseReturn") { s in
        s.field("return", \.authorization, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var closed = try tx.load(authorization)
        try closed.advance(to: .closed)
        try tx.update(closed)
        tx.emit(ReturnClosed(subject: authorization))
        return NoAnswer()
    }
}

/// A return is finished.
public struct ReturnClosed: Event { public let subject: ID<ReturnAuthorization> }
