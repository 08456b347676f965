import CRM
import HTMLText
import Kernel
import Platform

/// The customer on one screen: who, how they stand, what to do next, what is happening, and what belongs to them.
struct CustomerPage {
    let model: CustomerModel
    let visit: Visit
    var kinds: Set<TimelineEntry.Kind> = []
    /// What was typed into the form that was not taken, and why.
    var refused: (deed: Deed, form: Form, refusal: Refusal)?

    /// What can be begun from here.
    enum Deed: String { case log, note, `case` }

    var account: Visible<Account> { model.account }
    var format: Format { model.format }
    var path: String { "/crm/accounts/\(account.id)" }

    var page: Page {
        var page = Page(account.name)
        page.section = "/crm/accounts"
        page.trail = [Link("Accounts", "/crm/accounts")]
        page.status = status
        page.subtitle = subtitle
        page.actions = actions
        page.advice = advice
        page.facts = facts
        page.body = problem + .columns(CustomerBlocks(self).left, CustomerBlocks(self).right)
        return page
    }

    private var problem: HTML { refused.map { HTML.problem($0.refusal) } ?? .empty }

    private var status: HTML {
        if account.status == .doNotTrade { return .pill("Do not trade", .bad) }
        guard !account.customerNumber.isEmpty else {
            return .pill(
                account.type == .customer ? "Customer, not yet in the ERP" : Prose.state(account.type.rawValue))
        }
        return .pill(
            "\(Prose.state(account.customerState)) customer \(account.customerNumber)",
            StateTone.of(account.customerState))
    }

    private var subtitle: HTML {
        let place = [account.city, account.country].filter { !$0.isEmpty }.joined(separator: ", ")
        let numbers = [
            account.nzbn.isEmpty ? "" : "NZBN \(account.nzbn)", account.abn.isEmpty ? "" : "ABN \(account.abn)",
            account.taxNumber.isEmpty ? "" : "GST \(account.taxNumber)",
            account.owner.isEmpty ? "no owner" : "owner \(account.owner)",
        ]
        let parts = ([account.tradingName, account.industry, place] + numbers).filter { !$0.isEmpty }
        return "\(parts.joined(separator: " · "))"
    }

    // MARK: Deeds

    private var actions: [HTML] {
        var actions: [HTML] = []
        if visit.may("activity.write", in: .crm) {
            actions.append(.opening("Log call", isOpen: refused?.deed == .log, logForm))
        }
        if visit.may("note.add", in: .crm) {
            actions.append(.opening("Note", isOpen: refused?.deed == .note, noteForm))
        }
        if visit.may("case.write", in: .crm) {
            actions.append(.opening("New case", isOpen: refused?.deed == .case, caseForm))
        }
        if visit.may("account.update", in: .crm) { actions.append(.button("Edit", to: path + "/edit", key: "e")) }
        if visit.may("quote.create", in: .crm) {
            actions.append(.action("New quote", to: path + "/quotes", token: visit.token, .go, key: visit.newKey))
        }
        return actions
    }

    private func typed(_ deed: Deed, _ name: String, _ otherwise: String = "") -> String {
        guard let refused, refused.deed == deed else { return otherwise }
        return refused.form[name]
    }

    private func error(_ deed: Deed, _ name: String) -> String {
        refused?.deed == deed ? refused?.refusal.message(for: name) ?? "" : ""
    }

    private var logForm: HTML {
        let kinds = ActivityKind.allCases.map { (value: $0.rawValue, text: Prose.state($0.rawValue)) }
        let people = (model.people ?? []).map { (value: $0.contact.id.raw, text: Self.name(of: $0.contact)) }
        return .form(
            to: path + "/log", token: visit.token, key: visit.newKey,
            .fields(
                [
                    Field("kind", "What", .choice(kinds), value: typed(.log, "kind", "call"), isRequired: true),
                    Field("contact", "With", .choice(people), value: typed(.log, "contact")),
                    Field(
                        "subject", "About", value: typed(.log, "subject"), error: error(.log, "subject"),
                        isRequired: true,
                        isWide: true, maximumLength: 300),
                    Field("outcome", "What came of it", .area, value: typed(.log, "outcome"), isWide: true),
                    Field(
                        "nextOn", "Next step on", .date, value: typed(.log, "nextOn"), hint: "Plans a follow-up",
                        error: error(.log, "dueOn")),
                ].scoped("log")) + .submit("Log"))
    }

    private var noteForm: HTML {
        .form(
            to: path + "/notes", token: visit.token, key: visit.newKey,
            .fields(
                [
                    Field(
                        "body", "Note", .area, value: typed(.note, "body"), error: error(.note, "body"),
                        isRequired: true,
                        isWide: true)
                ].scoped("note")) + .submit("Add note"))
    }

