import CRM
import Identity
import Kernel
import Platform

extension SiteMap {
    /// The quote builder and what can be done with a quote.
    mutating func addQuoteBuilder() {
        page("crm/quotes/:id") { visit in try await QuoteScreen.show(visit).page }
        action("crm/quotes/:id/lines") { visit, form in try await QuoteScreen.saveLines(visit, form) }
        deed("head", "The head was saved.") { quote, visit, form in try await QuoteScreen.saveHead(quote, visit, form) }
        deed("submit", "It was submitted.") { quote, visit, form in
            try await visit.run(SubmitQuote(quote), in: .crm, key: form.key)
        }
        deed("approve", "It was approved.") { quote, visit, form in
            try await visit.run(ApproveQuote(quote), in: .crm, key: form.key)
        }
        deed("reject", "It went back to the seller.") { quote, visit, form in
            try await visit.run(RejectQuote(quote, reason: form["reason"]), in: .crm, key: form.key)
        }
        deed("present", "It is presented: send its paper or its link.") { quote, visit, form in
            try await visit.run(PresentQuote(quote), in: .crm, key: form.key)
        }
        deed("accept", "Accepted: the order is on its way to the ERP.") { quote, visit, form in
            try await visit.run(
                AcceptQuote(quote, acceptedBy: form["acceptedBy"], customerReference: form["customerReference"]),
                in: .crm, key: form.key)
        }
        deed("resubmit", "The ERP is asked again.") { quote, visit, form in
            try await visit.run(ResubmitQuote(quote), in: .crm, key: form.key)
        }
        deed("decline", "It was declined.") { quote, visit, form in
            try await visit.run(DeclineQuote(quote, reason: form["reason"]), in: .crm, key: form.key)
        }
        action("crm/quotes/:id/share") { visit, form in
            let quote = ID<Quote>(visit.parameter("id"))
            let secret = BearerSecret.session(visit.company.crm.world)
            try await visit.run(ShareQuote(quote, secretHash: secret.hash), in: .crm, key: form.key)
            var page = try await QuoteScreen.show(visit)
            page.sharedPath = "/q/\(secret.text)"
            return .other(visit.site.response(page.page, visit: visit, request: visit.request))
        }
        action("crm/quotes/:id/revise") { visit, form in
            let revision = try await visit.run(ReviseQuote(ID(visit.parameter("id"))), in: .crm, key: form.key)
            return .go(to: "/crm/quotes/\(revision)", saying: "This is the new revision.")
        }
    }

    /// One thing done with a quote; refused, the screen shows why and keeps what was typed.
    private mutating func deed(
        _ verb: String, _ said: String, _ body: @escaping @Sendable (ID<Quote>, Visit, Form) async throws -> Void
    ) {
        action("crm/quotes/:id/" + verb) { visit, form in
            let quote = ID<Quote>(visit.parameter("id"))
            do {
                try await body(quote, visit, form)
                return .go(to: "/crm/quotes/\(quote)", saying: said)
            } catch let refusal as Refusal {
                var page = try await QuoteScreen.show(visit)
                page.form = form
                page.refusal = refusal
                return .again(page.page)
            }
        }
    }
}

/// How the quote builder answers.
enum QuoteScreen {
    static func show(_ visit: Visit) async throws -> QuotePage {
        let id = ID<Quote>(visit.parameter("id"))
        guard var model = try visit.read(.crm, { try QuoteModel.load(id, visit.format, by: $0) }) else {
            throw PageNotFound("This quote")
        }
        await model.askLive(visit.company.suite.questions)
        try visit.read(.erp) { try model.addMargins(by: $0) }
        return QuotePage(model: model, visit: visit)
    }

    static func saveHead(_ quote: ID<Quote>, _ visit: Visit, _ form: Form) async throws {
        var update = UpdateQuote(quote)
        update.fields[\.validUntil] = try FormReading.date(form, "validUntil")
        update.fields[\.requestedDate] = try FormReading.optionalDate(form, "requestedDate")
        update.fields[\.customerReference] = form["customerReference"]
        update.fields[\.note] = form["note"]
        try await visit.run(update, in: .crm, key: form.key)
    }

    static func saveLines(_ visit: Visit, _ form: Form) async throws -> Reaction {
        let id = ID<Quote>(visit.parameter("id"))
        let entries =
            form.rows("lines").map(LineEntry.init(row:)).filter { !$0.code.isEmpty }
            + LineEntry.pasted(form["paste"])
        do {
            let inputs = try await inputs(entries, of: id, visit, form)
            try await visit.run(ChangeQuoteLines(id, lines: inputs), in: .crm, key: form.key)
            return .go(to: "/crm/quotes/\(id)#lines", saying: "\(Prose.count(inputs.count, "line")) saved.")
        } catch let refusal as Refusal {
            var page = try await show(visit)
            page.typed = entries
            page.refusal = refusal
            return .again(page.page)
        }
    }

    /// Lines with their prices: unchanged ones keep theirs, the others are asked of the ERP.
    private static func inputs(
        _ entries: [LineEntry], of id: ID<Quote>, _ visit: Visit, _ form: Form
    ) async throws -> [QuoteLineInput] {
        let (quote, customer, reading) = try visit.read(.crm) { reading in
            guard let quote = try reading.find(id) else { throw PageNotFound("This quote") }
            let held = try reading.all(
                Select<QuoteLine>().where(\.quote, .equal, id).limit(QuoteModel.lineLimit))
            let account = try reading.find(quote.account)
            let lines = try LineReading(
                entries, of: quote, held: held, keepsPrices: form["reprice"] != "true", by: reading)
            return (quote, account?.customerNumber ?? "", lines)
        }
        if let version = Int(form["version"]), version != quote.version {
            throw Refusal(
                .wrongState, "Somebody changed this quote since you opened it", document: "Quote \(quote.number)",
                field: "version", allowed: "look at it as it is now and save again", fixedBy: "sales")
        }
        if !reading.reasons.isEmpty { throw Refusal(reading.reasons) }
        var inputs: [QuoteLineInput] = []
        for part in reading.parts {
            inputs.append(await part.priced(quote, customer: customer, on: visit.today, visit.company.suite.questions))
        }
        return inputs
    }
}
