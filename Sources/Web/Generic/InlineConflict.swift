import HTMLText
import Kernel
import Platform

/// Somebody changed the same field while it was being typed: both values side by side, with who and when, and the
/// choice between them. What was typed stands in its entry, ready to be sent on the version as it is now.
struct InlineConflict {
    let edit: InlineEdit
    let record: VisibleRecord
    let field: FieldDescriptor
    let form: Form
    let back: String
    private var visit: Visit { edit.visit }

    init(_ edit: InlineEdit, _ record: VisibleRecord, _ field: FieldDescriptor, _ form: Form, _ back: String) {
        self.edit = edit
        self.record = record
        self.field = field
        self.form = form
        self.back = back
    }

    func page() throws -> Page {
        try visit.read(edit.kind.source) { reading in
            var titles = Titles(reading, edit.kind.source)
            let name = Words.spoken(field.name)
            var page = Page("\(name) was changed meanwhile")
            page.section = edit.kind.path
            page.trail = [
                Link(edit.kind.plural, edit.kind.path),
                Link(Naming.title(of: record), RecordPath.of(edit.kind.source, edit.kind.name, record.id)),
            ]
            let theirs = try titles.html(record[field.name] ?? .null, field, visit.format)
            let mine = try typed(&titles)
            let entry = try edit.form(field, record, &titles, back: back, typed: form)
            let whole = try reading.history(edit.kind.name, record.id, limit: 100)
            let change = whole.first { entry in
                entry.line == nil && entry.changes.contains { $0.field.name == field.name }
            }
            let who: HTML = change.map { "by \($0.actor), \(visit.format.instant($0.at))" } ?? "by somebody else"
            let source = edit.kind.source.rawValue
            let was: HTML = form["was"].isEmpty ? Format.none : "\(form["was"])"
            page.body = .card(
                "\(name) of \(Naming.full(record))", source: edit.kind.source,
                """
                <div class="sides" role="group" aria-label="Both values">\
                <div class="side \(source)"><span><span class="pill">now</span> <b>\(theirs)</b>\
                \(HTML.under(who))</span></div>\
                <div class="side \(source)"><span><span class="pill warn">yours</span> <b>\(mine)</b>\
                \(HTML.under("typed by you, not saved"))</span></div>\
                <div class="side was"><span class="under">It was, when you began</span><span>\(was)</span></div></div>\
                \(difference)<div class="pad">\
                <p>Keep what is there now, or save yours over it. You can still change it.</p>\
                <p>\(HTML.button("Keep what is there now", to: back))</p>\(entry)</div>
                """)
            return page
        }
    }

    private func typed(_ titles: inout Titles) throws -> HTML {
        let text = form[field.name]
        if case .reference = field.kind { return "\(text)" }
        if field.kind == .bool { return text == "true" ? "Yes" : "No" }
        return text.isEmpty ? Format.none : "\(text)"
    }

    /// Long texts are compared line by line.
    private var difference: HTML {
        let (now, mine) = (record.text(field.name), RecipeDraft.plain(form[field.name]))
        guard field.kind == .text, now.contains(where: \.isNewline) || mine.dropLast().contains(where: \.isNewline)
        else {
            return .empty
        }
        return TextDiff(from: now, to: mine).html("What is there now against yours")
    }
}