    private var caseForm: HTML {
        let priorities = CasePriority.allCases.map { (value: $0.rawValue, text: Prose.state($0.rawValue)) }
        return .form(
            to: path + "/cases", token: visit.token, key: visit.newKey,
            .fields(
                [
                    Field(
                        "subject", "What is wrong", value: typed(.case, "subject"), error: error(.case, "subject"),
                        isRequired: true, isWide: true, maximumLength: 300),
                    Field(
                        "serial", "Serial number", value: typed(.case, "serial"),
                        hint: "Says at once whether it is covered",
                        error: error(.case, "serial")),
                    Field(
                        "priority", "Priority", .choice(priorities), value: typed(.case, "priority", "normal"),
                        isRequired: true),
                    Field("description", "Description", .area, value: typed(.case, "description"), isWide: true),
                ].scoped("case")) + .submit("Open case"))
    }

    static func name(of contact: Visible<Contact>) -> String {
        [contact.givenName, contact.familyName].filter { !$0.isEmpty }.joined(separator: " ")
    }

    // MARK: What to do next

    private var advice: HTML {
        guard let first = model.nextSteps.first else { return .empty }
        let tone: Tone = first.urgency == .now ? .warn : .plain
        let source = Source(system: first.source)?.mark ?? .empty
        let text: HTML = "<b>\(source)\(first.deed)</b> \(first.because)"
        let rest: [HTML] = model.nextSteps.dropFirst().prefix(6).map { step in
            """
            <li>\(Source(system: step.source)?.mark)<a href="\(step.link)"><b>\(step.deed)</b></a> \(step.because)</li>
            """
        }
        let more: HTML =
            rest.isEmpty ? .empty : .opening("\(rest.count) more", .quiet, "<ul class=\"stack\">\(rest)</ul>")
        return .advice(
            text, tone: tone, action: "<div class=\"actions\">\(HTML.button("Show", to: first.link))\(more)</div>")
    }

    // MARK: Facts

    private var facts: [Fact] { [credit, overdue, revenue, pipeline, warranty].compactMap { $0 } }

    private var credit: Fact? {
        guard !account.customerNumber.isEmpty, let exposure = account[\.creditExposure],
            let limit = account[\.creditLimit]
        else { return nil }
        let light: HTML
        let tone: Tone
        switch account.creditStatus {
        case .ok: (light, tone) = ("OK", .ok)
        case .warn: (light, tone) = ("nearly used up", .warn)
        case .hold: (light, tone) = ("on hold", .bad)
        case .unknown: (light, tone) = ("not known yet", .plain)
        }
        if limit.isZero {
            return Fact(
                "Credit used", format.money(exposure), note: "no limit is set · \(light)", source: .erp, tone: tone)
        }
        let available =
            limit.currency == exposure.currency || exposure.isZero
            ? format.money(limit - exposure, below: "over") : "—"
        return Fact(
            "Credit available", available, note: "of \(format.moneyText(limit)) · \(light)", source: .erp, tone: tone)
    }

    private var overdue: Fact? {
        guard let invoices = model.invoices, let amounts = invoices.overdueAmount else { return nil }
        guard let oldest = invoices.overdue.first else {
            return Fact("Overdue", .sums([], format), note: "nothing is late", source: .erp, tone: .ok)
        }
        return Fact(
            "Overdue", .sums(amounts, format),
            note: "\(oldest.number), \(Prose.days(oldest.dueDate.days(until: model.today)))", source: .erp, tone: .bad)
    }

    private var revenue: Fact? {
        guard let invoices = model.invoices, let revenue = invoices.revenue else { return nil }
        return Fact(
            "Revenue, 12 months", .sums(revenue, format),
            note: "\(Self.change(from: invoices.revenueBefore ?? [], to: revenue))", source: .erp)
    }

    /// "▲ 12 % on the year before".
    static func change(from before: [Money], to now: [Money]) -> String {
        guard before.count == 1, now.count <= 1, let was = before.first, was.minorUnits > 0 else {
            return before.isEmpty ? "nothing the year before" : "the year before too"
        }
        let difference = (now.first?.minorUnits ?? 0) - was.minorUnits
        let percent = FixedDecimal(Int(difference)).multiplied(by: 100, rounding: .halfUp)
            .divided(by: FixedDecimal(Int(was.minorUnits)), rounding: .halfUp).rounded(toPlaces: 0, .halfUp)
        if percent.isZero { return "as the year before" }
        return "\(percent.isNegative ? "▼" : "▲") \(percent.magnitude) % on the year before"
    }

    private var pipeline: Fact? {
        guard let deals = model.deals else { return nil }
        let risk = deals.withoutNextStep.count
        return Fact(
            "Open pipeline", .sums(deals.pipeline, format),
            note: "\(Prose.count(deals.count, "deal"))\(risk == 0 ? "" : " · \(risk) without a next step")",
            source: .crm)
    }

    private var warranty: Fact? {
        guard let units = model.units else { return nil }
        let next = units.nextEnd.map { "next ends \(format.dateText($0))" } ?? "none is covered"
        return Fact(
            "Under warranty", "\(units.covered) of \(units.count)", note: units.count == 0 ? "no units yet" : "\(next)",
            source: .erp)
    }
}
