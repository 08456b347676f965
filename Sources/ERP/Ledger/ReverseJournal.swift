import Kernel
import Platform

/// Takes a manual journal back by posting its opposite.
/// Refuses: notFound, missingReason, reverseTheDocument, alreadyReversed, closedPeriod. Emits JournalReversed.
public struct ReverseJournal: Command {
    public static let name = "journal.reverse"
    public static let permission: Permission = "journal.reverse"
    public static let emits: [any Event.Type] = [JournalReversed.self]
    public var entry = ID<JournalEntry>.blank
    public var date: CalendarDate?
    public var reason = ""
    public init() {}

    public init(entry: ID<JournalEntry>, date: CalendarDate? = nil, reason: String) {
        self.entry = entry
        self.date = date
        self.reason = reason
    }

    public static let input = Schema<ReverseJournal>("ReverseJournal") { s in
        s.field("entry", \.entry, .required)
        s.field("date", \.date)
        s.field("reason", \.reason, .maxLength(400))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<JournalEntry> {
        let entry = try tx.load(self.entry)
        let document = "Journal \(entry.number)"
        var reasons: [Reason] = []
        if reason.isEmpty { reasons.append(.missing(document)) }
        if entry.sourceObject != "ManualJournal" {
            reasons.append(
                Reason(
                    .reverseTheDocument, "\(document) was posted by \(entry.sourceObject) \(entry.sourceNumber)",
                    document: document, field: "entry",
                    allowed: "a manual journal; take the document back by its opposite", fixedBy: "finance"))
        }
        if let reversal = try tx.first(Select<JournalEntry>().where(\.reversalOf, .equal, entry.id)) {
            reasons.append(
                Reason(
                    .alreadyReversed, "\(document) was reversed by \(reversal.number)", document: document,
                    field: "entry", allowed: "one reversal", fixedBy: "finance"))
        }
        guard reasons.isEmpty else { throw Refusal(reasons) }
        let id = tx.newID(JournalEntry.self)
        var draft = JournalDraft(
            date: date ?? tx.today, source: ("ManualJournal", id.raw, entry.number),
            memo: "Reversal of \(entry.number): \(reason)")
        draft.isByAccountant = true
        draft.reversalOf = entry.id
        for line in try tx.all(Select<JournalLine>().where(\.entry, .equal, entry.id).ordered(by: \.position)) {
            draft.add(
                JournalDraft.Line(
                    account: line.account, amount: -line.amount, document: -line.documentAmount, party: line.party,
                    item: line.item, memo: line.memo))
        }
        let reversal = try tx.post(draft)
        tx.emit(JournalReversed(subject: reversal.id))
        return reversal.id
    }
}

extension Reason {
    /// A decision or a reversal says why.
    static func missing(_ document: String) -> Reason {
        Reason(
            .missingReason, "A reason is needed", document: document, field: "reason", allowed: "a few words",
            fixedBy: "finance")
    }
}

/// A manual journal was taken back.
public struct JournalReversed: Event {
    public let subject: ID<JournalEntry>
}
