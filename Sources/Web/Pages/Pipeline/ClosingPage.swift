import CRM
import HTMLText
import Kernel
import Platform

/// Closes a deal: won, or lost with its reason and perhaps a day to try again.
struct ClosingPage {
    let deal: Visible<Opportunity>
    let visit: Visit
    var form: Form?
    var refusal: Refusal?

    init(_ deal: Visible<Opportunity>, _ visit: Visit) {
        self.deal = deal
        self.visit = visit
    }

    var page: Page {
        var page = Page("Close \(deal.name)")
        page.section = "/crm/pipeline"
        page.trail = [Link("Pipeline", "/crm/pipeline")]
        page.status = .state(deal.state.rawValue)
        page.body = (refusal.map { HTML.problem($0) } ?? .empty) + .halves([won], [lost])
        return page
    }

    private func field(
        _ deed: String, _ name: String, _ label: String, _ control: Field.Control = .text, hint: String = "",
        isRequired: Bool = false
    ) -> Field {
        let isTyped = form?["deed"] == deed
        return Field(
            name, label, control, value: isTyped ? form?[name] ?? "" : "", hint: hint,
            error: isTyped ? refusal?.message(for: name) ?? "" : "", isRequired: isRequired, isWide: true)
    }

    private func form(_ deed: String, _ fields: [Field], _ button: HTML) -> HTML {
        .pad(
            .form(
                to: "/crm/pipeline/\(deal.id)/close", token: visit.token, key: visit.newKey,
                HTML.field(Field("deed", "", .hidden, value: deed)) + .fields(fields.scoped(deed)) + button))
    }

    private var won: HTML {
        .card(
            "Won", source: .crm,
            form(
                "win",
                [
                    field(
                        "win", "overrideReason", "Why without an accepted quote",
                        hint: "Blank when a quote was accepted"),
                    field("win", "note", "Note", .area),
                ], .submit("Won")))
    }

    private var lost: HTML {
        .card(
            "Lost", source: .crm,
            form(
                "lose",
                [
                    field("lose", "reason", "Why", isRequired: true), field("lose", "competitor", "To whom"),
                    field("lose", "tryAgainOn", "Try again on", .date, hint: "Plans a call"),
                    field("lose", "note", "Note", .area),
                ], .submit("Lost", .danger)))
    }
}
