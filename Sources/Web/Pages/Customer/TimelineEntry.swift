import CRM
import Kernel
import Platform

/// One thing that happened with an account, whichever system it happened in.
struct TimelineEntry: Sendable {
    /// What a reader filters by.
    enum Kind: String, CaseIterable, Sendable { case activity, note, quote, order, shipment, invoice, payment, `case` }

    let kind: Kind
    /// Sorts the stream: the day, and the time where it is known.
    let at: Instant
    let day: CalendarDate
    /// Documents have a day only.
    let hasTime: Bool
    let title: String
    let detail: String
    /// "crm" or "erp": whose word it is.
    let source: String
    let link: String

    /// Looks into each kind for its latest, and keeps the latest of all.
    static func load(
        of documents: RecentDocuments, kinds: Set<Kind>, limit: Int, _ format: Format, by reading: Reading
    ) throws -> [TimelineEntry] {
        var entries: [TimelineEntry] = []
        for kind in Kind.allCases where kinds.isEmpty || kinds.contains(kind) {
            entries += try reading.part { try load(kind, of: documents, limit: limit, format, by: reading) } ?? []
        }
        return Array(entries.sorted { $0.at > $1.at }.prefix(limit))
    }

    private static func load(
        _ kind: Kind, of documents: RecentDocuments, limit: Int, _ format: Format, by reading: Reading
    ) throws -> [TimelineEntry] {
        let account = documents.account
        return switch kind {
        case .activity:
            try reading.all(
                Select<Activity>().where(\.account, .equal, account).where(\.state, .equal, .done)
                    .ordered(by: \.doneAt, descending: true).limit(limit)
            ).map(activity)
        case .note:
            try reading.all(
                Select<Note>().where(\.account, .equal, account).ordered(by: \.writtenAt, descending: true)
                    .limit(limit)
            ).map(note)
        case .quote:
            try documents.presentedQuotes(limit: limit, by: reading).map { quote($0, format) }
        case .order: (documents.orders?.newest ?? []).map { order($0, format) }
        case .shipment:
            try reading.all(
                Select<CustomerShipment>().where(\.account, .equal, account).ordered(by: \.date, descending: true)
                    .limit(limit)
            ).map(shipment)
        case .invoice: (documents.invoices?.newest ?? []).map { invoice($0, format) }
        case .payment:
            try reading.all(
                Select<CustomerPayment>().where(\.account, .equal, account).ordered(by: \.date, descending: true)
                    .limit(limit)
            ).map { payment($0, format) }
        case .case: try documents.openedCases(limit: limit, by: reading).map(supportCase)
        }
    }

    private init(
        _ kind: Kind, at: Instant?, on day: CalendarDate? = nil, _ title: String, _ detail: String, source: String,
        link: String
    ) {
        self.kind = kind
        self.at =
            at ?? day.map { Instant(microseconds: Int64($0.daysSinceEpoch) * 86_400_000_000) }
            ?? Instant(microseconds: 0)
        hasTime = at != nil
        self.day = day ?? CalendarDate(daysSinceEpoch: Int32(self.at.microseconds / 86_400_000_000))
        self.title = title
        self.detail = detail
        self.source = source
        self.link = link
    }

    private static func activity(_ it: Visible<Activity>) -> TimelineEntry {
        let parts = [
            it.outcome, it.direction == .incoming ? "incoming" : "", it.durationMinutes.map { "\($0) min" } ?? "",
            it.owner,
        ]
        return TimelineEntry(
            .activity, at: it.doneAt, "\(Prose.state(it.kind.rawValue)): \(it.subject)",
            parts.filter { !$0.isEmpty }.joined(separator: " · "), source: "crm",
            link: RecordPath.of("crm", "Activity", it.id.raw))
    }

    private static func note(_ it: Visible<Note>) -> TimelineEntry {
        TimelineEntry(
            .note, at: it.writtenAt, it.body, it.author, source: "crm", link: RecordPath.of("crm", "Note", it.id.raw))
    }

    private static func quote(_ it: Visible<Quote>, _ format: Format) -> TimelineEntry {
        let became = it.orderNumber.isEmpty ? "" : " → order \(it.orderNumber)"
        return TimelineEntry(
            .quote, at: it.acceptedAt ?? it.presentedAt,
            "Quote \(it.number) revision \(it.revision) \(Prose.inline(it.state.rawValue))\(became)",
            it[\.total].map(format.moneyText) ?? "", source: "crm", link: "/crm/quotes/\(it.id)")
    }

    private static func order(_ it: Visible<CustomerOrder>, _ format: Format) -> TimelineEntry {
        TimelineEntry(
            .order, at: nil, on: it.date, "Order \(it.number) \(Prose.inline(it.state))",
            [it.customerReference, it[\.total].map(format.moneyText) ?? ""].filter { !$0.isEmpty }.joined(
                separator: " · "),
            source: it.source, link: "/crm/orders/\(it.id)")
    }

    private static func shipment(_ it: Visible<CustomerShipment>) -> TimelineEntry {
        let parcel = [it.carrier, it.trackingNumber].filter { !$0.isEmpty }.joined(separator: " ")
        return TimelineEntry(
            .shipment, at: nil, on: it.date, "Shipment \(it.number) of order \(it.orderNumber) left", parcel,
            source: it.source,
            link: it.customerOrder.map { "/crm/orders/\($0)" } ?? RecordPath.of("crm", "CustomerShipment", it.id.raw))
    }

    private static func invoice(_ it: Visible<CustomerInvoice>, _ format: Format) -> TimelineEntry {
        let isSettled = it[\.openBalance]?.isZero ?? false
        return TimelineEntry(
            .invoice, at: nil, on: it.date,
            "Invoice \(it.number)\(it[\.total].map { " of \(format.moneyText($0))" } ?? "")",
            isSettled ? "settled" : "due \(format.dateText(it.dueDate))", source: it.source,
            link: RecordPath.of("crm", "CustomerInvoice", it.id.raw))
    }

    private static func payment(_ it: Visible<CustomerPayment>, _ format: Format) -> TimelineEntry {
        TimelineEntry(
            .payment, at: nil, on: it.date,
            "Payment \(it.number)\(it[\.amount].map { " of \(format.moneyText($0))" } ?? "")",
            it.reference, source: it.source, link: RecordPath.of("crm", "CustomerPayment", it.id.raw))
    }

    private static func supportCase(_ it: Visible<SupportCase>) -> TimelineEntry {
        TimelineEntry(
            .case, at: it.openedAt, "Case \(it.number): \(it.subject)",
            [Prose.inline(it.state.rawValue), it.warrantyVerdict].filter { !$0.isEmpty }.joined(separator: " · "),
            source: "crm", link: RecordPath.of("crm", "SupportCase", it.id.raw))
    }
}
