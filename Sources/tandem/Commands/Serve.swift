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

    func run() async throws {
        try await Failing.clearly {
            try options.requireHome()
            let doors = OpenDoors(try options.openSuite())
            if let (name, password) = try await SignInDesk(doors.company).firstStart() {
                Terminal.line("The first sign-in, to be changed at once:  \(name)  \(password)")
            }
            Terminal.line(
                "Serving \(try options.location()) at \(address.text)  (health: /health, API: /api/openapi.json)")
            try await doors.serve(host: address.host, port: address.port)
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
