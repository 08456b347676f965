import Hummingbird
import Platform
import ServiceLifecycle
import Synchronization

/// The company over HTTP. Surfaces add their routes to the router; this puts the guards before them:
/// trace, count and log → overload → answer headers → problems → who asks → rate limit → routes.
public struct CompanyServer: Sendable {
    /// Seconds until what is still under way after the door has closed is given up.
    static let longestGoodbye = 7

    private let company: Company
    private let limits: ServerLimits
    private let draining: Draining
    private let operations: Operations
    private let identify: @Sendable (CompanyRouter) -> Void
    private let surfaces: @Sendable (CompanyRouter) throws -> Void

    /// - Parameters:
    ///   - identify: adds what finds out who asks; nil is the usual, without https.
    ///   - surfaces: adds API and pages.
    public init(
        _ company: Company, limits: ServerLimits = ServerLimits(), operations: Operations = Operations(),
        identify: (@Sendable (CompanyRouter) -> Void)? = nil,
        surfaces: @escaping @Sendable (CompanyRouter) throws -> Void
    ) {
        self.company = company
        self.limits = limits
        self.operations = operations
        self.identify = identify ?? { $0.addAccess(of: company) }
        self.surfaces = surfaces
        draining = Draining(seconds: limits.drainSeconds)
    }

    /// Listens until the process is told to stop (SIGTERM, SIGINT); what was begun is finished first.
    /// `onOpen` runs once the door is open.
    public func run(
        host: String, port: Int, onOpen: @escaping @Sendable () async -> Void = {}
    ) async throws {
        let opened = Mutex(false)
        let application = Application(
            router: try router(), configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { _ in
                opened.withLock { $0 = true }
                await onOpen()
            })
        // They are stopped from the last to the first.
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: application),
                .init(service: draining, successTerminationBehavior: .ignore),
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: application.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(limits.drainSeconds + Self.longestGoodbye)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch  where draining.hasBegun && opened.withLock({ $0 }) {
            // Somebody held the line until it was cut.
            application.logger.info("stopped before all had hung up: \(error)")
        }
    }

    public func router() throws -> CompanyRouter {
        let router = CompanyRouter(context: CompanyContext.self)
        let overload = OverloadMiddleware(most: limits.requestsAtOnce)
        router.add(
            middleware: WatchingMiddleware(
                world: company.bridge.world, measures: operations.measures, tellsLog: operations.logsRequests))
        // Whoever watches over the server is answered when nobody else is.
        router.addHealth(of: company, draining: draining, overload: overload)
        router.addOperations(operations, of: company)
        router.add(middleware: overload)
        identify(router)
        router.add(middleware: RateLimitMiddleware(limits.rate, now: company.crm.world.now))
        try surfaces(router)
        return router
    }
}

/// How much the server takes on.
public struct ServerLimits: Sendable {
    /// Of one actor.
    public var rate: RateLimit
    /// Requests under way; one more is told to come again.
    public var requestsAtOnce: Int
    /// From being told to stop until the door closes.
    public var drainSeconds: Int

    public init(
        rate: RateLimit = .standard, requestsAtOnce: Int = OverloadMiddleware.mostUnderWay, drainSeconds: Int = 1
    ) {
        self.rate = rate
        self.requestsAtOnce = requestsAtOnce
        self.drainSeconds = drainSeconds
    }
}
