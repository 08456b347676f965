import ArgumentParser
import Suite

/// Says what happens when a command is run, hop by hop, from the registries themselves.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what happens when a command is run, hop by hop: tandem explain quote.accept")

    @OptionGroup var options: HomeOptions
    @Argument(help: "The command's name, such as quote.accept.")
    var command: String

    func run() async throws {
        try await Failing.clearly {
            let recipes = try options.loadRecipes()
            Terminal.line(try Explanation(of: command, recipes: recipes).text)
        }
    }
}
