import Kernel
import Platform

/// Corrects an address or takes it out of use; fields not mentioned stay. Refuses: notFound, invalidValue.
public struct UpdateAddress: Command {
    public static let name = "account.updateAddress"
    public static let permission: Permission = "account.update"
    public var address = ID<AccountAddress>.blank
    public var fields = FieldChanges<AccountAddress>()
    public init() {}
    public init(_ address: ID<AccountAddress>) { self.address = address }

    public static let input = Schema<UpdateAddress>("UpdateAddress") { s in
        s.field("address", \.address, .required)
        s.fields(of: AccountAddress.self, at: \.fields)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        try tx.update(fields.applied(to: tx.load(address)).checked())
        return NoAnswer()
    }
}
