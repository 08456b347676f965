import ArgumentParser
import Foundation
import Kernel
import Platform

/// Walks the whole job, from a lead to money in the bank, on a fresh sample company; then keeps it open.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Walk from a lead to money in the bank, then serve the sample company. ONCE=1 ends after the walk.")

    @OptionGroup var options: HomeOptions
    @OptionGroup var address: AddressOptions
    @Option(name: .long, help: "Run the real orders of this folder of CSV files instead of the story.")
    var data: String?
    @Option(name: .long, help: "The maps of that folder. Default: Examples/adventureworks.")
    var maps: String?
    @Flag(name: .long, help: "The last line is one JSON object.")
    var json = false

    /// `ONCE=1` in the environment: tell the story and end.
    private var isOnce: Bool { !["", "0"].contains(ProcessInfo.processInfo.environment["ONCE"] ?? "") }

    func run() async throws {
        try await Failing.clearly {
            try options.makeFresh()
            if let data { return try await RealOrders(options: options, data: data, maps: maps).run(json: json) }
            let suite = try options.openSuite()
            try await Story(suite).tell()
            if isOnce { return }
            try await Neighbours(suite).moveIn()
            let doors = OpenDoors(suite)
            try await DemoPeople.settle(in: doors.company, home: options.homePath)
            Terminal.line("Open \(Terminal.strong(address.text)) in a browser. Ctrl C ends it.")
            try await doors.serve(host: address.host, port: address.port)
        }
    }
}
