import CRM
import ERP
import Kernel
import Platform

/// One revision of a quote: its lines with what the ERP says now, what it still needs, and what became of it.
struct QuoteModel: Sendable {
    let quote: Visible<Quote>
    let account: Visible<Account>?
    let contact: Visible<Contact>?
    let opportunity: Visible<Opportunity>?
    var lines: [QuoteLineRow]
    let revisions: [Visible<Quote>]
    let order: OrderCard?
    let format: Format
    let rights: Rights
    /// Why it would need approval if it were submitted now; nil when the limits are not for this reader.
    let approvalPreview: String?
    /// The ERP's reasons for its no.
    let refusals: [Reason]
    /// All lines together, for roles that see costs.
    var margin: Margin?

    static let lineLimit = 200

    /// What this reader may do with the quote as it stands: buttons follow from it, the commands decide.
    struct Rights: Hashable, Sendable {
        var mayChange = false
        var maySubmit = false
        var mayPresent = false
        var mayAnswer = false
        var mayRevise = false
        var mayApprove = false
    }

    /// Revenue less standard cost.
    struct Margin: Hashable, Sendable {
        let amount: Money
        /// Of the net, to one decimal; nil when nothing is sold.
        let percent: FixedDecimal?

        init(net: Money, cost: Money) {
            amount = net - cost
            percent =
                net.isZero
                ? nil
                : (amount.amount.divided(by: net.amount, rounding: .halfUp)
                    .multiplied(by: 100, rounding: .halfUp)).rounded(toPlaces: 1, .halfUp)
        }
    }

    static func load(_ id: ID<Quote>, _ format: Format, by reading: Reading) throws -> QuoteModel? {
        guard let quote = try reading.find(id) else { return nil }
        let lines = try reading.all(
            Select<QuoteLine>().where(\.quote, .equal, id).ordered(by: \.position).limit(lineLimit))
        let products =
            try reading.part { try reading.all(Select<Product>().where(\.id, in: lines.map(\.product))) } ?? []
        let byID = Dictionary(products.map { ($0.id, $0) }) { first, _ in first }
        let revisions = try reading.all(
            Select<Quote>().where(\.number, .equal, quote.number).ordered(by: \.revision).limit(50))
        return QuoteModel(
            quote: quote, account: try reading.part { try reading.find(quote.account) } ?? nil,
            contact: try quote.contact.flatMap { id in try reading.part { try reading.find(id) } ?? nil },
            opportunity: try quote.opportunity.flatMap { id in try reading.part { try reading.find(id) } ?? nil },
            lines: lines.map { QuoteLineRow(line: $0, product: byID[$0.product]) }, revisions: revisions,
            order: try order(of: quote, format, by: reading), format: format, rights: rights(quote, by: reading),
            approvalPreview: try approvalPreview(quote, by: reading),
            refusals: Reason.list(fromJSON: quote.refusalReasons))
    }

    var today: CalendarDate { format.today }
    var isEditable: Bool { rights.mayChange }
    var title: String { "Quote \(quote.number)" + (quote.revision > 1 ? " revision \(quote.revision)" : "") }

    /// Ends soon, or has ended without anybody noticing.
    var daysLeft: Int? {
        [.draft, .inApproval, .approved, .presented].contains(quote.state) ? today.days(until: quote.validUntil) : nil
    }

    private static func rights(_ quote: Visible<Quote>, by reading: Reading) -> Rights {
        var rights = Rights()
        let state = quote.state
        rights.mayChange = [.draft, .rejected, .approved].contains(state) && reading.may("quote.change")
        rights.maySubmit = [.draft, .rejected].contains(state) && reading.may("quote.submit")
        rights.mayPresent = [.draft, .approved].contains(state) && reading.may("quote.present")
        rights.mayAnswer = state == .presented && reading.may("quote.accept")
        rights.mayRevise =
            Quote.transitions.next[state, default: []].contains(.superseded) && quote.isCurrent
            && reading.may("quote.revise")
        rights.mayApprove = state == .inApproval && reading.may("quote.approve")
        return rights
    }

    private static func approvalPreview(_ quote: Visible<Quote>, by reading: Reading) throws -> String? {
        if [.inApproval, .approved, .rejected].contains(quote.state) { return quote.approvalReason }
        guard quote.state == .draft, let held = try reading.part({ try reading.find(CRMSettings.only) }) else {
            return nil
        }
        var settings = CRMSettings()
        if let held {
            settings.approvalDiscountPercent = held.approvalDiscountPercent
            settings.approvalTotal = held.approvalTotal
        }
        var figures = Quote()
        figures.currency = quote.currency
        figures.total = quote.total
        figures.maximumDiscountPercent = quote.maximumDiscountPercent
        return figures.needsApproval(under: settings)
    }

    private static func order(
        of quote: Visible<Quote>, _ format: Format, by reading: Reading
    ) throws -> OrderCard? {
        guard !quote.orderNumber.isEmpty else { return nil }
        let order = try reading.part {
            try reading.first(Select<CustomerOrder>().where(\.number, .equal, quote.orderNumber))
        }
        guard let order, let order else { return nil }
        let lines = try reading.all(
            Select<CustomerOrderLine>().where(\.customerOrder, .equal, order.id).ordered(by: \.position)
                .limit(lineLimit))
        return OrderCard(
            order, lines: lines, lastShippedOn: nil, quotedOn: quote.priceDate, lastInvoicedOn: nil, format)
    }

    /// Adds what the ERP's costs say, for who may see them: the caller reads as the same actor.
    mutating func addMargins(by reading: Reading) throws {
        guard reading.shows(\Item.standardCost), quote[\.net] != nil else { return }
        let codes = lines.map(\.line.productCode)
        guard let items = try reading.part({ try reading.all(Select<Item>().where(\.code, in: codes)) }) else { return }
        let costs = Dictionary(items.map { ($0.code, $0[\.standardCost]) }) { first, _ in first }
        var total = Money.zero(quote.currency)
        for index in lines.indices {
            let line = lines[index].line
            guard let cost = costs[line.productCode] ?? nil,
                let amount = try? Money.lineNet(
                    quantity: line.quantity.value, unitPrice: cost, currency: quote.currency)
            else { return }
            lines[index].margin = Margin(net: line.net, cost: amount)
            total += amount
        }
        margin = lines.isEmpty ? nil : Margin(net: quote.net, cost: total)
    }
}
