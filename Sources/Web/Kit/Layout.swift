import HTMLText
import Kernel

/// What all pages share: the rail, the bar above, and around every record the same order of things.
struct Layout {
    let site: Site
    /// nil at the door, before anybody signed in.
    let visit: Visit?
    let theme: String

    func html(_ page: Page, notice: String = "") -> HTML {
        let theme = HTML.attribute("data-theme", theme)
        let place = page.isDoor ? nil : visit?.place
        let live: HTML = place.map { " data-live-root=\"\($0.description)\"" } ?? .empty
        return """
            <!doctype html>
            <html lang="en-NZ"\(theme)>\(head(page))
            <body\(live)>\
            <a class="skip" href="#main">Skip to the content</a>
            \(page.isDoor ? door(page, notice: notice) : app(page, notice: notice))
            </body></html>
            """
    }

    private func head(_ page: Page) -> HTML {
        let scripts = page.isDoor ? page.scripts : Self.scripts + page.scripts
        let modules: [HTML] = scripts.map {
            "<script type=\"module\" src=\"\(site.assets.path($0 + ".js"))\"></script>"
        }
        return """
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(page.title) · Tandem</title>
            <link rel="stylesheet" href="\(site.assets.path("tandem.css"))">
            <link rel="icon" href="\(site.assets.path("icon.svg"))" type="image/svg+xml">
            <link rel="manifest" href="/manifest.webmanifest">
            <meta name="theme-color" content="#f3f0e9" media="(prefers-color-scheme: light)">
            <meta name="theme-color" content="#211f1a" media="(prefers-color-scheme: dark)">
            \(modules)</head>
            """
    }

    /// The modules of every page.
    static let scripts = ["keys", "palette", "live", "forms"]

    private func door(_ page: Page, notice: String) -> HTML {
        """
        <div class="door"><a class="logo" href="/">\(Self.mark)Tandem</a><main id="main" tabindex="-1">\
        \(notice.isEmpty ? .empty : HTML.notice(notice))\(page.body)</main></div>
        """
    }

    private func app(_ page: Page, notice: String) -> HTML {
        """
        <div class="app">\(rail(page))\(bar(page))
        <main id="main" tabindex="-1">\(notice.isEmpty ? .empty : HTML.notice(notice))\
        \(title(page))\(page.advice)\(HTML.facts(page.facts))\(page.body)</main></div>
        """
    }

    private func title(_ page: Page) -> HTML {
        let crumbs: [HTML] = page.trail.map { "<li>\($0.html)</li>" }
        let trail: HTML =
            crumbs.isEmpty ? .empty : "<nav aria-label=\"Breadcrumb\"><ol class=\"trail\">\(crumbs)</ol></nav>"
        let subtitle: HTML = page.subtitle.isEmpty ? .empty : "<p class=\"sub\">\(page.subtitle)</p>"
        let actions: HTML =
            page.actions.isEmpty ? .empty : "<div class=\"actions stick\">\(page.actions.joined())</div>"
        return """
            <header class="head"><div>\(trail)<div class="name"><h1>\(page.title)</h1>\(page.status)</div>\
            \(subtitle)</div>\(actions)</header>
            """
    }

    private func rail(_ page: Page) -> HTML {
        guard let visit else { return .empty }
        let groups: [HTML] = Source.allCases.map { source in
            let access = visit.bus(source).access
            let entries = site.navigation.filter { $0.source == source && $0.isShown(to: visit.actor, by: access) }
            guard !entries.isEmpty else { return .empty }
            let items: [HTML] = entries.map { entry in
                let current: HTML = entry.path == page.section ? " aria-current=\"page\"" : .empty
                let count = entry.count(visit)
                let badge: HTML =
                    count == 0
                    ? .empty
                    : "<span class=\"count hot\">\(count)<span class=\"visually-hidden\"> waiting</span></span>"
                return "<li><a href=\"\(entry.path)\"\(current)>\(entry.title)\(badge)</a></li>"
            }
            return """
                <section class="\(source.rawValue)" aria-labelledby="rail-\(source.rawValue)">\
                <h2 id="rail-\(source.rawValue)">\
                <i class="src \(source.rawValue)" aria-hidden="true"></i>\(source.name)</h2><ul>\(items)</ul></section>
                """
        }
        return """
            <nav class="rail" id="rail" aria-label="Main"><a class="logo" href="/">\(Self.mark)Tandem</a>\
            <a class="close" href="#" aria-label="Close the menu">✕</a>\(groups)</nav>
            """
    }

    private func bar(_ page: Page) -> HTML {
        guard let visit else { return .empty }
        return """
            <header class="top"><a class="menu" href="#rail" aria-label="Menu">\(Self.bars)</a>
            <form class="search" role="search" action="/search">\(Self.glass)\
            <label class="visually-hidden" for="search">Search or do anything</label>\
            <input id="search" type="search" name="q" placeholder="Search or do anything" \
            autocomplete="off" data-palette>\
            <kbd aria-hidden="true">⌘K</kbd></form><span class="space"></span>\(site.health(visit))\(me(visit))</header>
            """
    }

    private func me(_ visit: Visit) -> HTML {
        let actor = visit.actor
        let letters = String(actor.name.split(separator: " ").prefix(2).compactMap(\.first))
        let roles = visit.roleNames
        let themes: [HTML] = [("", "System"), ("light", "Light"), ("dark", "Dark")].map { value, name in
            let pressed = value == theme ? "true" : "false"
            return "<button name=\"theme\" value=\"\(value)\" aria-pressed=\"\(pressed)\">\(name)</button>"
        }
        let token = visit.token
        return """
            <details class="me"><summary aria-label="\(actor.name), your account">\
            <span class="face" aria-hidden="true">\(letters)</span>\
            <span class="called" aria-hidden="true">\(actor.name)</span></summary><div class="sheet-menu">\
            <p class="who"><b>\(actor.name)</b><br><span class="muted">\(roles)</span></p>\
            <a href="/me">Your account</a><a href="/keys" data-keys>Keyboard shortcuts</a>\
            <form class="themes" method="post" action="/me/theme">\
            <input type="hidden" name="\(Form.tokenField)" value="\(token)">\
            <input type="hidden" name="next" value="\(visit.address)">\(themes)</form>\
            <form method="post" action="/sign-out"><input type="hidden" name="\(Form.tokenField)" value="\(token)">\
            <button class="plain">Sign out</button></form></div></details>
            """
    }

    static let mark: HTML = """
        <svg width="24" height="24" viewBox="0 0 22 22" aria-hidden="true">\
        <path d="M1 6c7 0 7 10 13 10h7" fill="none" stroke="var(--crm)" stroke-width="3.2" stroke-linecap="round">\
        </path><path d="M1 16c7 0 7-10 13-10h7" fill="none" stroke="var(--erp)" stroke-width="3.2" \
        stroke-linecap="round"></path></svg>
        """
    private static let glass: HTML = """
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">\
        <circle cx="7" cy="7" r="4.6" fill="none" stroke="currentColor" stroke-width="1.6"></circle>\
        <path d="m10.5 10.5 4 4" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"></path></svg>
        """
    private static let bars: HTML = """
        <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">\
        <path d="M3 6h16M3 11h16M3 16h16" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"></path></svg>
        """
}
