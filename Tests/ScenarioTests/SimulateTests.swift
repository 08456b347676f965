import Foundation
import Testing

/// `tandem simulate` with workers that are programs of their own.
@Suite("Simulating programs", .serialized)
struct SimulateTests {
    /// Without the seconds it took.
    private func result(_ outcome: Program.Outcome) throws -> [String: String] {
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        let fields = try #require(object as? [String: Any])
        return fields.filter { $0.key != "seconds" }.mapValues { "\($0)" }
    }

    @Test("three programs come to what one comes to, failures and all")
    func merged() throws {
        let seeds = ["simulate", "--only-seeds", "--seeds", "72", "--from", "5", "--json"]
        for breaking in [[], ["--breaking", "keys"]] {
            let alone = try Program.run(Program.path, seeds + breaking + ["--workers", "1"])
            let together = try Program.run(Program.path, seeds + breaking + ["--workers", "3"])
            var (one, three) = try (result(alone), result(together))
            #expect(one["seeds"] == "72")
            #expect((one["firstFailingSeed"] != nil) == !breaking.isEmpty)
            // Findings come in the order of the work; only the first are kept.
            for key in ["findings"] { (one[key], three[key]) = (nil, nil) }
            #expect(one == three)
            #expect(alone.code == together.code)
        }
    }

    @Test("a worker takes bites and gives reports until there are no more")
    func worker() throws {
        let outcome = try Program.run(
            Program.path, ["simulate", "--worker"], input: "deaths 0 3\nseeds 4 6\ndeaths 99999 100000\n")
        let reports = outcome.output.split(separator: "\n")
        #expect(outcome.code == 0)
        try #require(reports.count == 3)
        #expect(reports[0].contains("\"crashPoints\":3") && reports[0].contains("\"seeds\":0"))
        #expect(reports[1].contains("\"crashPoints\":0") && reports[1].contains("\"seeds\":2"))
        #expect(reports[2].contains("\"stuck\":1") && reports[2].contains("two programs count differently"))
    }

    /// A simulation under way, its complaints, and its workers' process ids.
    private func begin() throws -> (process: Process, complaints: URL, workers: [Int32]) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["simulate", "--only-seeds", "--seeds", "100000", "--workers", "2"]
        process.currentDirectoryURL = URL(fileURLWithPath: ScenarioPlace.root)
        let complaints = try ScenarioPlace.temporaryFile()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: complaints)
        try process.run()
        for _ in 0..<200 {
            usleep(50_000)
            let found = try Program.run("/usr/bin/pgrep", ["-P", "\(process.processIdentifier)"])
            let workers = found.output.split(separator: "\n").compactMap { Int32($0) }
            if workers.count == 2 { return (process, complaints, workers) }
        }
        process.terminate()
        throw Program.Failed(text: "no two workers were started")
    }

    private func isGone(_ worker: Int32) -> Bool {
        for _ in 0..<400 {
            if kill(worker, 0) != 0 { return true }
            usleep(50_000)
        }
        return false
    }

    @Test("a worker that dies ends it all, and is named")
    func deadWorker() throws {
        let (process, complaints, workers) = try begin()
        kill(workers[0], SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        let words = try String(contentsOf: complaints, encoding: .utf8)
        #expect(words.contains("Failed: a worker was killed by signal 9 over seeds "))
        #expect(isGone(workers[1]))
    }

    @Test("no worker outlives the program")
    func interrupted() throws {
        let (process, _, workers) = try begin()
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        for worker in workers { #expect(isGone(worker)) }
    }
}
