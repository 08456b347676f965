import Kernel

/// What performing a claim came to; settling writes it down.
enum Outcome: Sendable {
    /// The target, the source or both took their parts. `link` is new or renewed.
    case applied(link: Link?, targetID: String, changes: [ValueChange], conflicts: [FieldConflict])
    /// Nothing differs any more.
    case echo(link: Link?)
    /// The recipe does not want this record carried.
    case skipped
    case refused([Reason])
    /// Waits for another record or link.
    case waits(awaited: String, role: String?, reasons: [Reason])
    /// Waits for a person's yes.
    case approval([ApprovalRule])
    /// To be tried again; `inDoubt` when a write may have been done.
    case retry(String, afterSeconds: Int?, inDoubt: Bool)
    /// Not its turn yet; looked at again without counting as an attempt.
    case later(String, afterSeconds: Int)
    case dead([Reason])
}

/// A claim and its outcome, on the way into the ledger.
public struct Settlement: Sendable, CustomStringConvertible {
    let claim: Claim
    let outcome: Outcome
    /// The link to what an unanswered attempt had created, where nothing more could be written to it: with what was
    /// agreed then, so that whoever touched either side since is told from our own create.
    var ownCreate: Link?
    /// The record got across, or is no longer in the state in which a refusal stands.
    var overtakesFailures = false

    /// "quote-to-order, left s000000150 (QuoteAccepted), attempt 1: applied".
    public var description: String { "\(claim): \(outcome.words)" }
}

extension Outcome {
    /// In short, for people who follow what happens.
    var words: String {
        switch self {
        case .applied(_, let id, let changes, let conflicts):
            "applied on \(id)" + changes.map { ", \($0.line) '\($0.from)' → '\($0.to)' (\($0.side.rawValue))" }.joined()
                + conflicts.map { ", conflict about \($0.line): '\($0.left)' ≠ '\($0.right)'" }.joined()
        case .echo: "echo"
        case .skipped: "skipped"
        case .refused(let reasons): "refused: " + reasons.map(\.message).joined(separator: "; ")
        case .waits(let awaited, _, _): "waits for \(awaited)"
        case .approval(let rules): "asks \(rules.map(\.role).joined(separator: ", "))"
        case .retry(let message, _, let inDoubt): "to be tried again\(inDoubt ? ", in doubt" : ""): \(message)"
        case .later(let message, _): "later: \(message)"
        case .dead(let reasons): "dead: " + reasons.map(\.message).joined(separator: "; ")
        }
    }
}
