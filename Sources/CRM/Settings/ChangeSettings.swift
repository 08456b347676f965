import Kernel
import Platform

/// Changes the rules for selling; fields not mentioned stay. Refuses: invalidValue.
public struct ChangeSettings: Command {
    public static let name = "settings.change"
    public static let permission: Permission = "settings.change"
    public var fields = FieldChanges<CRMSettings>()
    public init() {}
    public init(_ settings: CRMSettings) { fields = FieldChanges(settings) }

    public static let input = Schema<ChangeSettings>("ChangeSettings") { s in
        s.fields(of: CRMSettings.self, at: \.fields)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let new = try fields.applied(to: CRMSettings.current(in: tx))
        var validation = Validation("Settings", fixedBy: "sales manager")
        if new.approvalDiscountPercent.isNegative || new.approvalDiscountPercent > 100 {
            validation.add(
                .invalidValue, "A discount limit of \(new.approvalDiscountPercent) %",
                field: "approvalDiscountPercent", allowed: "0 to 100")
        }
        if new.taxRate.isNegative || new.taxRate > 1 {
            validation.add(
                .invalidValue, "A tax rate of \(new.taxRate)", field: "taxRate",
                allowed: "a fraction from 0 to 1, such as 0.15")
        }
        if new.quoteValidityDays < 0 {
            validation.add(
                .invalidValue, "A validity of \(new.quoteValidityDays) days", field: "quoteValidityDays",
                allowed: "0 or more")
        }
        try validation.orRefuse()
        if new.version == 0 { try tx.insert(new) } else { try tx.update(new) }
        return NoAnswer()
    }
}
