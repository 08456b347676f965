import Kernel
import Platform

extension Transaction {
    /// Posts a balanced draft: entry, lines and period balances. The only way into the ledger.
    /// Refuses: closedPeriod; unbalancedJournal, which only rows that were changed behind the program's back can cause.
    @discardableResult
    public func post(_ draft: JournalDraft) throws(Refusal) -> JournalEntry {
        let lines = draft.lines.filter { !$0.amount.isZero }
        guard draft.imbalance.isZero else {
            throw Refusal(
                .unbalancedJournal, "\(draft.source.number) does not balance: \(draft.imbalance) too much debit",
                document: "\(draft.source.object) \(draft.source.number)",
                allowed: "rows as they were posted: see verify",
                fixedBy: "finance")
        }
        let period = try Period.accepting(
            draft.date, accountant: draft.isByAccountant, document: "\(draft.source.object) \(draft.source.number)",
            in: self)
        var entry = JournalEntry()
        entry.id = newID()
        entry.number = try nextNumber("JE", digits: 8)
        entry.date = draft.date
        entry.period = period.id
        entry.sourceObject = draft.source.object
        entry.sourceID = draft.source.id
        entry.sourceNumber = draft.source.number
        entry.memo = draft.memo
        entry.lineCount = lines.count
        entry.reversalOf = draft.reversalOf
        entry = try insert(entry)
        for (index, draftLine) in lines.enumerated() {
            var line = JournalLine()
            line.entry = entry.id
            line.position = index + 1
            line.account = draftLine.account
            line.amount = draftLine.amount
            line.documentAmount = draftLine.document
            line.party = draftLine.party
            line.item = draftLine.item
            line.memo = draftLine.memo
            try insert(line)
        }
        try PeriodBalance.add(lines, to: period.id, in: self)
        return entry
    }
}
