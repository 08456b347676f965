import Kernel
import Platform

/// Closes a case with what solved it. Refuses: notFound, wrongState (a return under way too), requiredField.
/// Emits CaseClosed.
public struct CloseCase: Command {
    public static let name = "case.close"
    public static let permission: Permission = "case.write"
    public static let emits: [any Event.Type] = [CaseClosed.self]
    public var supportCase = ID<SupportCase>.blank
    public var resolution = ""
    public init() {}
    public init(_ supportCase: ID<SupportCase>, resolution: String) {
        self.supportCase = supportCase
        self.resolution = resolution
    }

    public static let input = Schema<CloseCase>("CloseCase") { s in
        s.field("supportCase", \.supportCase, .required)
        s.field("resolution", \.resolution, .required, .maxLength(4_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var supportCase = try tx.load(supportCase)
        try SupportCase.transitions.check(supportCase.state, to: .closed, document: supportCase.title)
        if [.requested, .authorised, .received].contains(supportCase.returnProgress) {
            throw Refusal(
                .wrongState, "Return \(supportCase.returnNumber) is still \(supportCase.returnProgress.rawValue)",
                document: supportCase.title, field: "returnProgress", allowed: "after the return is closed or rejected",
                fixedBy: "warehouse")
        }
        supportCase.state = .closed
        supportCase.resolution = resolution
        supportCase.closedAt = tx.now
        try tx.update(supportCase)
        tx.emit(CaseClosed(subject: supportCase.id))
        return NoAnswer()
    }
}

/// A customer's problem is solved.
public struct CaseClosed: Event {
    public let subject: ID<SupportCase>
}
