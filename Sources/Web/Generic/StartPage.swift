import HTMLText
import Kernel
import Platform

/// Where one begins: what one may look at, in the order of the rail.
struct StartPage {
    let visit: Visit

    init(_ visit: Visit) { self.visit = visit }

    func page() throws -> Page {
        var page = Page("Kia ora, \(visit.actor.name.split(separator: " ").first.map(String.init) ?? visit.actor.name)")
        let cards: [HTML] = Source.allCases.map { source in
            let entries = visit.site.navigation.filter { $0.source == source && $0.isShown(to: visit) }
            let items: [HTML] = entries.map { "<li class=\"row between\">\(Link($0.title, $0.path).html)</li>" }
            return entries.isEmpty
                ? .empty
                : HTML.card(
                    source.name, source: source, "<div class=\"pad\"><ul class=\"plain-list\">\(items)</ul></div>")
        }
        page.body = "<div class=\"halves\">\(cards)</div>"
        return page
    }
}

/// All objects of one system, with what each is for and how many there are within one's sight.
struct EverythingPage {
    let source: Source
    let kinds: [ObjectKind]
    let visit: Visit

    init(_ source: Source, _ kinds: [ObjectKind], _ visit: Visit) {
        self.source = source
        self.kinds = kinds
        self.visit = visit
    }

    func page() -> Page {
        let access = visit.bus(source).access
        let shown = kinds.filter { access.scope(visit.actor, reading: $0.name) > .none }
            .sorted { $0.plural < $1.plural }
        var page = Page("Everything in the \(source.name)")
        page.section = "/\(source.rawValue)/everything"
        let table = HTML.table(
            "Objects", shown,
            columns: [
                Column("What") { .opener($0.plural, $0.path) },
                Column("Fields") { "\($0.descriptor.fields.count)" },
                Column("Can be done") { kind in
                    let names = (kind.makers + kind.actions).filter { visit.may($0.permission, in: source) }
                        .map { $0.title(on: kind.name).lowercased() }
                    return names.isEmpty
                        ? "<span class=\"muted\">read</span>" : "\(names.prefix(8).joined(separator: ", "))"
                },
            ])
        page.body =
            shown.isEmpty
            ? .card(
                source.name, source: source,
                .emptyState("Nothing here is for you", "Your roles read nothing of the \(source.name)."))
            : .card("Lists", source: source, table)
        return page
    }
}
