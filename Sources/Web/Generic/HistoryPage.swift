import HTMLText
import Kernel
import Platform

/// Everything that happened to one record, page by page.
struct HistoryPage {
    let kind: ObjectKind
    let visit: Visit
    static let pageSize = 50

    init(_ kind: ObjectKind, _ visit: Visit) {
        self.kind = kind
        self.visit = visit
    }

    func page() throws -> Page {
        let id = visit.parameter("id")
        let path = RecordPath.of(kind.source, kind.name, id)
        return try visit.read(kind.source) { reading in
            guard reading.mayRead(kind.name), let record = try reading.record(kind.name, id) else {
                throw PageNotFound("This \(kind.singular.lowercased())")
            }
            let before = visit.query("before").flatMap { Int64($0) }
            let entries = try reading.history(kind.name, id, before: before, limit: Self.pageSize)
            var page = Page("History")
            page.section = kind.path
            page.trail = [Link(kind.plural, kind.path), Link(Naming.title(of: record), path)]
            page.subtitle = "Who changed what, from the audit trail that cannot be altered"
            var content = History.html(entries, kind.source, visit.format)
            if entries.count == Self.pageSize, let last = entries.last {
                content +=
                    "<div class=\"pager\"><span></span>"
                    + "\(HTML.button("Older", to: "\(path)/history?before=\(last.sequence)", .small))</div>"
            }
            page.body = .card(
                Naming.full(record), source: kind.source, asOf: visit.format.instant(visit.now),
                action: .csv(path + "/history.csv"), content)
            return page
        }
    }
}

/// Saved changes as lines of a timeline.
enum History {
    static func html(_ entries: [HistoryEntry], _ source: Source, _ format: Format) -> HTML {
        HTML.timeline(
            entries.map { entry in
                Happening(at: entry.at, source: source, text: text(entry, format))
            }, format)
    }

    private static func text(_ entry: HistoryEntry, _ format: Format) -> HTML {
        let verb = entry.command.split(separator: ".").last.map(String.init) ?? entry.command
        let line: HTML = entry.line.map { " <span class=\"muted\">line \($0)</span>" } ?? .empty
        let why: HTML = entry.why.isEmpty ? .empty : " <span class=\"muted\">because: \(entry.why)</span>"
        let changes = entry.changes.filter { !($0.from ?? "").isEmpty || !($0.to ?? "").isEmpty }
        let shown = changes.prefix(8).map { "<li>\(change($0, format))</li>" as HTML }
        let more = changes.count - shown.count
        let rest: HTML = more > 0 ? "<li class=\"muted\">and \(more) more</li>" : .empty
        return """
            <b>\(Words.spoken(verb))</b>\(line) by \(entry.actor)\(why)<ul class="changes">\(shown)\(rest)</ul>
            """
    }

    private static func change(
        _ change: (field: FieldDescriptor, from: String?, to: String?), _ format: Format
    ) -> HTML {
        func said(_ text: String?) -> HTML? {
            guard let text, !text.isEmpty else { return nil }
            guard !change.field.isReference, let value = try? Value(text: text, kind: change.field.kind) else {
                return "\(text)"
            }
            return format.value(value, kind: change.field.kind)
        }
        let label: HTML = "<span class=\"muted\">\(Words.spoken(change.field.name)):</span> "
        switch (said(change.from), said(change.to)) {
        case (nil, let to?): return "\(label)\(to)"
        case (let from?, nil): return "\(label)<del>\(from)</del>"
        case (let from?, let to?): return "\(label)<del>\(from)</del> → \(to)"
        case (nil, nil): return "\(label)—"
        }
    }
}
