import HTMLText
import Hummingbird
import Kernel
import Platform

/// One thing that search finds: a page, a deed, or a record of any system.
struct Found: Sendable {
    let group: String
    let title: String
    let hint: String
    let path: String
    var source: Source?
}

/// What a text finds within one's sight.
struct Finding {
    let visit: Visit
    let text: String

    init(_ visit: Visit) {
        self.visit = visit
        text = (visit.query("q") ?? "").split(separator: " ").joined(separator: " ")
    }

    /// Pages of the rail whose title has the text; all of them for a blank one.
    var pages: [Found] {
        visit.site.navigation.filter { $0.isShown(to: visit) && matches($0.title) }.map {
            Found(group: "Go to", title: $0.title, hint: $0.source.name, path: $0.path, source: $0.source)
        }
    }

    /// What makes something new.
    var deeds: [Found] {
        Source.allCases.flatMap { source in
            (visit.site.kinds[source] ?? []).flatMap { kind in
                kind.makers.filter { visit.may($0.permission, in: source) }.map { command in
                    Found(
                        group: "Do", title: command.title, hint: source.name,
                        path: "\(kind.path)/do/\(command.name)", source: source)
                }
            }
        }.filter { matches($0.title) }
    }

    /// At most so many of each object.
    func records(limit: Int) throws -> [Found] {
        guard !text.isEmpty else { return [] }
        return try Source.allCases.flatMap { source in
            try visit.read(source) { try $0.search(text, limit: limit) }.map { hit in
                Found(
                    group: Words.plural(Words.spoken(hit.object)), title: Naming.full(hit.record),
                    hint: hit.record.text("state").isEmpty ? source.name : Prose.state(hit.record.text("state")),
                    path: RecordPath.of(source, hit.object, hit.id), source: source)
            }
        }
    }

    private func matches(_ title: String) -> Bool {
        let title = title.lowercased()
        return text.lowercased().split(separator: " ").allSatisfy { title.contains($0) }
    }
}

extension SiteMap {
    /// Search as a page, and the same for the palette.
    mutating func addFinding() {
        page("search") { visit in try Self.searchPage(Finding(visit), visit) }
        resource("palette.json") { visit in
            let finding = Finding(visit)
            var json = JSONWriter()
            json.beginArray()
            let records = try finding.records(limit: 4)
            let most = finding.text.isEmpty ? 100 : 5
            let rest = Array(finding.pages.prefix(most)) + Array(finding.deeds.prefix(most))
            for found in Array(records.prefix(24)) + rest {
                json.beginObject()
                json.field("group", found.group)
                json.field("title", found.title)
                json.field("hint", found.hint)
                json.field("path", found.path)
                json.field("source", found.source?.rawValue ?? "")
                json.endObject()
            }
            json.endArray()
            return json.response
        }
    }

    private static func searchPage(_ finding: Finding, _ visit: Visit) throws -> Page {
        var page = Page(finding.text.isEmpty ? "Search" : "“\(finding.text)”")
        let found = try finding.records(limit: 12) + finding.pages + finding.deeds
        var groups: [(name: String, found: [Found])] = []
        for one in found {
            if let index = groups.firstIndex(where: { $0.name == one.group && $0.found.first?.source == one.source }) {
                groups[index].found.append(one)
            } else {
                groups.append((one.group, [one]))
            }
        }
        let cards: [HTML] = groups.map { group in
            let items: [HTML] = group.found.map {
                "<li class=\"row between\"><span>\(Link($0.title, $0.path).html)</span><span class=\"muted\">"
                    + "\($0.hint)</span></li>"
            }
            return .card(
                group.name, source: group.found.first?.source, badge: .pill("\(group.found.count)"),
                "<div class=\"pad\"><ul class=\"plain-list\">\(items)</ul></div>")
        }
        let form: HTML = """
            <form class="filters" action="/search" role="search"><div class="field grow">\
            <label for="page-q" class="visually-hidden">Search</label>\
            <input class="input" id="page-q" type="search" name="q" value="\(finding.text)" \
            placeholder="A name, a number, a serial, what you want to do"></div>\
            \(HTML.submit("Search", .plain))</form>
            """
        page.body =
            form
            + (cards.isEmpty
                ? .card(
                    "Search", .emptyState("Nothing is called so", "Try a part of the name, or a number such as Q-1001.")
                )
                : "<div class=\"halves\">\(cards)</div>")
        return page
    }
}
