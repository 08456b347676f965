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

    init(_ suite: Suite) {
        self.suite = suite
        company = Serving.Company(suite)
    }

    /// Until the process is told to stop; what was begun is finished first.
    func serve(host: String, port: Int, operations: Operations = Operations()) async throws {
        let log = ServerLog()
        let runner = BridgeRunner(suite, onFailure: { log.error("The bridge stumbled and goes on: \($0)") })
        let keeper = NodeKeeper(
            suite,
            onTakeover: { [suite] deliveries in
                suite.measures.addTakenOver(deliveries)
                log.notice("\(deliveries) deliveries of a node that fell silent are taken over")
                runner.wake()
            }, onFailure: { log.error("This node could not look at the others and goes on: \($0)") })
        keeper.start()
        runner.start()
        let webhooks = WebhookRunner(
            company, outbound: Outbound(), onFailure: { log.error("The webhooks stumbled and go on: \($0)") })
        webhooks.start()
        let company = company
        let server = CompanyServer(company, operations: operations) { router in
            router.addAPI(of: company)
            try router.addPages(of: company)
        }
        try await server.run(host: host, port: port)
        await webhooks.stop()
        await runner.stop()
        await keeper.stop()
        try suite.publishHeads()
        try suite.checkpoint()
        log.notice("Stopped cleanly.")
    }
}
