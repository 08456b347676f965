import HTMLText
import Identity
import Kernel
import Platform

/// The saved views of a list as tabs: one's own, and those that the team lends; and the form that saves one more.
struct ViewTabs {
    private let tabs: [Tab]
    private let visit: Visit

    private struct Tab {
        let id: String
        let name: String
        let query: String
        let isOwn: Bool
        let isShared: Bool
    }

    /// Reads the bridge's database: not within another read of it.
    init(_ visit: Visit) throws {
        self.visit = visit
        let me = visit.actor.id
        let lenders = [me] + visit.actor.team
        tabs = try visit.read(.bridge) { reading in
            let own =
                try reading.part {
                    try reading.all(
                        Select<SavedView>().where(\.list, .equal, visit.path).where(\.owner, .equal, me).ordered(
                            by: \.name))
                } ?? []
            let lent =
                try reading.part {
                    try reading.all(
                        Select<TeamView>().where(\.list, .equal, visit.path).where(\.owner, in: lenders).ordered(
                            by: \.name))
                } ?? []
            return own.map { Tab(id: $0.id.raw, name: $0.name, query: $0.query, isOwn: true, isShared: false) }
                + lent.map { Tab(id: $0.id.raw, name: $0.name, query: $0.query, isOwn: $0.owner == me, isShared: true) }
        }
    }

    func html(_ query: ListQuery) -> HTML {
        let present = query.kept
        let current = tabs.first { $0.query == present }
        let links: [HTML] = tabs.map { tab in
            let mark: HTML = tab.id == current?.id ? " aria-current=\"true\"" : .empty
            let css: HTML = tab.isShared ? " class=\"team\"" : .empty
            let path = tab.query.isEmpty ? visit.path : visit.path + "?" + tab.query
            return "<a href=\"\(path)\"\(css)\(mark)>\(tab.name)</a>"
        }
        guard visit.may("own.saveView", in: .bridge) else { return nav(links) }
        let deeds: HTML = "<div class=\"row\">\(removal(current))\(saving(present, current))</div>"
        return "<div class=\"row between\">\(nav(links))\(deeds)</div>"
    }

    private func nav(_ links: [HTML]) -> HTML {
        links.isEmpty ? "<span></span>" : "<nav class=\"views\" aria-label=\"Saved views\">\(links)</nav>"
    }

    private func removal(_ current: Tab?) -> HTML {
        guard let current, current.isOwn else { return .empty }
        return .action(
            "Remove this view", to: "/me/views/remove", token: visit.token, .small, key: visit.newKey,
            sending: [("view", current.id), ("list", visit.path)])
    }

    private func saving(_ present: String, _ current: Tab?) -> HTML {
        let hidden: HTML = """
            <input type="hidden" name="list" value="\(visit.path)"><input type="hidden" name="query" value="\(present)">
            """
        let name = Field(
            "viewName", "Name", value: current?.isOwn == true ? current?.name ?? "" : "",
            hint: "The same name again changes it", isRequired: true, maximumLength: 60)
        let share: HTML =
            visit.actor.team.isEmpty
            ? .empty
            : HTML.field(
                Field("isShared", "Lend it to my team", .check, value: current?.isShared == true ? "true" : ""))
        let form = HTML.form(
            to: "/me/views", token: visit.token, key: visit.newKey,
            "\(hidden)\(HTML.field(name))\(share)<p>\(HTML.submit("Save", .plain))</p>")
        return .opening("Save view", .small, form)
    }
}

extension SiteMap {
    /// Saving and removing views.
    mutating func addViews() {
        action("me/views") { visit, form in
            try await visit.run(
                SaveView(
                    list: form["list"], name: form["viewName"], query: form["query"],
                    isShared: form["isShared"] == "true"),
                in: .bridge, key: form.key)
            return .go(
                to: form["list"] + (form["query"].isEmpty ? "" : "?" + form["query"]),
                saying: "The view '\(form["viewName"])' is kept.")
        }
        action("me/views/remove") { visit, form in
            try await visit.run(RemoveView(form["view"]), in: .bridge, key: form.key)
            return .go(to: form["list"], saying: "The view is gone.")
        }
    }
}
