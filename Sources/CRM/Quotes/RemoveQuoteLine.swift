import Kernel
import Platform

/// Takes one line out of a quote that has not been presented; the lines below move up. Refuses: notFound, wrongState.
public struct RemoveQuoteLine: Command {
    public static let name = "quote.removeLine"
    public static let permission: Permission = "quote.change"
    public var quote = ID<Quote>.blank
    public var position = 0
    public init() {}
    public init(_ quote: ID<Quote>, position: Int) {
        self.quote = quote
        self.position = position
    }

    public static let input = Schema<RemoveQuoteLine>("RemoveQuoteLine") { s in
        s.field("quote", \.quote, .required)
        s.field("position", \.position, .within(0...1_000_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let quote = try tx.load(quote).editable()
        let held = try quote.lines(in: tx)
        guard held.contains(where: { $0.position == position }) else {
            throw Refusal(
                .notFound, "\(quote.title) has no line \(position)", document: quote.title, line: position,
                field: "position", allowed: "1 to \(held.count)", fixedBy: "sales")
        }
        var kept = held.filter { $0.position != position }
        let totalled = try quote.totalled(&kept)
        for line in held where line.position == position { try tx.delete(line) }
        try totalled.renumbering(kept, in: tx)
        return NoAnswer()
    }
}

extension Quote {
    /// Saves the quote and the lines that are left, numbered from 1.
    fileprivate func renumbering(_ kept: [QuoteLine], in tx: Transaction) throws(Refusal) {
        for (index, line) in kept.enumerated() {
            var line = line
            line.position = index + 1
            try tx.update(line)
        }
        try tx.update(self)
    }
}
