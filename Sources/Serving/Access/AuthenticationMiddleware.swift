import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform

/// Finds out who asks: a program by `Authorization: Bearer tnd_…`, a browser by its cookie. Without either the
/// request goes on as nobody's; a wrong token is answered with 401 at once.
public struct AuthenticationMiddleware: RouterMiddleware {
    let company: Company

    public func handle(
        _ request: Request, context: CompanyContext,
        next: (Request, CompanyContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let authorization = request.headers[.authorization] {
            let words = authorization.split(separator: " ")
            guard words.count == 2, words[0].lowercased() == "bearer",
                let person = try company.sessions.person(token: BearerSecret(String(words[1])))
            else {
                throw HTTPError(
                    .unauthorized, headers: [.wwwAuthenticate: "Bearer error=\"invalid_token\""],
                    message: "The token is unknown, has expired or was revoked")
            }
            context.person = person
            context.actor = person.actor
            await noteUse(of: person)
        } else if let secret = SessionCookie.secret(in: request),
            let person = try company.sessions.person(session: secret)
        {
            context.person = person
            context.formToken = secret.formToken
            if !person.mustChangePassword { context.actor = person.actor }
            await noteUse(of: person)
        }
        return try await next(request, context)
    }

    /// Now and then; a request must not fail because that could not be noted.
    private func noteUse(of person: Person) async {
        let now = company.bridge.world.now()
        guard person.lastSeenAt.adding(seconds: Session.noteUseEverySeconds) < now else { return }
        if let session = person.session {
            _ = await company.submit(CommandCall(TouchSession(session), by: .system), to: company.bridge)
        } else if let token = person.token {
            _ = await company.submit(CommandCall(TouchAPIToken(token), by: .system), to: company.bridge)
        }
    }
}
