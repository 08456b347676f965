import Kernel
import Platform

/// Brings the ERP's no to a requested return home, with all its reasons; the case is open again. Only the bridge does.
/// Refuses: notFound, wrongState, requiredField.
public struct RefuseReturn: Command {
    public static let name = "case.refuseReturn"
    public static let permission: Permission = "mirror.write"
    public var supportCase = ID<SupportCase>.blank
    /// As `Reason.json` writes them.
    public var reasons = ""
    public init() {}
    public init(_ supportCase: ID<SupportCase>, reasons: [Reason]) {
        self.supportCase = supportCase
        self.reasons = Reason.json(reasons)
    }

    public static let input = Schema<RefuseReturn>("RefuseReturn") { s in
        s.field("supportCase", \.supportCase, .required)
        s.field("reasons", \.reasons, .required, .maxLength(100_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var supportCase = try tx.load(supportCase)
        try supportCase.moveReturn(to: .rejected)
        supportCase.returnRefusalReasons = reasons
        try tx.update(supportCase)
        return NoAnswer()
    }
}
