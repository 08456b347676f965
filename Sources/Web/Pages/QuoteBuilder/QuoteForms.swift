import CRM
import HTMLText
import Kernel
import Platform

/// The small forms of a quote: its head, and what the customer or the sales manager said.
struct QuoteForms {
    let builder: QuotePage
    private var quote: Visible<Quote> { builder.quote }

    init(_ builder: QuotePage) { self.builder = builder }

    private func form(_ deed: String, _ fields: [Field], _ button: HTML) -> HTML {
        .form(
            to: builder.path + "/" + deed, token: builder.visit.token, key: builder.visit.newKey,
            HTML.field(Field("deed", "", .hidden, value: deed)) + .fields(fields.scoped(deed)) + button)
    }

    private func field(
        _ deed: String, _ name: String, _ label: String, _ control: Field.Control = .text, value: String = "",
        hint: String = "", isRequired: Bool = false
    ) -> Field {
        let isTyped = builder.form?["deed"] == deed
        return Field(
            name, label, control, value: isTyped ? builder.form?[name] ?? "" : value, hint: hint,
            error: isTyped ? builder.refusal?.message(for: name) ?? "" : "", isRequired: isRequired, isWide: true)
    }

    var accept: HTML {
        form(
            "accept",
            [
                field(
                    "accept", "acceptedBy", "Who accepted", value: builder.model.contact.map(CustomerPage.name) ?? "",
                    isRequired: true),
                field(
                    "accept", "customerReference", "Their order number", value: quote.customerReference,
                    hint: "Stands on the order, the packing slip and the invoice"),
            ], .submit("Accepted by the customer"))
    }

    var decline: HTML {
        form("decline", [field("decline", "reason", "Why", .area, isRequired: true)], .submit("Declined", .danger))
    }

    var reject: HTML {
        form("reject", [field("reject", "reason", "Why", .area, isRequired: true)], .submit("Send back", .danger))
    }

    var head: HTML {
        form(
            "head",
            [
                field(
                    "head", "validUntil", "Valid until", .date, value: quote.validUntil.description, isRequired: true),
                field("head", "requestedDate", "Wanted by", .date, value: quote.requestedDate?.description ?? ""),
                field("head", "customerReference", "Their order number", value: quote.customerReference),
                field("head", "note", "Note to the customer", .area, value: quote.note),
            ], .submit("Save"))
    }
}
