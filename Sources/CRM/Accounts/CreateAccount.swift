import Kernel
import Platform

/// Opens an account, or takes one over from another system.
/// Refuses: invalidValue (identifiers, phone, e-mail, address), requiredField, duplicateAccount.
public struct CreateAccount: Command {
    public static let name = "account.create"
    public static let permission: Permission = "account.create"
    public var fields = FieldChanges<Account>()
    public init() {}
    public init(_ account: Account) { fields = FieldChanges(account) }

    public static let input = Schema<CreateAccount>("CreateAccount") { s in
        s.fields(of: Account.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Account> {
        let account = try fields.applied(to: Account()).checked()
        try account.refuseTwins(in: tx)
        return try tx.insert(account).id
    }
}
