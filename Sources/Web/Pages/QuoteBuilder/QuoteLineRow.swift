import Bridge
import CRM
import Kernel
import Platform

/// One line as the builder shows it: what is offered, what the ERP says now, and what it refused.
struct QuoteLineRow: Sendable {
    let line: Visible<QuoteLine>
    let product: Visible<Product>?
    var live: LiveAnswer?
    var margin: QuoteModel.Margin?

    var refusals: [Reason] { Reason.list(fromJSON: line.refusalReasons) }
    var waterfall: Waterfall? { Waterfall(line.priceExplanation) }

    /// Today's price differs from the one that is offered.
    var isRepriced: Bool { live?.unitPrice.map { $0 != line.unitPrice } ?? false }

    /// What is free does not cover what is offered.
    var isShort: Bool { live?.available.map { $0.value < line.quantity.value } ?? false }
}

/// How a price came about: each step with the unit price after it, and what was looked at and not taken.
struct Waterfall: Hashable, Sendable {
    struct Step: Hashable, Sendable {
        let text: String
        let unitPrice: String
    }

    let steps: [Step]
    let rejected: [String]

    /// nil when the text explains nothing.
    init?(_ explanation: String) {
        guard !explanation.isEmpty, let json = try? JSON(parsing: explanation) else { return nil }
        let given = json.array ?? json["steps"]?.array ?? []
        steps = given.map { Step(text: $0["text"]?.string ?? "", unitPrice: $0["unitPrice"]?.string ?? "") }
        rejected = (json["rejected"]?.array ?? []).map {
            "\($0["candidate"]?.string ?? ""): \($0["why"]?.string ?? "")"
        }
        if steps.isEmpty { return nil }
    }
}

/// What the ERP says of a product at this moment, or the last mirrored word with its age.
struct LiveAnswer: Hashable, Sendable {
    var unitPrice: FixedDecimal?
    /// Before offers.
    var listPrice: FixedDecimal?
    var explanation = ""
    var available: Quantity?
    var asOf: Instant?
    var source = ""
    var isStale = false
    /// Why there is no price, in business words.
    var problem = ""

    /// Asks for price and what is free. Never throws: an unreachable ERP is an answer too.
    static func ask(
        _ code: String, quantity: Quantity, customer: String, currency: Currency, on date: CalendarDate,
        of questions: LiveQuestions
    ) async -> LiveAnswer {
        var live = LiveAnswer()
        let price = Question(
            kind: "price",
            fields: [
                "item": .text(code), "quantity": .decimal(quantity.value), "currency": .text(currency.code),
                "customer": .text(customer), "date": .date(date),
            ])
        do throws(ConnectorError) {
            let answer = try await questions.ask(price)
            if case .decimal(let unitPrice)? = answer.fields["netUnitPrice"] { live.unitPrice = unitPrice }
            if case .decimal(let listPrice)? = answer.fields["unitPrice"] { live.listPrice = listPrice }
            live.explanation = answer.fields["explanation"]?.text ?? ""
            live.asOf = answer.asOf
            live.source = answer.source
            live.isStale = answer.isStale
        } catch .refused(let reasons) {
            live.problem = reasons.map(\.message).joined(separator: "; ")
        } catch {
            live.problem = "The ERP does not answer now; try again later."
        }
        let stock = Question(kind: "availability", fields: ["item": .text(code)])
        if let answer = try? await questions.ask(stock), case .quantity(let free)? = answer.fields["available"] {
            live.available = free
            live.asOf = live.asOf ?? answer.asOf
        }
        return live
    }
}

extension QuoteModel {
    /// Asks about every line that can still change.
    mutating func askLive(_ questions: LiveQuestions) async {
        guard isEditable else { return }
        for index in lines.indices {
            let line = lines[index].line
            lines[index].live = await LiveAnswer.ask(
                line.productCode, quantity: line.quantity, customer: account?.customerNumber ?? "",
                currency: quote.currency, on: today, of: questions)
        }
    }
}
