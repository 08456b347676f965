import Hummingbird
import Kernel
import Logging
import Platform

/// Outermost on the API's addresses: whatever is thrown there leaves as a problem, and nothing unexpected tells more
/// than that it happened.
public struct ProblemMiddleware: RouterMiddleware {
    public typealias Context = CompanyContext
    public init() {}

    public static func covers(_ path: String) -> Bool {
        path == "/api" || path.hasPrefix("/api/") || path == "/health"
    }

    public func handle(
        _ request: Request, context: CompanyContext,
        next: (Request, CompanyContext) async throws -> Response
    ) async throws -> Response {
        guard Self.covers(request.uri.path) else { return try await next(request, context) }
        do {
            return try await next(request, context)
        } catch {
            return Self.problem(for: error, logger: context.logger).response
        }
    }

    static func problem(for error: any Error, logger: Logger) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let refusal as Refusal:
            return Problem(
                refusal.status, refusal.reasons[0].message, errors: refusal.reasons.map { ProblemReason($0) })
        case CommandFailure.store(.busy), StoreError.busy:
            return .retry(.serviceUnavailable, after: 1, "The company is busy; nothing was done")
        case let error as HTTPError:
            return Problem(error.status, error.body ?? error.status.reasonPhrase, headers: error.headers)
        case is CancellationError:
            return .retry(.serviceUnavailable, after: 1, "The server is stopping; nothing was done")
        default:
            logger.error("unexpected: \(error)")
            return Problem(.internalServerError, "Something unexpected happened; it has been written to the log")
        }
    }
}
