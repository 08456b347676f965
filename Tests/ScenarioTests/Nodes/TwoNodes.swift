import Foundation
import Identity
import Kernel
import Platform
import Suite

/// Programs that serve one company, each at a port of its own. Why unchecked: only the test's own thread starts and
/// ends them; people ask by HTTP.
final class TwoNodes: @unchecked Sendable {
    let company: ServedCompany
    let token: String
    private let ports: [Int]
    private let options: [String]
    private var processes: [Process?] = [nil, nil]

    convenience init(_ place: NodePlace) throws { try self.init(of: ServedCompany(place)) }

    /// - Parameters:
    ///   - roles: of the one who asks.
    ///   - options: what each node is told besides.
    init(of company: ServedCompany, roles: [Role] = [.sales], serving options: [String] = []) throws {
        self.company = company
        self.options = options
        let first = 20_000 + 2 * Int.random(in: 0..<6_000)
        ports = [first, first + 1]
        // The suite is closed again before anybody serves.
        token = try Self.hire("mere", roles, in: company)
    }

    deinit { for process in processes { if let process { kill(process.processIdentifier, SIGKILL) } } }

    private static func hire(_ name: String, _ roles: [Role], in company: ServedCompany) throws -> String {
        let suite = try Suite.open(
            home: company.home.path, at: company.location, recipes: [], zone: "Pacific/Auckland", country: "NZ")
        let user = try suite.bridge.run(
            CreateUser(signInName: name, name: name.capitalized, roles: roles), by: .system)
        let secret = BearerSecret.apiToken(suite.bridge.world)
        let actor = Actor(id: name, name: name.capitalized, roles: roles + [.person])
        try suite.bridge.run(
            CreateAPIToken(user, name: "load", tokenHash: secret.hash, scopes: "read write"), by: actor)
        try suite.engine.nodes.leave()
        return secret.text
    }

    /// Starts a node and waits until it answers.
    func start(_ node: Int) throws {
        processes[node] = try Program.begin(
            [
                "serve", "--port", String(ports[node]), "--node", "node-\(node)", "--requests-per-second", "10000",
                "--drain-seconds", "0",
            ] + options + company.place)
        for _ in 0..<3_000 {
            if Wire.ask("/ready", at: ports[node])?.status == 200 { return }
            Thread.sleep(forTimeInterval: 0.02)
        }
        throw Program.Failed(text: "node \(node) did not come up")
    }

    func signal(_ node: Int, _ signal: Int32) {
        guard let process = processes[node] else { return }
        kill(process.processIdentifier, signal)
        if signal == SIGKILL {
            process.waitUntilExit()
            processes[node] = nil
        }
    }

    /// Asks a node to stop, and gives its exit code.
    func stop(_ node: Int) -> Int32 {
        guard let process = processes[node] else { return -1 }
        process.terminate()
        process.waitUntilExit()
        processes[node] = nil
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }

    /// Runs a command of the CRM, asking one node after the other until one says how it ended; nil when none does for
    /// a minute. The key makes it the same command however often it is asked for.
    func insist(_ path: String, key: String, _ body: String, first: Int) -> Wire.Answer? {
        let headers = ["Authorization: Bearer \(token)", "Idempotency-Key: \(key)"]
        let end = Date(timeIntervalSinceNow: 60)
        var attempt = first
        while Date() < end {
            let answer = Wire.ask("/api/crm/" + path, at: ports[attempt % 2], headers: headers, post: body)
            if let answer, answer.status < 429 { return answer }
            Thread.sleep(forTimeInterval: 0.02)
            attempt += 1
        }
        return nil
    }

    /// What the first node answers, headers left out; empty when it does not.
    func ask(_ path: String) -> String {
        Wire.ask(path, at: ports[0], headers: ["Authorization: Bearer \(token)"])?.body ?? ""
    }

    func count(_ database: String, _ sql: String) throws -> Int { try company.count(database, sql) }

    /// Waits until nothing moves by itself; false when it still does after a minute.
    func comesToRest() throws -> Bool {
        for _ in 0..<600 {
            let open = "SELECT count(*) FROM delivery WHERE state IN ('pending', 'claimed', 'retry');"
            if try count("bridge", open) == 0 {
                Thread.sleep(forTimeInterval: 1.2)
                if try count("bridge", open) == 0 { return true }
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        return false
    }
}
