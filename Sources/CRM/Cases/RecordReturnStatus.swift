import Kernel
import Platform

/// Brings the ERP's word on the return home: its number, how far it is, or why not. Only the bridge does.
/// Refuses: notFound, wrongState.
public struct RecordReturnStatus: Command {
    public static let name = "case.recordReturnStatus"
    public static let permission: Permission = "mirror.write"
    public var supportCase = ID<SupportCase>.blank
    public var progress = ReturnProgress.requested
    public var returnNumber = ""
    /// The ERP's own word.
    public var status = ""
    /// As `Reason.json` writes them.
    public var reasons = ""
    public init() {}
    public init(
        _ supportCase: ID<SupportCase>, _ progress: ReturnProgress, returnNumber: String, status: String = "",
        reasons: [Reason] = []
    ) {
        self.supportCase = supportCase
        self.progress = progress
        self.returnNumber = returnNumber
        self.status = status
        self.reasons = reasons.isEmpty ? "" : Reason.json(reasons)
    }

    public static let input = Schema<RecordReturnStatus>("RecordReturnStatus") { s in
        s.field("supportCase", \.supportCase, .required)
        s.field("progress", \.progress)
        s.field("returnNumber", \.returnNumber, .maxLength(40))
        s.field("status", \.status, .maxLength(60))
        s.field("reasons", \.reasons, .maxLength(100_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var supportCase = try tx.load(supportCase)
        try SupportCase.returnTransitions.check(
            supportCase.returnProgress, to: progress, document: supportCase.title)
        supportCase.returnProgress = progress
        if !returnNumber.isEmpty { supportCase.returnNumber = returnNumber }
        supportCase.returnStatus = status.isEmpty ? progress.rawValue : status
        supportCase.returnRefusalReasons = reasons
        if supportCase.state == .waitingReturn {
            if progress == .closed { supportCase.state = .resolved }
            if progress == .rejected { supportCase.state = .open }
        }
        try tx.update(supportCase)
        return NoAnswer()
    }
}
