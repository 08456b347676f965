import ArgumentParser
import Bridge
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
    @Option(name: .long, help: "Tell one seed's story, step by step.")
    var seed: UInt64?
    @Option(name: .long, help: "Break the engine on purpose, to see that it is noticed: keys, shadow or settle.")
    var breaking: Breakage?
    @Option(name: .long, help: "Companies simulated at once.")
    var workers = 2
    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let isGreen = try await Failing.clearly {
            let simulation = Simulation(recipes: try options.loadRecipes(), sabotage: breaking?.sabotage ?? .none)
            if let seed {
                let (lines, tally) = try await simulation.transcript(of: seed)
                for line in lines + tally.findings { Terminal.line(line) }
                return tally.isGreen
            }
            let report = try await simulation.run(seeds: from..<(from + seeds), workers: workers) { done, total in
                if !json { Terminal.progress("\(done) of \(total) runs") }
            }
            Terminal.endProgress()
            Terminal.line(json ? report.json : report.summary)
            return report.isGreen
        }
        if !isGreen { throw ExitCode(2) }
    }
}
