import ArgumentParser
import Bridge
import Foundation
import Simulator

/// Proves that nothing is lost, doubled or left half-done: crashes at every point, then seeds full of trouble.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Crash at every point, then run seeds full of trouble, and check what is left.")

    enum Breakage: String, ExpressibleByArgument, CaseIterable {
        case keys, shadow, settle

        var sabotage: Sabotage {
            switch self {
            case .keys: .skipIdempotencyKeys
            case .shadow: .dropShadow
            case .settle: .settleBeforePerform
            }
        }
    }

    @OptionGroup var options: HomeOptions
    @Option(name: .long, help: "How many seeds.")
    var seeds: UInt64 = 1_000
    @Option(name: .long, help: "The first seed.")
    var from: UInt64 = 0
    @Flag(name: .long, help: "Only the seeds, not the death at every point.")
    var onlySeeds = false
    @Option(name: .long, help: "Tell one seed's story, step by step.")
    var seed: UInt64?
    @Option(name: .long, help: "Break the engine on purpose, to see that it is noticed: keys, shadow or settle.")
    var breaking: Breakage?
    @Option(name: .long, help: "Programs that simulate at once.")
    var workers = 2
    @Flag(name: .long, help: ArgumentHelp("Take bites from standard input.", visibility: .hidden))
    var worker = false
    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard workers > 0 else { throw ValidationError("--workers is a number above 0") }
        guard !from.addingReportingOverflow(seeds).overflow else {
            throw ValidationError("--from and --seeds together pass the largest seed, \(UInt64.max)")
        }
    }

    func run() async throws {
        let isGreen = try await Failing.clearly {
            let simulation = Simulation(recipes: try options.loadRecipes(), sabotage: breaking?.sabotage ?? .none)
            if worker { return try await work(simulation) }
            if let seed {
                let (lines, tally) = try await simulation.transcript(of: seed)
                for line in lines + tally.findings { Terminal.line(line) }
                return tally.isGreen
            }
            let arguments = try workerArguments()
            let hire: @Sendable () async throws -> any BiteRunner = { try SimulatingProgram(arguments) }
            let report = try await simulation.run(
                seeds: from..<(from + seeds), enumerates: !onlySeeds, workers: workers,
                hiring: workers > 1 ? hire : nil
            ) { done, total in
                if !json { Terminal.progress("\(done) of \(total) runs") }
            }
            Terminal.endProgress()
            Terminal.line(json ? report.json : report.summary)
            return report.isGreen
        }
        if !isGreen { throw ExitCode(2) }
    }

    /// What makes another run of this program simulate the same.
    private func workerArguments() throws -> [String] {
        let recipes = URL(fileURLWithPath: try options.recipesPath()).path
        return ["--recipes", recipes] + (breaking.map { ["--breaking", $0.rawValue] } ?? [])
    }

    /// One bite a line in, one report a line out, until there are no more.
    private func work(_ simulation: Simulation) async throws -> Bool {
        let worker = try await simulation.worker()
        while let line = readLine() {
            guard let bite = Bite(text: line) else { throw ValidationError("'\(line)' is not a bite") }
            let answer = Data((try await worker.run(bite).json + "\n").utf8)
            // Whoever asked may be gone; then there is nothing left to do.
            guard (try? FileHandle.standardOutput.write(contentsOf: answer)) != nil else { break }
        }
        return true
    }
}
