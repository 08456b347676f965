import HTMLText
import Kernel

extension HTML {
    /// A refusal in full: every reason with its document, line and field, what is allowed, and who can put it right.
    public static func problem(_ refusal: Refusal, title: String = "This was not done") -> HTML {
        let items: [HTML] = refusal.reasons.map { reason in
            let line = reason.line.map { "line \($0)" }
            let field = reason.field.map { Words.spoken($0) }
            let place = [reason.document, line, field].compactMap { $0 }.filter { !$0.isEmpty }
            let allowed = reason.allowed.flatMap { $0.isEmpty ? nil : "Allowed: \($0)" }
            let fixer = reason.fixedBy.map { "\($0) can fix this" }
            let notes = ([place.joined(separator: ", ")] + [allowed, fixer].compactMap { $0 }).filter { !$0.isEmpty }
            return "<li><b>\(reason.message)</b><span class=\"where\">\(notes.joined(separator: " · "))</span></li>"
        }
        return """
            <section class="problem" role="alert" aria-label="\(title)"><h2>\(title)</h2><ul>\(items)</ul></section>
            """
    }
}

extension Refusal {
    /// The message for a field of a form, to be shown beside it.
    public func message(for field: String, line: Int? = nil) -> String {
        reasons.filter { $0.field == field && $0.line == line }.map { reason in
            guard let allowed = reason.allowed, !allowed.isEmpty else { return reason.message }
            return "\(reason.message). Allowed: \(allowed)"
        }.joined(separator: ". ")
    }
}
