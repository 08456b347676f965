import Kernel
import Platform

extension Quote {
    func lines(in tx: Transaction) throws(Refusal) -> [QuoteLine] {
        try tx.all(Select<QuoteLine>().where(\.quote, .equal, id).ordered(by: \.position))
    }

    /// The lines of a quote, for screens and other readers.
    public static func lines(of quote: ID<Quote>, in session: any StoreSession) throws(StoreError) -> [QuoteLine] {
        try session.all(Select<QuoteLine>().where(\.quote, .equal, quote).ordered(by: \.position))
    }

    /// Every revision of a quote's number, the oldest first.
    public static func revisions(of number: String, in session: any StoreSession) throws(StoreError) -> [Quote] {
        try session.all(Select<Quote>().where(\.number, .equal, number).ordered(by: \.revision))
    }

    /// A quote whose lines change is a draft again; one that has been presented needs a revision.
    func editable() throws(Refusal) -> Quote {
        guard [.draft, .rejected, .approved].contains(state) else {
            throw Refusal(
                .wrongState, "\(title) is \(state.rawValue) and keeps its lines", document: title, field: "state",
                allowed: "only when draft, rejected or approved; revise it otherwise", fixedBy: "sales")
        }
        var quote = self
        quote.state = .draft
        quote.approvedBy = ""
        quote.approvalReason = ""
        quote.rejectionReason = ""
        return quote
    }

    /// Saves the quote with these lines in place of `held`: by position, changed ones updated, missing ones deleted.
    func saving(_ lines: [QuoteLine], over held: [QuoteLine], in tx: Transaction) throws(Refusal) {
        for (index, line) in lines.enumerated() {
            var line = line
            line.quote = id
            line.position = index + 1
            if index < held.count {
                line.id = held[index].id
                line.version = held[index].version
                try tx.update(line)
            } else {
                line.id = .blank
                try tx.insert(line)
            }
        }
        for line in held.dropFirst(lines.count) { try tx.delete(line) }
        try tx.update(self)
    }
}
