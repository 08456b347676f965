import Hummingbird

/// The character NUL is in no text that is stored, so nobody can ask for one: a question with it is not understood
/// (400), and no record has it in its address (404).
struct UnstorableTextMiddleware: RouterMiddleware {
    typealias Context = CompanyContext

    func handle(
        _ request: Request, context: CompanyContext,
        next: (Request, CompanyContext) async throws -> Response
    ) async throws -> Response {
        guard !request.uri.path.contains("%00") else { throw HTTPError(.notFound, message: "There is no such address") }
        guard request.uri.query?.contains("%00") != true else {
            throw HTTPError(.badRequest, message: "The question holds the character NUL, which no text has")
        }
        return try await next(request, context)
    }
}
