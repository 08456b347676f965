import Hummingbird
import Synchronization

/// Outermost: when more requests are under way than can be answered in time, one more is told so at once.
public final class OverloadMiddleware: RouterMiddleware, Sendable {
    public typealias Context = CompanyContext
    /// Requests under way at once. Streams of changes count while they begin, not while they wait.
    public static let mostUnderWay = 512

    private let most: Int
    private let underWay = Mutex(0)

    public init(most: Int = OverloadMiddleware.mostUnderWay) { self.most = most }

    /// Would one more be told so now?
    var isFull: Bool { underWay.withLock { $0 >= most } }

    public func handle(
        _ request: Request, context: CompanyContext,
        next: (Request, CompanyContext) async throws -> Response
    ) async throws -> Response {
        let isFull = underWay.withLock { count in
            guard count < most else { return true }
            count += 1
            return false
        }
        guard !isFull else {
            throw Problem.retry(
                .serviceUnavailable, after: 1, "\(most) requests are under way; nothing was done")
        }
        defer { underWay.withLock { $0 -= 1 } }
        // Work that never waits would keep the others from being counted: those that have come already are let in
        // first, so that the count is of all who wait, and not only of those whose turn it is.
        await Task.yield()
        return try await next(request, context)
    }
}
