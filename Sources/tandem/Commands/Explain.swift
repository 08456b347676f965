import ArgumentParser
import Suite

/// Says what happens when a command is run, hop by hop, from the registries themselves; or what one cause did set in
/// motion, from the databases.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what happens when a command is run, hop by hop: tandem explain quote.accept",
        discussion: "With --trace: what a request set in motion, by the trace id of its `traceresponse` header.")

    @OptionGroup var options: HomeOptions
    @Option(name: .long, help: "A trace id, or any correlation: tells every hop that belongs to it.")
    var trace: String?
    @Argument(help: "The command's name, such as quote.accept.")
    var command: String?

    func validate() throws {
        guard (trace == nil) != (command == nil) else {
            throw ValidationError("name a command, such as quote.accept, or give --trace")
        }
    }

    func run() async throws {
        try await Failing.clearly {
            if let command {
                return Terminal.line(try Explanation(of: command, recipes: try options.loadRecipes()).text)
            }
            try options.requireHome()
            Terminal.line(try options.readSuite { try CauseJourney(of: trace ?? "", in: $0).text })
        }
    }
}
