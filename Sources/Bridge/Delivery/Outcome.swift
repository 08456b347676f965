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
public struct Settlement: Sendable {
    let claim: Claim
    let outcome: Outcome
}
