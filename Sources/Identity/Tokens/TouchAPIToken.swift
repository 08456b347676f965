import Kernel
import Platform

/// Notes that a token is in use. Refuses: notFound.
public struct TouchAPIToken: Command {
    public static let name = "token.touch"
    public static let permission: Permission = "token.touch"
    public static let isInternal = true
    public var token = ID<APIToken>.blank
    public init() {}
    public init(_ token: ID<APIToken>) { self.token = token }
    public static let input = Schema<TouchAPIToken>("TouchAPIToken") { s in s.field("token", \.token, .required) }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var token = try tx.load(token)
        token.lastUsedAt = tx.now
        try tx.update(token)
        return NoAnswer()
    }
}
