import Kernel
import Platform

/// Says on an accepted quote what the ERP waits for before it takes the order, such as finance accepting the customer.
/// A refused quote that waits again is accepted again. Only the bridge does. Refuses: notFound, wrongState.
public struct RecordQuoteWait: Command {
    public static let name = "quote.recordWait"
    public static let permission: Permission = "mirror.write"
    public var quote = ID<Quote>.blank
    public var waitingFor = ""
    public init() {}
    public init(_ quote: ID<Quote>, waitingFor: String) {
        self.quote = quote
        self.waitingFor = waitingFor
    }

    public static let input = Schema<RecordQuoteWait>("RecordQuoteWait") { s in
        s.field("quote", \.quote, .required)
        s.field("waitingFor", \.waitingFor, .maxLength(1_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        if quote.state != .accepted {
            try Quote.transitions.check(quote.state, to: .accepted, document: quote.title)
            guard quote.state == .refused else {
                throw Refusal(
                    .wrongState, "\(quote.title) is \(quote.state.rawValue): the ERP was not asked",
                    document: quote.title, field: "state", allowed: "only when accepted or refused")
            }
            quote.state = .accepted
            quote.refusalReasons = ""
        }
        quote.waitingFor = waitingFor
        try tx.update(quote)
        return NoAnswer()
    }
}
