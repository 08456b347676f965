import ArgumentParser
import Kernel
import Platform
import Serving

/// Keeps the company open: pages for people, the API for programs, and the bridge between CRM and ERP.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the suite in the browser and over its API, and keep the bridge turning.")

    @OptionGroup var options: HomeOptions
    @OptionGroup var address: AddressOptions
    @OptionGroup var operation: OperationOptions

    func run() async throws {
        try await Failing.clearly {
            try options.requireHome()
            let node = operation.nodeName(port: address.port)
            ServerLog.begin(operation.logFormat, node: node, world: .live(zone: options.zone))
            let operations = try operation.operations()
            let doors = OpenDoors(try options.openSuite(node: node))
            if let (name, password) = try await SignInDesk(doors.company).firstStart() {
                try operation.tell(firstSignIn: name, password, home: options.homePath)
            }
            let words = "Serving \(options.homePath) at \(address.text)  (health: /health, API: /api/openapi.json)"
            if operation.logFormat == .text { Terminal.line(words) } else { ServerLog().notice(words) }
            try await doors.serve(host: address.host, port: address.port, operations: operations)
        }
    }
}

/// Where to listen.
struct AddressOptions: ParsableArguments {
    @Option(name: .long, help: "The address to listen on.")
    var host = "127.0.0.1"
    @Option(name: .long, help: "The port to listen on.")
    var port = 8080

    var text: String { "http://\(host):\(port)" }
}
