import Kernel
import Platform

/// Gives or withholds the yes that a delivery waits for. Refuses: notFound, wrongState, notPermitted.
public struct DecideApproval: Command {
    public static let name = "approval.decide"
    public static let permission: Permission = "approval.decide"
    public var approval = ID<Approval>.blank
    public var isGranted = false
    public var note = ""
    public init() {}
    public init(approval: ID<Approval>, isGranted: Bool, note: String) {
        self.approval = approval
        self.isGranted = isGranted
        self.note = note
    }

    public static let input = Schema<DecideApproval>("DecideApproval") { s in
        s.field("approval", \.approval, .required)
        s.field("isGranted", \.isGranted)
        s.field("note", \.note, .maxLength(1_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var approval = try tx.load(approval)
        guard approval.state == .waiting else {
            throw Refusal(
                .wrongState, "This approval is already \(approval.state.rawValue) by \(approval.decidedBy)",
                document: "Approval", allowed: "one decision")
        }
        guard actor.roles.contains(where: { $0.name == approval.role || $0 == .system }) else {
            throw Refusal(
                .notPermitted, "\(actor.name) may not decide this", document: "Approval", allowed: approval.role,
                fixedBy: approval.role)
        }
        approval.state = isGranted ? .granted : .declined
        approval.decidedBy = actor.name
        approval.note = note
        try tx.update(approval)
        var delivery = try tx.load(approval.delivery)
        guard delivery.state == .approval else { return NoAnswer() }
        delivery.state = isGranted ? .pending : .dropped
        delivery.role = nil
        if !isGranted {
            let reason = Reason(
                .declined, "\(approval.role) declined: \(note)", document: delivery.sourceID, fixedBy: approval.role)
            delivery.reasons = Reason.json([reason])
            var home = delivery
            home.id = tx.newID()
            home.kind = .refusalHome
            home.state = .pending
            try tx.insert(home)
        }
        try tx.update(delivery)
        return NoAnswer()
    }
}

extension RefusalCode {
    /// A person whose yes was needed said no.
    public static let declined = RefusalCode("declined")
}
