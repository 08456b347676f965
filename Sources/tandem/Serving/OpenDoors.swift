import API
import Kernel
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

    init(_ suite: Suite, limits: ServerLimits = ServerLimits()) {
        self.suite = suite
        self.limits = limits
        company = Serving.Company(suite)
    }

    /// Until the process is told to stop; what was begun is finished first.
    func serve(host: String, port: Int, settings: SiteSettings = SiteSettings()) async throws {
        let company = company
        let runner = BridgeRunner(
            suite, onTurn: { _ in company.bridgeTurned() },
            onFailure: { error in Terminal.complaint("The bridge stumbled and goes on: \(error)") })
        runner.start()
        let webhooks = WebhookRunner(
            company, outbound: Outbound(),
            onFailure: { error in Terminal.complaint("The webhooks stumbled and go on: \(error)") })
        webhooks.start()
        let server = CompanyServer(
            company, limits: limits,
            identify: { router in
                router.addAccess(
                    of: company, isSecure: settings.isSecure, authority: DoorOptions.authority(of: settings.publicURL))
            },
            surfaces: { router in
                router.addAPI(of: company)
                try router.addPages(of: company, settings: settings)
            })
        try await server.run(host: host, port: port)
        await webhooks.stop()
        await runner.stop()
        try suite.publishHeads()
        try suite.checkpoint()
        Terminal.line("Stopped cleanly.")
    }
}
