import HTMLText
import Hummingbird
import Identity
import Kernel
import Platform
import Serving

extension SiteMap {
    /// One's own sign-in: sessions, tokens, two steps, colours; and for administrators the passwords of others.
    mutating func addAccount() {
        page("me") { visit in try PersonPage(visit).page() }
        page("keys") { _ in Self.keysPage }
        action("me/theme") { visit, form in
            let theme = ["light", "dark"].contains(form["theme"]) ? form["theme"] : ""
            var response = Self.redirect(to: form["next"].isEmpty ? "/me" : form["next"])
            response.headers.append(
                Cookies.field(Cookies.themeName, theme, seconds: theme.isEmpty ? 0 : Cookies.yearSeconds))
            return .other(response)
        }
        action("me/sessions/:id/end") { visit, form in
            try await visit.run(RevokeSession(ID(visit.parameter("id"))), in: .bridge, key: form.key)
            return .go(to: "/me", saying: "The session is ended")
        }
        action("me/tokens") { visit, form in .show(try await PersonPage(visit).makingToken(form)) }
        action("me/tokens/:id/end") { visit, form in
            try await visit.run(RevokeAPIToken(ID(visit.parameter("id"))), in: .bridge, key: form.key)
            return .go(to: "/me", saying: "The token is ended")
        }
        action("me/two-steps") { visit, _ in .show(try await PersonPage(visit).enrolling()) }
        action("me/two-steps/confirm") { visit, form in
            try await SignInDesk(visit.company).confirmTOTP(of: visit.person(), code: form["code"])
            return .go(to: "/me", saying: "Sign-in in two steps is on")
        }
        action("me/two-steps/off") { visit, form in
            try await SignInDesk(visit.company).disableTOTP(of: visit.person(), code: form["code"])
            return .go(to: "/me", saying: "Sign-in in two steps is off")
        }
        action("bridge/users/:id/password") { visit, _ in
            let given = try await SignInDesk(visit.company).resetPassword(
                of: ID(visit.parameter("id")), by: visit.actor)
            return .show(Self.givenPassword(given, of: visit.parameter("id")))
        }
    }

    private static func givenPassword(_ password: String, of id: String) -> Page {
        var page = Page("A new password")
        page.trail = [Link("People", "/bridge/users")]
        page.section = "/bridge/users"
        page.advice = .advice("It is shown this once, and must be changed at the first sign-in.", tone: .warn)
        page.body = .card(
            "Give it to the person",
            "<div class=\"pad\"><p class=\"mono strong\">\(password)</p><p>"
                + "\(HTML.button("Done", to: "/bridge/users/\(id)"))</p></div>"
        )
        return page
    }

    private static var keysPage: Page {
        let keys = [
            ("⌘K or Ctrl K, or /", "Search or do anything"), ("G then H", "Home"), ("G then A", "Accounts"),
            ("G then Q", "Quotes"), ("G then O", "Orders"), ("G then S", "Sync monitor"),
            ("J and K", "Down and up a list"),
            ("Enter", "Open the row"), ("N", "New, where the page has it"), ("E", "Edit, where the page has it"),
            ("Ctrl Enter", "Send the form"), ("Esc", "Close what is open"), ("?", "These keys"),
        ]
        var page = Page("Keyboard shortcuts")
        page.body = .card("Keys", HTML.details(keys.map { ($0.0, "\($0.1)") }))
        return page
    }
}

extension Visit {
    /// Who is signed in, with his session. Throws 401 otherwise.
    func person() throws -> Person {
        guard let person = context.person else { throw HTTPError(.unauthorized) }
        return person
    }
}

/// A person's own page.
struct PersonPage {
    let visit: Visit
    let person: Person

    init(_ visit: Visit) throws {
        self.visit = visit
        person = try visit.person()
    }

    /// Shown once, right after it was made.
    var made: BearerSecret?
    var refusal: Refusal?
    var enrolment: (secret: String, setUpText: String)?

    func makingToken(_ form: Form) async throws -> Page {
        var next = self
        do {
            let scopes = form["scopes"].split(separator: " ").map(String.init)
            next.made = try await SignInDesk(visit.company).createToken(
                for: person, name: form["name"], scopes: scopes.isEmpty ? ["read"] : scopes
            ).secret
        } catch let refusal as Refusal {
            next.refusal = refusal
        }
        return try next.page()
    }

