import HTMLText
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Serving

extension CompanyRouter {
    /// The pages before one is in: sign-in, sign-out, and the change of a password that was given for one time.
    func addDoor(of site: Site) {
        let door = Door(site: site)
        get("sign-in") { request, context in door.signInPage(request, context) }
        post("sign-in") { request, context in try await door.signIn(request, context) }
        post("sign-out") { request, context in try await door.signOut(request, context) }
        get("change-password") { request, context in door.passwordPage(request, context) }
        post("change-password") { request, context in try await door.changePassword(request, context) }
        addOpenID(of: site)
    }
}

/// Lets people in and out.
struct Door: Sendable {
    let site: Site
    private var desk: SignInDesk { SignInDesk(site.company) }

    // MARK: In

    func signInPage(_ request: Request, _ context: CompanyContext) -> Response {
        let next = Form(encoded: request.uri.query ?? "")["next"]
        if context.actor != nil { return SiteMap.redirect(to: next.isEmpty ? "/" : next) }
        if context.person != nil { return SiteMap.redirect(to: "/change-password") }
        return page(signInForm(name: "", next: next, token: context.formToken), "Sign in", request)
    }

    func signIn(_ request: Request, _ context: CompanyContext) async throws -> Response {
        let form = try await Form.read(request)
        do {
            let secret = try await desk.signIn(
                name: form["name"], password: form.all("password").last ?? "", code: form["code"],
                address: context.address, userAgent: request.headers[.userAgent] ?? "")
            var response = SiteMap.redirect(to: form["next"].isEmpty ? "/" : form["next"])
            response.headers.append(
                HTTPField(name: .setCookie, value: SessionCookie.header(secret, isSecure: site.isSecure)))
            return response
        } catch let refusal as Refusal {
            let asksCode = refusal.code == .wrongCode
            let content = signInForm(
                name: form["name"], next: form["next"], token: context.formToken, refusal: refusal, asksCode: asksCode)
            return page(content, "Sign in", request, status: .unprocessableContent)
        }
    }

    private func signInForm(
        name: String, next: String, token: String, refusal: Refusal? = nil, asksCode: Bool = false
    ) -> HTML {
        var user = Field("name", "Sign-in name", value: name, isRequired: true, maximumLength: 60)
        user.autocomplete = "username"
        user.isFocused = name.isEmpty
        var password = Field("password", "Password", .password, isRequired: true)
        password.autocomplete = "current-password"
        password.isFocused = !name.isEmpty
        var code = Field(
            "code", "Code", hint: "The six digits that your authenticator shows now", isRequired: true,
            maximumLength: 20)
        code.autocomplete = "one-time-code"
        let fields = [user, password] + (asksCode ? [code] : [])
        let problem: HTML = refusal.map { HTML.problem($0, title: "You are not in yet") } ?? .empty
        let goal = HTML.field(Field("next", "", .hidden, value: next))
        let content: HTML =
            "\(problem)\(HTML.fields(fields))\(goal)<div class=\"actions\">\(HTML.submit("Sign in"))</div>"
        return """
            <h1>Sign in</h1><p class="quiet">One place for your customers, orders and money.</p>\
            \(HTML.form(to: "/sign-in", token: token, content))\(others(next: next))
            """
    }

    /// The other house that vouches for people, where there is one.
    private func others(next: String) -> HTML {
        guard let provider = site.settings.openID?.provider else { return .empty }
        let goal = next.isEmpty ? "" : "?next=" + Form.encoded(next)
        return "<p class=\"or\">or</p>\(HTML.button("Sign in with \(provider.name)", to: "/sign-in/with\(goal)"))"
    }

    /// The sign-in page, saying why the other way did not lead in.
    func turnedAway(_ refusal: Refusal, _ request: Request) -> Response {
        page(signInForm(name: "", next: "", token: "", refusal: refusal), "Sign in", request, status: .forbidden)
    }

    // MARK: Out

    func signOut(_ request: Request, _ context: CompanyContext) async throws -> Response {
        if let person = context.person { try await desk.signOut(person) }
        var response = SiteMap.redirect(to: "/sign-in", saying: "You are signed out")
        response.headers.append(HTTPField(name: .setCookie, value: SessionCookie.removal(isSecure: site.isSecure)))
        return response
    }

    // MARK: A new password

    func passwordPage(_ request: Request, _ context: CompanyContext) -> Response {
        guard let person = context.person else { return SiteMap.redirect(to: "/sign-in?next=/change-password") }
        return page(passwordForm(person, token: context.formToken), "Change your password", request)
    }

    func changePassword(_ request: Request, _ context: CompanyContext) async throws -> Response {
        guard let person = context.person else { return SiteMap.redirect(to: "/sign-in?next=/change-password") }
        let form = try await Form.read(request)
        let wanted = form.all("new").last ?? ""
        do {
            guard wanted == form.all("again").last else {
                throw Refusal(
                    .invalidValue, "The new password was not repeated as it is", document: "Sign-in", field: "again",
                    allowed: "the same as above", fixedBy: "the person")
            }
            try await desk.changePassword(of: person, from: form.all("old").last ?? "", to: wanted)
            return SiteMap.redirect(to: "/", saying: "Your password is changed")
        } catch let refusal as Refusal {
            return page(
                passwordForm(person, token: context.formToken, refusal: refusal), "Change your password", request,
                status: .unprocessableContent)
        }
    }

    private func passwordForm(_ person: Person, token: String, refusal: Refusal? = nil) -> HTML {
        var old = Field("old", "Password now", .password, isRequired: true)
        old.autocomplete = "current-password"
        old.isFocused = true
        var new = Field(
            "new", "New password", .password, hint: "At least 12 characters, without your sign-in name",
            error: refusal?.message(for: "password") ?? "", isRequired: true)
        new.autocomplete = "new-password"
        var again = Field(
            "again", "New password again", .password, error: refusal?.message(for: "again") ?? "", isRequired: true)
        again.autocomplete = "new-password"
        let why =
            person.mustChangePassword ? "The one you were given is good for this only." : "Other sessions of yours end."
        let problem: HTML = refusal.map { HTML.problem($0) } ?? .empty
        let back: HTML = person.mustChangePassword ? .empty : HTML.button("Back", to: "/me")
        let content: HTML =
            "\(problem)\(HTML.fields([old, new, again]))<div class=\"actions\">\(HTML.submit("Change it"))\(back)</div>"
        return """
            <h1>Change your password</h1><p class="quiet">\(person.name): \(why)</p>\
            \(HTML.form(to: "/change-password", token: token, content))
            """
    }

    private func page(
        _ content: HTML, _ title: String, _ request: Request, status: HTTPResponse.Status = .ok
    ) -> Response {
        var page = Page(title)
        page.isDoor = true
        page.body = "<div class=\"card\">\(content)</div>"
        return site.response(page, visit: nil, request: request, status: status)
    }
}
