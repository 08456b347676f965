import API
import Kernel
import MemoryAllocation
import Outbound
import Platform
import Serving
import Suite
import Web

/// An open company with its doors: the bridge turns with every commit, people come in by the browser, programs by
/// the API.
struct OpenDoors {
    let suite: Suite
    let company: Serving.Company

    private let limits: ServerLimits
    /// How long memory that a page has freed is kept for the next one. Milliseconds.
    private static let keptMemory = 1_000

    init(_ suite: Suite, limits: ServerLimits = ServerLimits()) {
        self.suite = suite
        self.limits = limits
        company = Serving.Company(suite)
    }

    /// Until the process is told to stop; what was begun is finished first.
    /// `onOpen` runs when the door is open.
    func serve(
        host: String, port: Int, settings: SiteSettings = SiteSettings(), operations: Operations = Operations(),
        onOpen: @escaping @Sendable () async throws -> Void = {}
    ) async throws {
        let (company, log) = (company, ServerLog())
        _ = tandem_keep_free_memory(Self.keptMemory)
        let runner = BridgeRunner(
            suite, onTurn: { _ in company.bridgeTurned() },
            onFailure: { log.error("The bridge stumbled and goes on: \($0)") })
        let keeper = keeper(waking: runner, log)
        keeper.start()
        runner.start()
        let webhooks = WebhookRunner(
            company, outbound: Outbound(), onFailure: { log.error("The webhooks stumbled and go on: \($0)") })
        webhooks.start()
        let server = CompanyServer(
            company, limits: limits, operations: operations,
            identify: { router in
                router.addAccess(
                    of: company, isSecure: settings.isSecure, authority: DoorOptions.authority(of: settings.publicURL))
            },
            surfaces: { router in
                router.addAPI(of: company)
                try router.addPages(of: company, settings: settings)
            })
        var closing: (any Error)?
        do {
            try await server.run(host: host, port: port) {
                do {
                    try await onOpen()
                } catch {
                    log.error("The first sign-in could not be made: \(error)")
                }
            }
        } catch {
            closing = error
        }
        await webhooks.stop()
        await runner.stop()
        await keeper.stop()
        try suite.publishHeads()
        try suite.checkpoint()
        if let closing {
            throw CommandFailure.store(.failed("cannot serve at \(host):\(port): \(closing)"))
        }
        log.notice("Stopped cleanly.")
    }

    private func keeper(waking runner: BridgeRunner, _ log: ServerLog) -> NodeKeeper {
        NodeKeeper(
            suite,
            onTakeover: { [suite] deliveries in
                suite.measures.addTakenOver(deliveries)
                log.notice("\(deliveries) deliveries of a node that fell silent are taken over")
                runner.wake()
            }, onFailure: { log.error("This node could not look at the others and goes on: \($0)") })
    }
}
