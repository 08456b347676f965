import Kernel
import Platform

/// Places an account under another in the hierarchy, or on top when no parent is given.
/// Refuses: notFound, hierarchyCycle.
public struct SetParentAccount: Command {
    public static let name = "account.setParent"
    public static let permission: Permission = "account.update"
    public var account = ID<Account>.blank
    public var parent: ID<Account>?
    public init() {}
    public init(account: ID<Account>, parent: ID<Account>?) {
        self.account = account
        self.parent = parent
    }

    public static let input = Schema<SetParentAccount>("SetParentAccount") { s in
        s.field("account", \.account, .required)
        s.field("parent", \.parent)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var child = try tx.load(account)
        if let parent {
            let above = try tx.load(parent)
            let ancestors = try AccountHierarchy.ancestors(of: parent, in: tx)
            guard parent != account, !ancestors.contains(account) else {
                throw Refusal(
                    .hierarchyCycle, "\(above.name) already belongs to \(child.name)",
                    document: "Account \(child.name)", field: "parent",
                    allowed: "an account that is not \(child.name) and not below it", fixedBy: "sales")
            }
        }
        child.parent = parent
        try tx.update(child)
        return NoAnswer()
    }
}
