import Foundation
import Testing

extension ProgramTests {
    /// The company over HTTP, asked with curl.
    @Suite("Serving a company", .serialized)
    struct ServingTests {
        let home: TemporaryHome
        let port = 20_000 + Int.random(in: 0..<20_000)
        init() throws { home = try TemporaryHome.withDemo() }

        private struct Reply {
            let status: Int
            let type: String
            let body: [String: Any]
        }

        private func get(_ path: String) throws -> Reply? {
            let curl = try Program.run(
                "/usr/bin/curl",
                ["-s", "-m", "5", "-w", "\n%{http_code} %{content_type}", "http://127.0.0.1:\(port)\(path)"])
            guard curl.code == 0, let end = curl.output.lastIndex(of: "\n") else { return nil }
            let tail = curl.output[curl.output.index(after: end)...].split(separator: " ", maxSplits: 1)
            let json = try JSONSerialization.jsonObject(with: Data(curl.output[..<end].utf8)) as? [String: Any]
            return Reply(
                status: Int(tail.first ?? "") ?? 0, type: tail.count > 1 ? String(tail[1]) : "", body: json ?? [:])
        }

        /// Serves while `body` runs; then asks it to stop, and gives its exit code and how long that took.
        private func serving(_ body: () throws -> Void) throws -> (code: Int32, seconds: Double) {
            let process = try Program.begin(["serve", "--home", home.path, "--port", String(port)])
            defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
            var isUp = false
            for _ in 0..<100 where !isUp {
                isUp = try get("/health") != nil
                if !isUp { Thread.sleep(forTimeInterval: 0.1) }
            }
            #expect(isUp)
            try body()
            let asked = Date()
            process.terminate()
            while process.isRunning, Date().timeIntervalSince(asked) < 15 { Thread.sleep(forTimeInterval: 0.05) }
            let seconds = Date().timeIntervalSince(asked)
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
            return (process.terminationReason == .exit ? process.terminationStatus : -1, seconds)
        }

        @Test(
            "health and the API's description for all, nothing else for nobody, and a clean stop within ten seconds"
        )
        func serve() throws {
            let (code, seconds) = try serving {
                let health = try #require(try get("/health"))
                #expect((health.status, health.type) == (200, "application/json"))
                #expect(health.body["status"] as? String == "up")
                #expect(health.body["deadLetters"] as? Int == 0)

                for path in ["/api/erp/changes", "/api/crm/accounts", "/api/hr/people"] {
                    let problem = try #require(try get(path))
                    #expect((problem.status, problem.type) == (401, "application/problem+json"))
                    #expect(problem.body["status"] as? Int == 401)
                    #expect((problem.body["detail"] as? String)?.contains("Bearer") == true)
                }
                let description = try #require(try get("/api/openapi.json"))
                #expect(description.body["openapi"] as? String == "3.1.0")
            }
            #expect(code == 0)
            #expect(seconds < 10)
            #expect(try Program.tandem("verify", "--home", home.path).code == 0)
        }

        @Test("a place that is taken is said before anything is done, and the program fails")
        func taken() throws {
            _ = try serving {
                let other = try Program.tandem("serve", "--home", home.path, "--port", String(port))
                #expect(other.code == 1)
                #expect(other.complaint.contains("http://127.0.0.1:\(port): address already in use"))
                #expect(other.complaint.contains("--port"))
                #expect(!other.output.contains("Serving"))
            }
            let nowhere = try Program.tandem("serve", "--home", home.path, "--host", "10.99.99.99")
            #expect(nowhere.code == 1 && nowhere.complaint.contains("--host"))
        }
    }
}
