import Kernel
import Platform

/// A credit memo in the making: which parts of which invoice are taken back, and why.
public struct CreditMemoDraft: Sendable {
    /// Part of one invoice line: so many of its units, or so much of its net.
    public struct Line: Sendable, Hashable {
        public var position: Int
        public var quantity: FixedDecimal?
        public var net: Money?

        public static func quantity(_ quantity: FixedDecimal, ofLine position: Int) -> Line {
            Line(position: position, quantity: quantity, net: nil)
        }

        public static func price(_ net: Money, ofLine position: Int) -> Line {
            Line(position: position, quantity: nil, net: net)
        }
    }

    public var invoice: ID<Invoice>
    public var kind: CreditMemoKind
    public var reason: String
    public var date: CalendarDate
    public var returnAuthorization: ID<ReturnAuthorization>?
    /// Empty: all that is left of the invoice, freight and rounding too.
    public var lines: [Line]
    /// Settles the invoice with it at once, as far as it is open.
    public var appliesToInvoice = true

    public init(
        invoice: ID<Invoice>, kind: CreditMemoKind, reason: String, date: CalendarDate, lines: [Line] = [],
        returnAuthorization: ID<ReturnAuthorization>? = nil
    ) {
        self.invoice = invoice
        self.kind = kind
        self.reason = reason
        self.date = date
        self.lines = lines
        self.returnAuthorization = returnAuthorization
    }
}

/// What is left to credit of an invoice's lines.
struct CreditableLine {
    var line: InvoiceLine
    var quantity: FixedDecimal
    var net: Money
    var tax: Money

    static func all(of invoice: Invoice, in tx: Transaction) throws(Refusal) -> [CreditableLine] {
        let credited = try tx.rows(
            """
            SELECT invoice_line, SUM(quantity), SUM(net), SUM(tax) FROM credit_memo_line
            WHERE invoice_line IN (SELECT id FROM invoice_line WHERE invoice = ?) GROUP BY invoice_line
            """, [.text(invoice.id.raw)], as: [.text, .decimal, .integer, .integer])
        var result: [CreditableLine] = []
        for line in try tx.all(
            Select<InvoiceLine>().where(\.invoice, .equal, invoice.id).ordered(by: \.position))
        {
            var left = CreditableLine(line: line, quantity: line.quantity.value, net: line.net, tax: line.tax)
            if let row = credited.first(where: { $0[0].text == line.id.raw }), case .decimal(let quantity) = row[1],
                case .integer(let net) = row[2], case .integer(let tax) = row[3]
            {
                left.quantity = left.quantity - quantity
                left.net.minorUnits -= net
                left.tax.minorUnits -= tax
            }
            result.append(left)
        }
        return result
    }

    /// So much of the line's net, with its tax; all that is left when it is all.
    func part(net part: Money) -> (net: Money, tax: Money) {
        part == net ? (net, tax) : (part, min(tax.magnitude, line.tax.share(part, of: line.net).magnitude).signed(tax))
    }

    /// So many of the line's units.
    func part(quantity part: FixedDecimal) -> (net: Money, tax: Money) {
        if part == quantity { return (net, tax) }
        let share = line.net.share(part.micros, of: line.quantity.value.micros)
        return self.part(net: min(share, net))
    }
}

extension Money {
    /// This magnitude with the sign of another amount.
    fileprivate func signed(_ other: Money) -> Money { other.isNegative ? -self : self }
}
