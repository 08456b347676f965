import Kernel
import Platform

/// Notes how two accounts stand to each other. Refuses: notFound, invalidValue (an account and itself, dates).
public struct RelateAccounts: Command {
    public static let name = "account.relate"
    public static let permission: Permission = "account.update"
    public var fields = FieldChanges<AccountRelation>()
    public init() {}
    public init(_ relation: AccountRelation) { fields = FieldChanges(relation) }

    public static let input = Schema<RelateAccounts>("RelateAccounts") { s in
        s.fields(of: AccountRelation.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<AccountRelation> {
        let relation = try fields.applied(to: AccountRelation())
        let account = try tx.load(relation.account)
        _ = try tx.load(relation.other)
        var validation = Validation("Account \(account.name)")
        if relation.account == relation.other {
            validation.add(
                .invalidValue, "An account cannot be related to itself", field: "other", allowed: "another account")
        }
        if let start = relation.startsOn, let end = relation.endsOn, end < start {
            validation.add(
                .invalidValue, "The relation would end before it starts", field: "endsOn",
                allowed: "\(start) or later")
        }
        try validation.orRefuse()
        return try tx.insert(relation).id
    }
}
