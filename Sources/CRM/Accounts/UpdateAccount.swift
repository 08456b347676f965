import Kernel
import Platform

/// Changes what the CRM owns of an account; fields not mentioned stay.
/// Refuses: notFound, invalidValue, requiredField, duplicateAccount.
public struct UpdateAccount: Command {
    public static let name = "account.update"
    public static let permission: Permission = "account.update"
    public var account = ID<Account>.blank
    public var fields = FieldChanges<Account>()
    public init() {}
    public init(_ account: ID<Account>) { self.account = account }

    public static let input = Schema<UpdateAccount>("UpdateAccount") { s in
        s.field("account", \.account, .required)
        s.fields(of: Account.self, at: \.fields)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let old = try tx.load(account)
        let new = try fields.applied(to: old).checked(over: old)
        let identity = { (one: Account) in [one.matchName, one.postcode, one.nzbn, one.abn, one.taxNumber] }
        if identity(new) != identity(old) { try new.refuseTwins(in: tx) }
        try tx.update(new)
        return NoAnswer()
    }
}
