import ArgumentParser
import FilesConnector
import Foundation
import Kernel
import Platform
import Suite

/// Brings CSV files in by their maps: each row is one command, checked like a person's. Again, it changes nothing.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Import CSV files by map: tandem import Examples/adventureworks --folder DIR")

    @OptionGroup var options: HomeOptions
    @Argument(help: "Maps (.map.yaml), or folders of maps, in the order in which they are to be imported.")
    var maps: [String]
    @Option(name: .long, help: "Where the CSV files are. Default: the map's own folder.")
    var folder: String?
    @Option(name: .long, help: "Only maps into this system: crm or erp. Default: all.")
    var into: String?
    @Flag(name: .long, help: "Run every row and undo it; nothing is written but the reject files.")
    var dryRun = false
    @Flag(name: .long, help: "Print one JSON object for each map.")
    var json = false

    func validate() throws {
        guard into.map({ ["crm", "erp"].contains($0) }) ?? true else { throw ValidationError("--into is crm or erp") }
    }

    func run() async throws {
        let isClean = try await Failing.clearly {
            try options.requireHome()
            let maps = try self.maps.flatMap { try FileMapFolder.load($0, modules: Suite.modules) }
            let suite = try options.openSuite()
            var isClean = true
            for map in maps {
                guard case .command(let system, _) = map.target, into == nil || into == system else { continue }
                guard let bus = suite.bus(system) else { continue }
                isClean = try take(map, into: bus).isClean && isClean
            }
            try suite.checkpoint()
            return isClean
        }
        if !isClean { throw ExitCode(1) }
    }

    private func take(_ map: FileMap, into bus: CommandBus) throws -> ImportSummary {
        let place = folder ?? URL(fileURLWithPath: map.path).deletingLastPathComponent().path
        var job = FileImport(map, into: bus, folder: place, rejectFolder: options.homePath + "/rejects")
        job.isDryRun = dryRun
        let started = Date()
        let summary = try job.run { progress in
            let seconds = Date().timeIntervalSince(started)
            let rate = seconds > 0.5 ? ", \(Int(Double(progress.rows) / seconds)) rows a second" : ""
            Terminal.progress("\(map.name): \(progress.rows) of \(progress.total)\(rate)")
        }
        Terminal.endProgress()
        Terminal.line(json ? summary.json : summary.text.trimmingCharacters(in: .newlines))
        return summary
    }
}
