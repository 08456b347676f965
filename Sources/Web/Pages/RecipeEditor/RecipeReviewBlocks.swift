import Bridge
import HTMLText
import Kernel
import Suite

/// What is said of a text: errors and warnings by line, what it changes, and its examples.
struct RecipeReviewBlocks {
    let review: RecipeReview
    private var name: String

    init(_ review: RecipeReview, of name: String) {
        self.review = review
        self.name = name
    }

    /// Everything in one part, as it is read again while somebody writes.
    var findings: HTML {
        "<div id=\"findings\" role=\"status\" aria-live=\"polite\">\(verdict)\(changes)\(warnings)</div>"
    }

    private var verdict: HTML {
        guard review.errors.isEmpty else {
            let items: [HTML] = review.errors.map { Self.item($0.line, $0.message, $0.allowed) }
            let count = review.errors.count == 1 ? "One thing stands" : "\(review.errors.count) things stand"
            return """
                <section class="problem" aria-label="Errors"><h2>\(count) against it</h2><ul>\(items)</ul></section>
                """
        }
        guard review.failures.isEmpty else {
            let failed = Words.count(review.failures.count, "example")
            return .advice("<b>It can be read, but \(failed) of it come out otherwise.</b>", tone: .warn)
        }
        return .advice("<b>It can be carried.</b> \(review.examples.count) examples hold.", tone: .ok)
    }

    static func item(_ line: Int, _ message: String, _ allowed: String) -> HTML {
        let rest: HTML = allowed.isEmpty ? .empty : "<span class=\"where\">Allowed: \(allowed)</span>"
        return "<li><b><a href=\"#line-\(line)\" data-line=\"\(line)\">Line \(line)</a>: \(message)</b>\(rest)</li>"
    }

    private var warnings: HTML {
        guard !review.warnings.isEmpty else { return .empty }
        let items: [HTML] = review.warnings.map { Self.item($0.line, $0.message, $0.allowed) }
        return """
            <section class="advice warn stacked" aria-label="Warnings"><p><b>What may be lost on the way</b></p>\
            <ul>\(items)</ul></section>
            """
    }

    private var changes: HTML {
        guard review.recipe != nil else { return .empty }
        guard !review.changes.isEmpty else { return "<p class=\"muted\">It does the same as the version in force.</p>" }
        let items: [HTML] = review.changes.map { "<li>\($0)</li>" }
        return "<p><b>Against the version in force:</b></p><ul class=\"bullets\">\(items)</ul>"
    }

    var examples: HTML { Self.table(review.examples) }

    static func table(_ results: [ExampleResult]) -> HTML {
        guard !results.isEmpty else {
            return .emptyState("No example", "A recipe without one is a promise nobody tested.")
        }
        return .table(
            "Examples", results,
            columns: [
                Column("Example") { "\($0.name) <span class=\"under\">line \($0.line)</span>" },
                Column("Result") { result in
                    let differences: [HTML] = result.differences.map { "<li>\($0)</li>" }
                    return result.passed ? .pill("holds", .ok) : "\(HTML.pill("fails", .bad))<ul>\(differences)</ul>"
                },
            ])
    }

    /// The text with numbered lines, those with errors marked: where a finding leads without a script.
    static func numbered(_ text: String, wrong: Set<Int>) -> HTML {
        let lines: [HTML] = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .map { index, line in
                let css: HTML = wrong.contains(index + 1) ? " class=\"wrong\"" : .empty
                return "<li id=\"line-\(index + 1)\"\(css)><code>\(String(line))</code></li>"
            }
        return """
            <div class="scroll" tabindex="0" role="group" aria-label="Text with line numbers">\
            <ol class="numbered">\(lines)</ol></div>
            """
    }
}
