import Kernel
import Platform

/// Says by which subject of which other house a person signs in; empty ends it. Refuses: notFound, duplicate when
/// somebody else has it.
public struct LinkUser: Command {
    public static let name = "user.link"
    public static let permission: Permission = "user.link"
    public var user = ID<User>.blank
    public var externalID = ""
    public init() {}
    public init(_ user: ID<User>, to externalID: String) {
        self.user = user
        self.externalID = externalID
    }

    public static let input = Schema<LinkUser>("LinkUser") { s in
        s.field("user", \.user, .required)
        s.field("externalID", \.externalID, .maxLength(600))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var user = try tx.load(user)
        let others = Select<User>().where(\.externalID, .equal, externalID).where(\.id, .notEqual, user.id)
        if !externalID.isEmpty, let other = try tx.first(others) {
            throw Refusal(
                .duplicate, "\(other.name) signs in by this already", document: "User \(user.signInName)",
                field: "externalID", allowed: "one person for each subject", fixedBy: "integration admin")
        }
        user.externalID = externalID
        try tx.update(user)
        return NoAnswer()
    }
}
