import ArgumentParser
import Foundation
import Kernel
import Platform
import Serving

/// Keeps the company open: pages for people, the API for programs, and the bridge between CRM and ERP.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the suite in the browser and over its API, and keep the bridge turning.")

    @OptionGroup var options: HomeOptions
    @OptionGroup var address: AddressOptions
    @OptionGroup var door: DoorOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var operation: OperationOptions
    @OptionGroup var replica: ReplicaOptions

    func run() async throws {
        try await Failing.clearly {
            try options.requireHome()
            try address.requireFree()
            let node = operation.nodeName(port: address.port)
            ServerLog.begin(operation.logFormat, node: node, world: .live(zone: options.zone))
            let operations = try operation.operations()
            let suite = try options.openSuite(node: node, replica: replica)
            let settings = try door.settings(world: suite.bridge.world, listeningAt: address.text)
            let doors = OpenDoors(suite, limits: limits.limits)
            let place = settings.publicURL.isEmpty ? address.text : settings.publicURL
            let (home, location, operation) = (options.homePath, try options.location(), operation)
            try await doors.serve(
                host: address.host, port: address.port, settings: settings, operations: operations
            ) {
                if let (name, password) = try await SignInDesk(doors.company).firstStart() {
                    try operation.tell(firstSignIn: name, password, home: home)
                }
                let words = "Serving \(location) at \(place)  (health: /health, API: /api/openapi.json)"
                if operation.logFormat == .text { Terminal.line(words) } else { ServerLog().notice(words) }
            }
        }
    }
}

/// How much to take on.
struct LimitOptions: ParsableArguments {
    @Option(name: .long, help: "Requests under way at once; one more is answered with 503 and when to come again.")
    var requestsAtOnce = 512
    @Option(name: .long, help: "Requests a second of one person or program, after four times as many at once.")
    var requestsPerSecond = 100
    @Option(name: .long, help: "Seconds from being told to stop until the door closes; /ready says no meanwhile.")
    var drainSeconds = 1

    func validate() throws {
        guard requestsAtOnce > 0, requestsPerSecond > 0, (0...60).contains(drainSeconds) else {
            throw ValidationError("limits are whole numbers above 0, and at most 60 seconds to drain")
        }
    }

    var limits: ServerLimits {
        ServerLimits(
            rate: RateLimit(perSecond: requestsPerSecond, burst: 4 * requestsPerSecond),
            requestsAtOnce: requestsAtOnce, drainSeconds: drainSeconds)
    }
}

/// Where to listen.
struct AddressOptions: ParsableArguments {
    @Option(name: .long, help: "The address to listen on.")
    var host = "127.0.0.1"
    @Option(name: .long, help: "The port to listen on.")
    var port = 8080

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port is a number from 1 to 65535") }
        guard !host.isEmpty else { throw ValidationError("--host is a name or an address of this machine") }
    }

    var text: String { "http://\(host):\(port)" }

    /// Whether somebody can listen there is found out before any work is done for it.
    func requireFree() throws {
        var wanted = addrinfo()
        wanted.ai_socktype = Int32(SOCK_STREAM.rawValue)
        wanted.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &wanted, &found) == 0, let place = found?.pointee else {
            throw CommandFailure.store(.failed("'\(host)' is no name or address that is known here; see --host"))
        }
        defer { freeaddrinfo(found) }
        let door = socket(place.ai_family, place.ai_socktype, 0)
        defer { close(door) }
        // As the server does: what was closed a moment ago is free.
        var again: Int32 = 1
        setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &again, socklen_t(MemoryLayout<Int32>.size))
        guard bind(door, place.ai_addr, place.ai_addrlen) != 0 else { return }
        let reason = String(cString: strerror(errno)).lowercased()
        throw CommandFailure.store(
            .failed("cannot serve at \(text): \(reason); choose another with --port or --host, nothing was done"))
    }
}
