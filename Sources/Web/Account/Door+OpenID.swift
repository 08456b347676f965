import HTMLText
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Serving

extension CompanyRouter {
    /// To the other house and back.
    func addOpenID(of site: Site) {
        guard let openID = site.settings.openID else { return }
        let door = OpenDoor(door: Door(site: site), openID: openID)
        get("sign-in/with") { request, _ in try await door.leave(request) }
        get("sign-in/return") { request, context in try await door.comeBack(request, context) }
    }
}

/// Sign-in by another house: the browser carries a ticket of ours there and back.
struct OpenDoor: Sendable {
    let door: Door
    let openID: OpenIDSignIn
    static let ticketName = "tandem_ticket"
    static let goalName = "tandem_goal"

    private var site: Site { door.site }

    func leave(_ request: Request) async throws -> Response {
        do {
            let (url, ticket) = try await openID.begin()
            var response = Response(status: .seeOther, headers: [.location: url, .cacheControl: "no-store"])
            let goal = Form(encoded: request.uri.query ?? "")["next"]
            for (name, value) in [(Self.ticketName, ticket.text), (Self.goalName, Form.encoded(goal))] {
                response.headers.append(cookie(name, value, seconds: 600))
            }
            return response
        } catch let refusal as Refusal {
            return door.turnedAway(refusal, request)
        }
    }

    func comeBack(_ request: Request, _ context: CompanyContext) async throws -> Response {
        let asked = Form(encoded: request.uri.query ?? "")
        let ticket = Cookies.value(Self.ticketName, of: request).map { BearerSecret($0) }
        let goal = Cookies.value(Self.goalName, of: request).map { Form(encoded: "goal=\($0)")["goal"] } ?? ""
        var response: Response
        do {
            if !asked["error"].isEmpty { throw refused(asked["error"]) }
            let vouched = try await openID.finish(state: asked["state"], code: asked["code"], ticket: ticket)
            let secret = try await open(vouched, request, context)
            response = SiteMap.redirect(to: goal.isEmpty ? "/" : goal)
            response.headers.append(
                HTTPField(name: .setCookie, value: SessionCookie.header(secret, isSecure: site.isSecure)))
        } catch let refusal as Refusal {
            response = door.turnedAway(refusal, request)
        }
        for name in [Self.ticketName, Self.goalName] { response.headers.append(cookie(name, "", seconds: 0)) }
        return response
    }

    private func open(
        _ vouched: VouchedPerson, _ request: Request, _ context: CompanyContext
    ) async throws -> BearerSecret {
        do {
            return try await SignInDesk(site.company).signIn(
                vouched, address: context.address, userAgent: request.headers[.userAgent] ?? "")
        } catch let refusal as Refusal where refusal.code == .signInRefused {
            throw Refusal(
                .signInRefused, "\(openID.provider.name) vouches for you, but nobody here is that person",
                document: "Sign-in", allowed: "a person here with your verified address, or linked to you",
                fixedBy: "integration admin")
        }
    }

    private func refused(_ error: String) -> Refusal {
        Refusal(
            .openIDFailed, "\(openID.provider.name) did not let you in: \(error.prefix(80))", document: "Sign-in",
            allowed: "begin again, or sign in with a password", fixedBy: "integration admin")
    }

    private func cookie(_ name: String, _ value: String, seconds: Int) -> HTTPField {
        HTTPField(
            name: .setCookie,
            value: "\(name)=\(value); Path=/sign-in; HttpOnly; SameSite=Lax; Max-Age=\(seconds)"
                + (site.isSecure ? "; Secure" : ""))
    }
}
