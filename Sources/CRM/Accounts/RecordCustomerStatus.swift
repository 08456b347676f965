import Kernel
import Platform

/// Brings home what the ERP knows of its customer: number, state, terms, credit. Fields not mentioned stay.
/// A prospect whom the ERP has accepted becomes a customer. Refuses: notFound.
public struct RecordCustomerStatus: Command {
    public static let name = "account.recordCustomerStatus"
    public static let permission: Permission = "mirror.write"
    public var account = ID<Account>.blank
    public var fields = FieldChanges<Account>()
    public init() {}
    public init(_ account: ID<Account>) { self.account = account }

    public static let input = Schema<RecordCustomerStatus>("RecordCustomerStatus") { s in
        s.field("account", \.account, .required)
        s.fields(of: Account.self, at: \.fields) { Account.ownedByERP.contains($0.name) }
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let old = try tx.load(account)
        var new = try fields.applied(to: old)
        if new.customerState == "active", new.type == .prospect { new.type = .customer }
        guard fields.mentions(\.customerAsOf) else {
            // Only a figure that changed is worth a new time.
            let changed = Account.schema.values(of: new) != Account.schema.values(of: old)
            if changed { new.customerAsOf = tx.now }
            try tx.update(new)
            return NoAnswer()
        }
        try tx.update(new)
        return NoAnswer()
    }
}
