import Kernel
import Platform

/// Adds a typed address to an account. Refuses: notFound, invalidValue, requiredField.
public struct AddAddress: Command {
    public static let name = "account.addAddress"
    public static let permission: Permission = "account.update"
    public var account = ID<Account>.blank
    public var fields = FieldChanges<AccountAddress>()
    public init() {}
    public init(_ address: AccountAddress) {
        account = address.account
        fields = FieldChanges(address)
    }

    public static let input = Schema<AddAddress>("AddAddress") { s in
        s.field("account", \.account, .required)
        s.fields(of: AccountAddress.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<AccountAddress> {
        var address = try fields.applied(to: AccountAddress())
        address.account = try tx.load(account).id
        return try tx.insert(address.checked()).id
    }
}
