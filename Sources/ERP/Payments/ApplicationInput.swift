import Kernel
import Platform

/// One line of a payment's remittance: which invoice it settles, and how.
public struct ApplicationInput: Sendable, Hashable {
    /// The number of the invoice.
    public var invoice = ""
    /// Blank: as much as is open and available.
    public var amount = Money.none
    /// Settlement discount taken, tax included.
    public var discount = Money.none
    /// A small balance that is let go.
    public var writeOff = Money.none
    public init() {}

    public init(invoice: String, amount: Money = .none, discount: Money = .none, writeOff: Money = .none) {
        self.invoice = invoice
        self.amount = amount
        self.discount = discount
        self.writeOff = writeOff
    }

    public static let schema = Schema<ApplicationInput>("ApplicationInput") { s in
        s.field("invoice", \.invoice, .required, .maxLength(20))
        s.field("amount", \.amount)
        s.field("discount", \.discount)
        s.field("writeOff", \.writeOff)
    }
}

/// Reads a remittance against the open items: all that is wrong at once, or what to apply.
struct RemittanceReading {
    struct Part {
        var invoice: ReceivableItem
        var amount: Money
        var discount: Money
        var writeOff: Money
    }

    let company: Company
    let customer: Customer
    let date: CalendarDate
    /// The payment or credit memo, in words.
    let document: String
    /// What is left of it.
    private(set) var available: Money
    private(set) var parts: [Part] = []
    private(set) var reasons: [Reason] = []

    init(company: Company, customer: Customer, date: CalendarDate, document: String, available: Money) {
        self.company = company
        self.customer = customer
        self.date = date
        self.document = document
        self.available = available
    }

    mutating func read(_ inputs: [ApplicationInput], in tx: Transaction) throws(Refusal) {
        for (index, input) in inputs.enumerated() {
            let select = Select<ReceivableItem>().where(\.number, .equal, input.invoice)
                .where(\.kind, .equal, ReceivableKind.invoice)
            guard let invoice = try tx.first(select) else {
                refuse(.notFound, "there is no invoice \(input.invoice)", index, "invoice", "an invoice's number")
                continue
            }
            let before = reasons.count
            checkIdentity(invoice, index)
            if reasons.count == before { read(input, invoice, index) }
        }
    }

    private mutating func checkIdentity(_ invoice: ReceivableItem, _ index: Int) {
        if invoice.customer != customer.id {
            refuse(
                .otherCustomer, "\(invoice.title) is another customer's", index, "invoice",
                "an invoice of \(customer.number)")
        }
        if invoice.open.currency != available.currency {
            refuse(
                .currencyMismatch, "\(invoice.title) is in \(invoice.open.currency)", index, "invoice",
                "an invoice in \(available.currency)")
        }
        if date < invoice.date {
            refuse(
                .datedBeforeDocument, "\(invoice.title) is of \(invoice.date), after \(date)", index, "date",
                "\(invoice.date) or later; record the payment unapplied and apply it then")
        }
        if parts.contains(where: { $0.invoice.id == invoice.id }) {
            refuse(.duplicate, "\(invoice.title) is mentioned twice", index, "invoice", "one line an invoice")
        }
    }

    private mutating func read(_ input: ApplicationInput, _ invoice: ReceivableItem, _ index: Int) {
        let zero = Money.zero(available.currency)
        for amount in [input.amount, input.discount, input.writeOff]
        where amount.isNegative || (!amount.isZero && amount.currency != available.currency) {
            refuse(
                .amountNotPositive, "\(amount) cannot be applied", index, "amount",
                "0 or more, in \(available.currency)")
            return
        }
        let discount = zero + input.discount
        let writeOff = zero + input.writeOff
        let rest = invoice.open - discount - writeOff
        let amount = input.amount.currency == .none ? max(zero, min(available, rest)) : input.amount
        check(invoice, discount: discount, writeOff: writeOff, index)
        if amount > rest {
            refuse(
                .moreThanOpen, "\(amount + discount + writeOff) is more than is open on \(invoice.title)", index,
                "amount", "at most \(invoice.open)")
        } else if amount > available {
            refuse(
                .moreThanOpen, "\(amount) is more than is left of \(document)", index, "amount",
                "at most \(available)")
        } else if (amount + discount + writeOff).isZero {
            refuse(.amountNotPositive, "nothing is left to apply", index, "amount", "more than 0")
        } else {
            available -= amount
            parts.append(Part(invoice: invoice, amount: amount, discount: discount, writeOff: writeOff))
        }
    }

    private mutating func check(_ invoice: ReceivableItem, discount: Money, writeOff: Money, _ index: Int) {
        let isInTime = invoice.discountUntil.map { date <= $0 } ?? false
        if !discount.isZero, !isInTime || discount > invoice.discountAvailable {
            let earned = invoice.discountUntil.map { "\(invoice.discountAvailable) until \($0)" } ?? "no discount"
            refuse(
                .discountNotEarned, "a discount of \(discount) on \(date) is not earned", index, "discount", earned)
        }
        let limit = company.writeOffTolerance
        if writeOff.minorUnits > limit.minorUnits {
            refuse(
                .writeOffTooLarge, "\(writeOff) is no small balance", index, "writeOff",
                "at most \(limit); a larger one by receivable.writeOff as a bad debt")
        }
    }

    private mutating func refuse(
        _ code: RefusalCode, _ message: String, _ index: Int, _ field: String, _ allowed: String
    ) {
        reasons.append(
            Reason(
                code, message, document: document, line: index + 1, field: field, allowed: allowed,
                fixedBy: "finance"))
    }
}
