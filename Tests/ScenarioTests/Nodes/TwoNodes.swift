import Dispatch
import Foundation
import Identity
import Kernel
import Platform
import Suite
import Synchronization

/// Programs that serve one company, each at a port of its own, and people who go on asking whichever answers. Why
/// unchecked: only the test's own thread starts and ends them; people ask by HTTP.
final class TwoNodes: @unchecked Sendable {
    let home: TemporaryHome
    let token: String
    private let ports: [Int]
    private var processes: [Process?] = [nil, nil]

    init() throws {
        home = try TemporaryHome.withDemo()
        let first = 20_000 + 2 * Int.random(in: 0..<10_000)
        ports = [first, first + 1]
        // The suite is closed again before anybody serves.
        token = try Self.hire("mere", at: home.path)
    }

    deinit { for process in processes { if let process { kill(process.processIdentifier, SIGKILL) } } }

    private static func hire(_ name: String, at home: String) throws -> String {
        let suite = try Suite.open(home: home, recipes: [], zone: "Pacific/Auckland", country: "NZ")
        let user = try suite.bridge.run(
            CreateUser(signInName: name, name: name.capitalized, roles: [.sales]), by: .system)
        let secret = BearerSecret.apiToken(suite.bridge.world)
        let actor = Actor(id: name, name: name.capitalized, roles: [.sales, .person])
        try suite.bridge.run(
            CreateAPIToken(user, name: "load", tokenHash: secret.hash, scopes: "read write"), by: actor)
        try suite.engine.nodes.leave()
        return secret.text
    }

    /// Starts a node and waits until it answers.
    func start(_ node: Int) throws {
        processes[node] = try Program.begin([
            "serve", "--home", home.path, "--port", String(ports[node]), "--node", "node-\(node)",
        ])
        for _ in 0..<200 {
            if status(of: "http://127.0.0.1:\(ports[node])/ready") == 200 { return }
            Thread.sleep(forTimeInterval: 0.05)
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

    private func status(of url: String, _ more: [String] = []) -> Int {
        let curl = try? Program.run(
            "/usr/bin/curl", ["-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}"] + more + [url])
        return curl.flatMap { Int($0.output) } ?? 0
    }

    /// Opens an account, asking one node after the other until one says that it is done. Returns how often it was
    /// asked.
    func open(_ name: String, first: Int) -> Int {
        for attempt in 1...200 {
            let node = (first + attempt) % 2
            let code = status(
                of: "http://127.0.0.1:\(ports[node])/api/crm/accounts",
                [
                    "-H", "Authorization: Bearer \(token)", "-H", "Content-Type: application/json",
                    "-H", "Idempotency-Key: \(name)", "-d", #"{"name":"\#(name)","type":"customer"}"#,
                ])
            if code == 201 || code == 200 { return attempt }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return 0
    }

    func count(_ database: String, _ sql: String) throws -> Int {
        let text = try Program.sqlite(home.file("\(database).sqlite"), sql)
        return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
    }

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

    /// A name that is like no other: two that are alike would be taken for one.
    static func name() -> String {
        let letters = "abcdefghijklmnopqrstuvwxyz"
        return String((0..<18).map { _ in letters.randomElement() ?? "x" }).capitalized + " Ltd"
    }
}

/// People at work: each opens accounts until told to stop.
final class Load: Sendable {
    private let names = Mutex<[String]>([])
    private let unanswered = Mutex(0)
    private let isOver = Mutex(false)
    private let group = DispatchGroup()

    init(_ people: Int, on nodes: TwoNodes) {
        for person in 0..<people {
            DispatchQueue.global().async(group: group) { [self] in
                while !isOver.withLock({ $0 }) {
                    let name = TwoNodes.name()
                    if nodes.open(name, first: person) > 0 {
                        names.withLock { $0.append(name) }
                    } else {
                        unanswered.withLock { $0 += 1 }
                    }
                }
            }
        }
    }

    /// The names of all accounts that were said to be open, and how many never got an answer.
    func end() -> (names: [String], unanswered: Int) {
        isOver.withLock { $0 = true }
        group.wait()
        return (names.withLock { $0 }, unanswered.withLock { $0 })
    }
}
