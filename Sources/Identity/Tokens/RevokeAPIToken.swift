import Kernel
import Platform

/// Ends a token of one's own; an integration admin ends anybody's. Refuses: notFound, notPermitted.
public struct RevokeAPIToken: Command {
    public static let name = "token.revoke"
    public static let permission: Permission = "own.revokeToken"
    public var token = ID<APIToken>.blank
    public init() {}
    public init(_ token: ID<APIToken>) { self.token = token }
    public static let input = Schema<RevokeAPIToken>("RevokeAPIToken") { s in s.field("token", \.token, .required) }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var token = try tx.load(token)
        if !tx.may("token.revoke") { _ = try tx.ownUser(token.user) }
        token.isRevoked = true
        try tx.update(token)
        return NoAnswer()
    }
}
