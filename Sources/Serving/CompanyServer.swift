import Hummingbird
import Platform

/// The company over HTTP. Surfaces add their routes to the router; this puts the guards before them:
/// overload → problems → authentication (by `identify`) → rate limit → routes.
public struct CompanyServer: Sendable {
    let company: Company
    let rateLimit: RateLimit
    let identify: @Sendable (CompanyRouter) -> Void
    let surfaces: @Sendable (CompanyRouter) -> Void

    /// - Parameters:
    ///   - identify: adds the middlewares that find out who asks.
    ///   - surfaces: adds API and pages.
    public init(
        _ company: Company, rateLimit: RateLimit = .standard,
        identify: @escaping @Sendable (CompanyRouter) -> Void = { _ in },
        surfaces: @escaping @Sendable (CompanyRouter) -> Void
    ) {
        self.company = company
        self.rateLimit = rateLimit
        self.identify = identify
        self.surfaces = surfaces
    }

    /// Listens until the process is told to stop (SIGTERM, SIGINT); what was begun is finished first.
    public func run(host: String, port: Int) async throws {
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname(host, port: port)))
        try await application.runService()
    }

    public var router: CompanyRouter {
        let router = CompanyRouter(context: CompanyContext.self)
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: OverloadMiddleware())
        router.addHealth(of: company)
        identify(router)
        router.add(middleware: RateLimitMiddleware(rateLimit, now: company.crm.world.now))
        surfaces(router)
        return router
    }
}
