import CRM
import Kernel
import Platform

/// What to do next with a customer, and the fact that it follows from.
struct NextStep: Hashable, Sendable {
    enum Urgency: Int, Hashable, Sendable, Comparable {
        case now, thisWeek, sometime
        static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }
    }

    let urgency: Urgency
    /// "Put quote Q-000012 right."
    let deed: String
    /// The fact, with its figures.
    let because: String
    /// "crm" or "erp": where the fact stands.
    let source: String
    let link: String

    /// Days ahead that count as soon.
    static let quoteDays = 7
    static let warrantyDays = 60
    static let silentDays = 90

    /// Pure: the most urgent first. No guesses: each names the record that it was read from.
    static func all(for model: CustomerModel) -> [NextStep] {
        let steps =
            acceptance(model) + refusedQuotes(model) + orders(model) + overdue(model) + activities(model)
            + expiringQuotes(model) + warranties(model) + deals(model) + reorder(model) + silence(model)
        return steps.enumerated().sorted { ($0.element.urgency, $0.offset) < ($1.element.urgency, $1.offset) }
            .map(\.element)
    }

    private static func acceptance(_ model: CustomerModel) -> [NextStep] {
        let account = model.account
        guard ["requested", "underReview", "hold", "blocked", "rejected"].contains(account.customerState) else {
            return []
        }
        let note = account.customerNote.isEmpty ? "" : ": \(account.customerNote)"
        return [
            NextStep(
                urgency: .now, deed: "Ask finance about this customer.",
                because: "The ERP says \(Prose.inline(account.customerState))\(note). Finance can change this.",
                source: "erp", link: "/bridge/approvals")
        ]
    }

    private static func refusedQuotes(_ model: CustomerModel) -> [NextStep] {
        (model.quotes ?? []).compactMap { quote in
            let link = "/crm/quotes/\(quote.id)"
            if quote.state == .refused {
                let reason = Reason.list(fromJSON: quote.refusalReasons).first
                return NextStep(
                    urgency: .now, deed: "Put quote \(quote.number) right.",
                    because: "The ERP refused it: \(reason?.message ?? "see the quote")"
                        + (reason?.fixedBy.map { ". \(Prose.state($0)) can fix this." } ?? "."), source: "erp",
                    link: link)
            }
            if quote.state == .accepted, !quote.waitingFor.isEmpty {
                return NextStep(
                    urgency: .thisWeek, deed: "Quote \(quote.number) waits for its order.",
                    because: quote.waitingFor, source: "erp", link: link)
            }
            if quote.state == .rejected {
                return NextStep(
                    urgency: .now, deed: "Change quote \(quote.number).",
                    because: "It was not approved: \(quote.rejectionReason)", source: "crm", link: link)
            }
            return nil
        }
    }

    private static func orders(_ model: CustomerModel) -> [NextStep] {
        (model.orders ?? []).compactMap { card in
            let link = "/crm/orders/\(card.order.id)"
            if card.order.state == "onHold" {
                return NextStep(
                    urgency: .now, deed: "Order \(card.order.number) is on hold.", because: card.order.holdReason,
                    source: "erp", link: link)
            }
            guard card.isLate(on: model.today), let due = card.dueOn else { return nil }
            return NextStep(
                urgency: .now, deed: "Tell them about order \(card.order.number).",
                because:
                    "It was due \(model.format.dateText(due)), \(Prose.days(due.days(until: model.today))) ago, and is "
                    + "\(Prose.inline(card.order.deliveryStatus)).", source: "erp", link: link)
        }
    }

    private static func overdue(_ model: CustomerModel) -> [NextStep] {
        guard let invoices = model.invoices, let oldest = invoices.overdue.first else { return [] }
        let days = oldest.dueDate.days(until: model.today)
        let amounts = (invoices.overdueAmount ?? []).map(model.format.moneyText).joined(separator: " and ")
        return [
            NextStep(
                urgency: days > 30 ? .now : .thisWeek, deed: "Ask for payment.",
                because: "\(oldest.number) is \(Prose.days(days)) late"
                    + (amounts.isEmpty ? "." : "; \(amounts) is overdue in all."), source: "erp",
                link: RecordPath.of("crm", "CustomerInvoice", oldest.id.raw))
        ]
    }

    private static func activities(_ model: CustomerModel) -> [NextStep] {
        (model.planned ?? []).filter { $0.dueOn.map { $0 <= model.today } ?? false }.prefix(3).map { activity in
            let late = activity.dueOn.map { $0.days(until: model.today) } ?? 0
            return NextStep(
                urgency: .now, deed: "\(Prose.state(activity.kind.rawValue)): \(activity.subject).",
                because: late == 0 ? "Planned for today." : "Planned \(Prose.days(late)) ago.", source: "crm",
                link: RecordPath.of("crm", "Activity", activity.id.raw))
        }
    }

    private static func expiringQuotes(_ model: CustomerModel) -> [NextStep] {
        (model.quotes ?? []).filter { $0.state == .presented }.compactMap { quote in
            let days = model.today.days(until: quote.validUntil)
            guard days <= quoteDays else { return nil }
            let when =
                days < 0
                ? "expired \(Prose.days(-days)) ago" : days == 0 ? "expires today" : "expires in \(Prose.days(days))"
            return NextStep(
                urgency: .thisWeek, deed: "Call about quote \(quote.number).",
                because: "It \(when)" + (quote[\.total].map { " and is worth \(model.format.moneyText($0))." } ?? "."),
                source: "crm",
                link: "/crm/quotes/\(quote.id)")
        }
    }

    private static func warranties(_ model: CustomerModel) -> [NextStep] {
        guard let units = model.units, let end = units.nextEnd, model.today.days(until: end) <= warrantyDays else {
            return []
        }
        let soon = units.shown.filter { unit in
            unit.warrantyEnd.map { $0 >= model.today && model.today.days(until: $0) <= warrantyDays } ?? false
        }
        return [
            NextStep(
                urgency: .sometime, deed: "Offer service for what leaves warranty.",
                because:
                    "\(Prose.count(soon.count, "unit")) by \(model.format.dateText(soon.last?.warrantyEnd ?? end)); "
                    + "the next is "
                    + "\(units.shown[0].productCode) \(units.shown[0].serial) on \(model.format.dateText(end)).",
                source: "erp",
                link: "#units")
        ]
    }

    private static func deals(_ model: CustomerModel) -> [NextStep] {
        guard let deals = model.deals, !deals.withoutNextStep.isEmpty else { return [] }
        let names = deals.open.filter { deals.withoutNextStep.contains($0.id) }.map(\.name)
        return [
            NextStep(
                urgency: .thisWeek, deed: "Plan the next step.",
                because: "Nothing is planned for \(names.joined(separator: ", ")).", source: "crm", link: "#deals")
        ]
    }

    /// Orders come in a rhythm: when the usual gap has passed, ask.
    private static func reorder(_ model: CustomerModel) -> [NextStep] {
        let days = model.timeline.filter { $0.kind == .order }.map(\.day)
        guard days.count >= 3, let latest = days.first, let first = days.last else { return [] }
        let gap = first.days(until: latest) / (days.count - 1)
        let since = latest.days(until: model.today)
        guard gap >= 7, since > gap, since < gap * 4 else { return [] }
        return [
            NextStep(
                urgency: .sometime, deed: "Ask for the next order.",
                because: "They order every \(Prose.days(gap)); it has been \(Prose.days(since)).", source: "erp",
                link: "#timeline")
        ]
    }

    private static func silence(_ model: CustomerModel) -> [NextStep] {
        guard let planned = model.planned, planned.isEmpty, model.account.status == .active else { return [] }
        let talks = model.timeline.filter { $0.kind == .activity || $0.kind == .note }
        guard let last = talks.first?.day, last.days(until: model.today) > silentDays else { return [] }
        return [
            NextStep(
                urgency: .sometime, deed: "Get in touch.",
                because: "Nobody has spoken with them for \(Prose.days(last.days(until: model.today))).",
                source: "crm", link: "#log")
        ]
    }
}
