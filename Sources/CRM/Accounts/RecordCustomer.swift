import Kernel
import Platform

/// Brings home what the ERP knows of its customer: number, state, terms and credit, and the shared fields where the
/// ERP's word counts. A blank `account` opens a new one; otherwise fields not mentioned stay. A prospect whom the ERP
/// has accepted becomes a customer. Only the bridge does.
/// What the ERP took is shown as it stands where its form is not known here: no invoice may lack its account for the
/// sake of a telephone number.
/// Refuses: notFound, requiredField, duplicateAccount (a new account's twin).
public struct RecordCustomer: Command {
    public static let name = "account.recordCustomer"
    public static let permission: Permission = "mirror.write"
    public var account = ID<Account>.blank
    public var fields = FieldChanges<Account>()
    public init() {}
    public init(_ account: ID<Account>) { self.account = account }

    public static let input = Schema<RecordCustomer>("RecordCustomer") { s in
        s.field("account", \.account)
        s.fields(of: Account.self, at: \.fields) { $0.isWritable || Account.ownedByERP.contains($0.name) }
    }

    public var lookups: [Lookup] {
        guard account.isBlank, let new = try? fields.applied(to: Account()).normalised().account else { return [] }
        return new.twinLookups
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Account> {
        let isNew = account.isBlank
        let old = isNew ? Account() : try tx.load(account)
        var new = try fields.applied(to: old).normalised().account
        if new.customerState == "active", new.type == .prospect { new.type = .customer }
        if !fields.mentions(\.customerAsOf), Self.figures(of: new) != Self.figures(of: old) {
            new.customerAsOf = tx.now
        }
        guard isNew else {
            try tx.update(new)
            return account
        }
        try new.refuseTwins(in: tx)
        return try tx.insert(new).id
    }

    /// What the ERP owns; only when something of it changed is it worth a new time.
    private static func figures(of account: Account) -> [Value] {
        [
            .text(account.customerNumber), .text(account.customerState), .text(account.paymentTerms),
            .money(account.creditLimit), account.creditStatus.fieldValue, .money(account.creditExposure),
            .money(account.overdue), account.oldestOverdueDays.fieldValue, .text(account.customerNote),
        ]
    }
}
