import Kernel
import Platform

/// Takes a resolved or closed case up again. Refuses: notFound, wrongState.
public struct ReopenCase: Command {
    public static let name = "case.reopen"
    public static let permission: Permission = "case.write"
    public var supportCase = ID<SupportCase>.blank
    public init() {}
    public init(_ supportCase: ID<SupportCase>) { self.supportCase = supportCase }

    public static let input = Schema<ReopenCase>("ReopenCase") { s in
        s.field("supportCase", \.supportCase, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var supportCase = try tx.load(supportCase)
        try SupportCase.transitions.check(supportCase.state, to: .open, document: supportCase.title)
        supportCase.state = .open
        supportCase.closedAt = nil
        try tx.update(supportCase)
        return NoAnswer()
    }
}
