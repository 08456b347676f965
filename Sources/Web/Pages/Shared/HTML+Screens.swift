import HTMLText
import Kernel

extension [Field] {
    /// The entries of one form among several on a page.
    func scoped(_ name: String) -> [Field] {
        map { field in
            var field = field
            field.scope = name + "-"
            return field
        }
    }
}

extension HTML {
    /// A button that opens a small form below it; needs no script.
    static func opening(_ title: String, _ style: ButtonStyle = .plain, isOpen: Bool = false, _ content: HTML) -> HTML {
        let open: HTML = isOpen ? " open" : .empty
        return """
            <details class="more"\(open)><summary class="button \(style.rawValue)">\(title)</summary>\
            <div class="drop">\(content)</div></details>
            """
    }

    /// Reasons that stand on a record, not on a form: what was said, and who can change it.
    static func reasons(_ reasons: [Reason], title: String) -> HTML {
        reasons.isEmpty ? .empty : problem(Refusal(reasons), title: title)
    }

    /// Sums of several currencies, one after the other; a dash for nothing.
    static func sums(_ amounts: [Money]?, _ format: Format) -> HTML {
        guard let amounts else { return Format.hidden }
        if amounts.isEmpty { return "\(format.moneyText(.zero(format.currency)))" }
        return amounts.map { "\(format.moneyText($0))" as HTML }.joined(" · ")
    }

    /// A word for a state of either system, in its colour.
    static func state(_ word: String) -> HTML { pill(Prose.state(word), StateTone.of(word)) }

    /// A quieter second line within a cell.
    static func under(_ content: HTML) -> HTML { "<span class=\"under\">\(content)</span>" }

    static func pad(_ content: HTML) -> HTML { "<div class=\"pad\">\(content)</div>" }
}

/// The colour beside a state's word.
enum StateTone {
    private static let good: Set<String> = [
        "accepted", "ordered", "active", "confirmed", "delivered", "billed", "paid", "closed", "done", "approved",
        "won",
        "ok", "applied", "resolved", "authorised", "granted", "settled", "inStock", "checked", "created", "updated",
    ]
    private static let careful: Set<String> = [
        "inApproval", "partly", "warn", "waitingCustomer", "waitingReturn", "requested", "underReview", "parked",
        "approval", "retry", "presented", "open", "pending", "quarantined", "phaseOut",
        "running", "undoing", "kept",
    ]
    private static let wrong: Set<String> = [
        "refused", "rejected", "onHold", "hold", "blocked", "cancelled", "declined", "expired", "dead", "conflict",
        "lost", "dropped", "obsolete", "overdue", "scrapped",
    ]

    static func of(_ word: String) -> Tone {
        if good.contains(word) { return .ok }
        if careful.contains(word) { return .warn }
        return wrong.contains(word) ? .bad : .plain
    }
}

extension HTML.StringInterpolation {
    /// An identity as part of an address.
    mutating func appendInterpolation<Object>(_ id: ID<Object>) { appendInterpolation(id.raw) }
}
