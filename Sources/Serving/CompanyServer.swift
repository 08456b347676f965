import Hummingbird
import Platform

/// The company over HTTP. Surfaces add their routes to the router; this puts the guards before them:
/// trace, count and log → overload → answer headers → problems → who asks → rate limit → routes.
public struct CompanyServer: Sendable {
    private let company: Company
    private let rateLimit: RateLimit
    private let operations: Operations
    private let identify: @Sendable (CompanyRouter) -> Void
    private let surfaces: @Sendable (CompanyRouter) throws -> Void

    /// - Parameters:
    ///   - identify: adds what finds out who asks; nil is the usual, without https.
    ///   - surfaces: adds API and pages.
    public init(
        _ company: Company, rateLimit: RateLimit = .standard, operations: Operations = Operations(),
        identify: (@Sendable (CompanyRouter) -> Void)? = nil,
        surfaces: @escaping @Sendable (CompanyRouter) throws -> Void
    ) {
        self.company = company
        self.rateLimit = rateLimit
        self.operations = operations
        self.identify = identify ?? { $0.addAccess(of: company) }
        self.surfaces = surfaces
    }

    /// Listens until the process is told to stop (SIGTERM, SIGINT); what was begun is finished first.
    public func run(host: String, port: Int) async throws {
        let application = Application(
            router: try router(), configuration: ApplicationConfiguration(address: .hostname(host, port: port)))
        try await application.runService()
    }

    public func router() throws -> CompanyRouter {
        let router = CompanyRouter(context: CompanyContext.self)
        router.add(
            middleware: WatchingMiddleware(
                world: company.bridge.world, measures: operations.measures, tellsLog: operations.logsRequests))
        router.addOperations(operations, of: company)
        router.add(middleware: OverloadMiddleware())
        router.addHealth(of: company)
        identify(router)
        router.add(middleware: RateLimitMiddleware(rateLimit, now: company.crm.world.now))
        try surfaces(router)
        return router
    }
}
