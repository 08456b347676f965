import ArgumentParser
import Foundation
import Kernel
import Suite

/// Moves a company between files and a server, either way, and compares what arrived row by row.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Move a company to another store: tandem migrate --from sqlite:DIR --to postgresql://user@host/NAME",
        discussion:
            "Stop the company first: what is written after the move began stays behind. The old store is only read.")

    @Option(name: .long, help: "The company's store: sqlite:DIR or postgresql://user@host/NAME.")
    var from: String
    @Option(name: .long, help: "Where it goes. Must be empty or not there yet.")
    var to: String
    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        try await Failing.clearly {
            let started = Date()
            let (source, target) = (try StoreLocation(from), try StoreLocation(to))
            let summary = try CompanyMigration(from: source, to: target, progress: Terminal.progress).run()
            Terminal.endProgress()
            let seconds = String(format: "%.1f", Date().timeIntervalSince(started))
            guard json else {
                return Terminal.line(
                    "\(summary.rows) rows of \(summary.tables) tables moved from \(source) to \(target) and compared "
                        + "one by one, in \(seconds) s. Published heads of the audits stay in the company's folder.")
            }
            var json = JSONWriter()
            json.beginObject()
            json.field("tables", summary.tables)
            json.field("rows", summary.rows)
            json.field("differences", 0)
            json.key("seconds")
            json.literal(seconds)
            json.endObject()
            Terminal.line(json.text)
        }
    }
}
