import Kernel
import Platform

/// Closes the offers whose last day has passed, a thousand at a time; answers how many. Refuses: nothing.
/// Emits QuoteExpired.
public struct ExpireQuotes: Command {
    public static let name = "quote.expire"
    public static let permission: Permission = "quote.expire"
    public static let emits: [any Event.Type] = [QuoteExpired.self]
    public static let maximumPerRun = 1_000
    public init() {}

    public static let input = Schema<ExpireQuotes>("ExpireQuotes") { _ in }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> String {
        let due = Select<Quote>().where(\.state, in: [.presented, .approved]).where(\.validUntil, .less, tx.today)
        let quotes = try tx.all(due.limit(Self.maximumPerRun))
        for var quote in quotes {
            quote.state = .expired
            try tx.update(quote)
            tx.emit(QuoteExpired(subject: quote.id))
        }
        return String(quotes.count)
    }
}

/// An offer was not taken in time.
public struct QuoteExpired: Event {
    public let subject: ID<Quote>
}
