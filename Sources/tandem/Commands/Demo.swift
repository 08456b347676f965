import ArgumentParser
import Foundation
import Kernel
import Platform

/// Walks the whole job, from a lead to money in the bank, on a fresh sample company.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Walk from a lead to money in the bank.")

    @OptionGroup var options: HomeOptions
    @Option(name: .long, help: "Run the real orders of this folder of CSV files instead of the story.")
    var data: String?
    @Option(name: .long, help: "The maps of that folder. Default: Examples/adventureworks.")
    var maps: String?
    @Flag(name: .long, help: "The last line is one JSON object.")
    var json = false

    func run() async throws {
        try await Failing.clearly {
            try options.makeFresh()
            if let data { return try await RealOrders(options: options, data: data, maps: maps).run(json: json) }
            let suite = try options.openSuite()
            try await Story(suite).tell()
        }
    }
}
