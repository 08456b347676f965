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

        @Test("health, changes, bad questions, and a clean stop within ten seconds")
        func serve() throws {
            let (code, seconds) = try serving {
                let health = try #require(try get("/health"))
                #expect((health.status, health.type) == (200, "application/json"))
                #expect(health.body["status"] as? String == "up")
                #expect(health.body["deadLetters"] as? Int == 0)

                let page = try #require(try get("/api/erp/changes?after=0&limit=5"))
                #expect(page.status == 200)
                let changes = try #require(page.body["changes"] as? [[String: Any]])
                let sequences = changes.compactMap { $0["sequence"] as? Int }
                #expect(sequences.count == 5 && sequences == sequences.sorted())
                #expect(page.body["hasMore"] as? Bool == true)
                #expect(page.body["next"] as? Int == sequences.last)
                let next = try #require(try get("/api/erp/changes?after=\(sequences.last ?? 0)&limit=5"))
                let first = (next.body["changes"] as? [[String: Any]])?.first?["sequence"] as? Int
                #expect((first ?? 0) > (sequences.last ?? 0))

                for (path, status, word) in [
                    ("/api/erp/changes?after=yesterday", 400, "yesterday"), ("/api/erp/changes?after=-1", 400, "-1"),
                    ("/api/erp/changes?limit=0", 400, "limit"), ("/api/erp/changes?limit=1001", 400, "1001"),
                    ("/api/hr/changes", 404, "hr"),
                ] {
                    let problem = try #require(try get(path))
                    #expect((problem.status, problem.type) == (status, "application/problem+json"))
                    #expect(problem.body["status"] as? Int == status)
                    #expect((problem.body["detail"] as? String)?.contains(word) == true)
                    #expect((problem.body["allowed"] as? String)?.isEmpty == false)
                }
            }
            #expect(code == 0)
            #expect(seconds < 10)
            #expect(try Program.tandem("verify", "--home", home.path).code == 0)
        }
    }
}
