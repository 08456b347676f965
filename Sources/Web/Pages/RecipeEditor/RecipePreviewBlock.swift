import Bridge
import HTMLText
import Kernel

/// What a text would do with real records, record by record: what is new by it stands out from what the version in
/// force would do as well.
struct RecipePreviewBlock {
    let model: RecipePreviewModel
    let visit: Visit

    init(_ model: RecipePreviewModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var html: HTML {
        guard !model.rows.isEmpty else {
            return .card(
                "Preview", source: .bridge, id: "preview",
                .emptyState("No record to look at", "Nothing is joined by this recipe yet, and nothing would be."))
        }
        let moved = model.rows.count { row in row.preview.changes.contains { !row.standing.contains($0) } }
        return .card(
            "Preview on \(Prose.count(model.rows.count, "record"))", source: .bridge,
            asOf: visit.format.instant(visit.now),
            badge: .pill(
                moved == 0 ? "nothing new" : "\(Prose.count(moved, "record")) otherwise than now",
                moved == 0 ? .ok : .warn),
            id: "preview", "<ul class=\"previews\">\(model.rows.map(item))</ul>")
    }

    private func item(_ row: RecipePreviewModel.Row) -> HTML {
        let preview = row.preview
        let end = model.recipe.side(preview.side)
        let other = model.recipe.side(preview.side.other)
        let state: HTML
        if preview.targetID != nil {
            state = .pill("joined", .ok)
        } else if preview.changes.isEmpty {
            state = .pill("stays at home")
        } else {
            state = .pill("would be made in \(other.system.uppercased())", .warn)
        }
        let remarks: [HTML] = preview.remarks.map { "<li>\($0)</li>" }
        let notes: HTML = remarks.isEmpty ? .empty : "<ul class=\"bullets\">\(remarks)</ul>"
        let quiet: HTML =
            preview.isQuiet ? "<p class=\"muted\">Both sides hold what it says; nothing would be written.</p>" : .empty
        return """
            <li><h3>\(Source(system: end.system)?.mark)\(Link(row.title, row.path).html) \(state)</h3>\
            \(quiet)\(table(row))\(conflicts(preview))\(notes)</li>
            """
    }

    private func table(_ row: RecipePreviewModel.Row) -> HTML {
        guard !row.preview.changes.isEmpty else { return .empty }
        return .table(
            "Changes of \(row.title)", row.preview.changes,
            columns: [
                Column("Field") { "\(Words.spoken($0.line))" },
                Column("Written to") { change in
                    Source(system: model.recipe.side(change.side).system).map(HTML.pill) ?? .empty
                },
                Column("Is now") { $0.from.isEmpty ? Format.none : "\(String($0.from.prefix(120)))" },
                Column("Would be") { $0.to.isEmpty ? Format.none : "<b>\(String($0.to.prefix(120)))</b>" },
                Column("Because") { change in
                    let news: HTML = row.standing.contains(change) ? "also now" : .pill("new", .warn)
                    return "\(change.rule) \(news)"
                },
            ])
    }

    private func conflicts(_ preview: RecordPreview) -> HTML {
        guard !preview.conflicts.isEmpty else { return .empty }
        let items: [HTML] = preview.conflicts.map { conflict in
            "<li>\(Words.spoken(conflict.line)): '\(conflict.left)' on one side, '\(conflict.right)' on the other</li>"
        }
        return "<p><b>A person would be asked:</b></p><ul class=\"bullets\">\(items)</ul>"
    }
}
