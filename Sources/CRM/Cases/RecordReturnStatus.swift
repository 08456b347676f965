import Kernel
import Platform

/// Brings the ERP's word on the return home: its number and how far it is. What is blank stays. Only the bridge does.
/// Refuses: notFound, wrongState.
public struct RecordReturnStatus: Command {
    public static let name = "case.recordReturnStatus"
    public static let permission: Permission = "mirror.write"
    public var supportCase = ID<SupportCase>.blank
    public var returnNumber = ""
    /// The ERP's own word: requested, authorised, received, inspected, closed, rejected; others are shown as they are.
    public var returnStatus = ""
    public init() {}
    public init(_ supportCase: ID<SupportCase>, returnNumber: String = "", returnStatus: String) {
        self.supportCase = supportCase
        self.returnNumber = returnNumber
        self.returnStatus = returnStatus
    }

    public static let input = Schema<RecordReturnStatus>("RecordReturnStatus") { s in
        s.field("supportCase", \.supportCase, .required)
        s.field("returnNumber", \.returnNumber, .maxLength(40))
        s.field("returnStatus", \.returnStatus, .maxLength(60))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var supportCase = try tx.load(supportCase)
        if !returnNumber.isEmpty { supportCase.returnNumber = returnNumber }
        if !returnStatus.isEmpty { supportCase.returnStatus = returnStatus }
        let word = returnStatus == "inspected" ? "received" : returnStatus
        if let progress = ReturnProgress(rawValue: word), progress != .none {
            try supportCase.moveReturn(to: progress)
            if progress != .rejected { supportCase.returnRefusalReasons = "" }
        }
        try tx.update(supportCase)
        return NoAnswer()
    }
}

extension SupportCase {
    /// The case follows its return: resolved when it is closed, open again when it is rejected.
    mutating func moveReturn(to progress: ReturnProgress) throws(Refusal) {
        try Self.returnTransitions.check(returnProgress, to: progress, document: title)
        returnProgress = progress
        guard state == .waitingReturn else { return }
        if progress == .closed { state = .resolved }
        if progress == .rejected { state = .open }
    }
}
