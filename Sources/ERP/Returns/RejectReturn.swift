import Kernel
import Platform

/// Turns a return down, with a reason. Refuses: notFound, wrongState. Emits ReturnRejected.
public struct RejectReturn: Command {
    public static let name = "return.reject"
    public static let permission: Permission = "return.reject"
    public static let emits: [any Event.Type] = [ReturnRejected.self]
    public var authorization = ID<ReturnAuthorization>.blank
    public var reason = ""
    public init() {}
    public init(_ authorization: ID<ReturnAuthorization>, reason: String) {
        self.authorization = authorization
        self.reason = reason
    }

    public static let input = Schema<RejectReturn>("RejectReturn") { s in
        s.field("return", \.authorization, .required)
        s.field("reason", \.reason, .required, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var rejected = try tx.load(authorization)
        try rejected.advance(to: .rejected, note: reason)
        try tx.update(rejected)
        tx.emit(ReturnRejected(subject: authorization))
        return NoAnswer()
    }
}

/// A return was turned down.
public struct ReturnRejected: Event { public let subject: ID<ReturnAuthorization> }
