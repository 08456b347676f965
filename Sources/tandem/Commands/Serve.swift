import API
import ArgumentParser
import Kernel
import Platform
import Serving
import Suite
import Web

/// Keeps the company open: the bridge turns with every commit, and HTTP tells health and changes.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep the bridge turning, and serve health and the changes feed over HTTP.")

    @OptionGroup var options: HomeOptions
    @Option(name: .long, help: "The address to listen on.")
    var host = "127.0.0.1"
    @Option(name: .long, help: "The port to listen on.")
    var port = 8080

    func run() async throws {
        try await Failing.clearly {
            try options.requireHome()
            let suite = try options.openSuite()
            let runner = BridgeRunner(
                suite,
                onFailure: { error in Terminal.complaint("The bridge stumbled and goes on: \(error)") })
            runner.start()
            Terminal.line(
                "Serving \(options.homePath) at http://\(host):\(port)  (health: /health, feed: /api/erp/changes)")
            let company = Company(suite)
            let server = CompanyServer(company) { router in
                router.addAPI(of: company)
                try router.addPages(of: company)
            }
            try await server.run(host: host, port: port)
            await runner.stop()
            try suite.publishHeads()
            try suite.checkpoint()
            Terminal.line("Stopped cleanly.")
        }
    }
}
