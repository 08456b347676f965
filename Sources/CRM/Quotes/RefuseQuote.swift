import Kernel
import Platform

/// Brings the ERP's no to an accepted quote home, with all its reasons, each also onto its line. Only the bridge does.
/// Refuses: notFound, wrongState, requiredField. Emits QuoteRefused.
public struct RefuseQuote: Command {
    public static let name = "quote.refuse"
    public static let permission: Permission = "mirror.write"
    public static let emits: [any Event.Type] = [QuoteRefused.self]
    public var quote = ID<Quote>.blank
    /// As `Reason.json` writes them.
    public var reasons = ""
    public init() {}
    public init(_ quote: ID<Quote>, reasons: [Reason]) {
        self.quote = quote
        self.reasons = Reason.json(reasons)
    }

    public static let input = Schema<RefuseQuote>("RefuseQuote") { s in
        s.field("quote", \.quote, .required)
        s.field("reasons", \.reasons, .required, .maxLength(100_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        try Quote.transitions.check(quote.state, to: .refused, document: quote.title)
        quote.state = .refused
        quote.refusalReasons = reasons
        quote.waitingFor = ""
        try tx.update(quote)
        let list = Reason.list(fromJSON: reasons)
        for var line in try quote.lines(in: tx) {
            let own = list.filter { $0.line == line.position }
            line.refusalReasons = own.isEmpty ? "" : Reason.json(own)
            try tx.update(line)
        }
        tx.emit(QuoteRefused(subject: quote.id))
        return NoAnswer()
    }
}

/// The ERP refused an accepted quote.
public struct QuoteRefused: Event {
    public let subject: ID<Quote>
}
