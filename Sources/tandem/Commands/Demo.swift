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
    @Flag(name: .long, help: "Begin anew even where people have worked in the sample company.")
    var again = false
    @Flag(name: .long, help: "The last line is one JSON object.")
    var json = false

    /// `ONCE=1` in the environment: tell the story and end.
    private var isOnce: Bool { !["", "0"].contains(ProcessInfo.processInfo.environment["ONCE"] ?? "") }

    func run() async throws {
        try await Failing.clearly {
            let home = DemoHome(path: options.homePath, location: try options.location(), again: again)
            _ = try options.loadRecipes()
            if !isOnce, data == nil { try address.requireFree() }
            if let data {
                let orders = RealOrders(options: options, data: data, maps: maps)
                try orders.check()
                try home.makeFresh()
                try await orders.run(json: json)
                return try home.remember()
            }
            try home.makeFresh()
            let suite = try options.openSuite()
            try await Story(suite).tell()
            if isOnce {
                try suite.checkpoint()
                return try home.remember()
            }
            try await Neighbours(suite).moveIn()
            let doors = OpenDoors(suite)
            try await DemoPeople.settle(in: doors.company, home: options.homePath)
            try home.remember()
            Terminal.line("Open \(Terminal.strong(address.text)) in a browser. Ctrl C ends it.")
            try await doors.serve(host: address.host, port: address.port)
        }
    }
}