    func enrolling() async throws -> Page {
        var next = self
        next.enrolment = try await SignInDesk(visit.company).enrolTOTP(of: person, companyName: "Tandem")
        return try next.page()
    }

    func page() throws -> Page {
        var page = Page(person.name)
        page.subtitle = "\(visit.roleNames)"
        page.actions = [.button("Change your password", to: "/change-password")]
        page.facts = [
            Fact("Sign-in name", "\(visit.actor.id)"), Fact("Time zone", "\(person.timeZone)"),
            Fact("Two steps", person.isTOTPOn ? "On" : "Off", tone: person.isTOTPOn ? .ok : .plain),
        ]
        if let refusal { page.advice = .problem(refusal) }
        page.body = .columns([try sessions(), try tokens()], [twoSteps])
        return page
    }

    private func sessions() throws -> HTML {
        let format = visit.format
        let found = try visit.read(.bridge) { reading in
            reading.mayRead(Session.self)
                ? try reading.all(
                    Select<Session>().where(\.user, .equal, person.user).where(\.isRevoked, .equal, false)
                        .ordered(by: \.createdAt, descending: true).limit(20)) : []
        }.filter { $0.expiresAt > visit.now }
        let table = HTML.table(
            "Sessions", found,
            columns: [
                Column("Browser") { session in
                    session.id == person.session ? "This one" : "\(session.userAgent.prefix(60).description)"
                },
                Column("From") { "\($0.address)" }, Column("Since") { format.instant($0.createdAt) },
                Column("Last seen") { format.instant($0.lastSeenAt) },
                Column("") { session in
                    session.id == person.session
                        ? .empty
                        : .action(
                            "End", to: "/me/sessions/\(session.id)/end", token: visit.token, .small, key: visit.newKey)
                },
            ])
        return .card("Where you are signed in", found.isEmpty ? .emptyState("Only here") : table)
    }

    private func tokens() throws -> HTML {
        let format = visit.format
        let found = try visit.read(.bridge) { reading in
            reading.mayRead(APIToken.self)
                ? try reading.all(
                    Select<APIToken>().where(\.user, .equal, person.user).where(\.isRevoked, .equal, false).limit(50))
                : []
        }
        let shown: HTML =
            made.map {
                .advice("Copy it now, it is not shown again: <code class=\"mono\">\($0.text)</code>", tone: .ok)
            } ?? .empty
        let table = HTML.table(
            "Tokens", found,
            columns: [
                Column("Name") { "\($0.name)" }, Column("May") { "\($0.scopes)" },
                Column("Last used") { format.instant($0.lastUsedAt) },
                Column("") {
                    .action("End", to: "/me/tokens/\($0.id)/end", token: visit.token, .small, key: visit.newKey)
                },
            ])
        let fields = HTML.fields([
            Field("name", "Name", hint: "What uses it", isRequired: true, maximumLength: 120),
            Field("scopes", "May", value: "read", hint: "read, write, or permissions such as quote.create"),
        ])
        let form = HTML.form(
            to: "/me/tokens", token: visit.token, key: visit.newKey,
            "\(fields)<div class=\"actions\">\(HTML.submit("Make a token", .plain))</div>")
        return .card(
            "Tokens for programs", "\(found.isEmpty ? .empty : table)<div class=\"pad\">\(shown)\(form)</div>")
    }

    private var twoSteps: HTML {
        let code = Field("code", "Code", hint: "Six digits from your authenticator", isRequired: true)
        let content: HTML
        if let enrolment {
            let form = HTML.form(
                to: "/me/two-steps/confirm", token: visit.token,
                "\(HTML.field(code))<div class=\"actions\">\(HTML.submit("Confirm"))</div>")
            content = """
                <p>Add this key to your authenticator, then type the code it shows.</p>\
                <p class="mono strong">\(enrolment.secret)</p><p class="hint mono">\(enrolment.setUpText)</p>\(form)
                """
        } else if person.isTOTPOn {
            content = HTML.form(
                to: "/me/two-steps/off", token: visit.token,
                "\(HTML.field(code))<div class=\"actions\">\(HTML.submit("Switch off", .danger))</div>")
        } else {
            content =
                "<p class=\"quiet\">With a code from an authenticator, "
                + "a stolen password alone does not open your door.</p>"
                + .action("Set it up", to: "/me/two-steps", token: visit.token)
        }
        return .card("Sign-in in two steps", "<div class=\"pad\">\(content)</div>")
    }
}
