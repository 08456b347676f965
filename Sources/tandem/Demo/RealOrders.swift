import ArgumentParser
import Bridge
import FilesConnector
import Foundation
import Kernel
import Platform
import Suite

/// The real-data run: a folder of a manufacturer's orders, done again day by day through both systems.
struct RealOrders {
    let options: HomeOptions
    let data: String
    let maps: String?
    /// The company's own zone, wherever the program runs.
    static let zone = "America/Los_Angeles"

    /// Can the folder and its maps be read? Before anything is removed for them.
    func check() throws {
        guard FileManager.default.isReadableFile(atPath: data),
            let names = try? FileManager.default.contentsOfDirectory(atPath: data), !names.isEmpty
        else { throw ValidationError("\(data) has no files that can be read; nothing was touched") }
        _ = try mapFiles()
    }

    func run(json: Bool) async throws {
        let started = Date()
        let files = try mapFiles()
        let clock = ReplayClock(CalendarDate(daysSinceEpoch: 0))
        let suite = try Suite.open(
            home: options.homePath, at: try options.location(), recipes: try options.loadRecipes(), zone: Self.zone,
            country: "US", world: clock.world(zone: Self.zone))
        let tracker = ReplayTracker()
        let replay = try OrderReplay(
            suite, clock: clock, maps: files, folder: data, rejectFolder: options.homePath + "/rejects",
            progress: tracker.show)
        Terminal.line(
            Terminal.strong("Adventure Works Cycles: \(replay.source.orders.count) orders, done again day by day"))
        Terminal.line(
            "Store orders begin as quotes in the CRM, online orders in the ERP; the bridge carries between them.\n")
        try await replay.run()
        Terminal.endProgress()
        let replayed = Date().timeIntervalSince(started)
        let figures = try replay.figures()
        let findings = try suite.verify { Terminal.progress("checking " + $0) }
        Terminal.endProgress()
        try suite.publishHeads()
        try suite.checkpoint()
        let summary = RealOrdersSummary(
            figures: figures, replay: replay, findings: findings, replaySeconds: replayed,
            seconds: Date().timeIntervalSince(started))
        summary.tell()
        if json { Terminal.line(summary.json) }
        guard figures.isSound, findings.isEmpty, replay.refused.isEmpty else { throw ExitCode(2) }
    }

    /// The maps asked for, or those of the repository.
    private func mapFiles() throws -> [FileMap] {
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let candidates =
            maps.map { [$0] } ?? [
                "Examples/adventureworks",
                executable.deletingLastPathComponent().appendingPathComponent("../../../Examples/adventureworks")
                    .standardized.path,
            ]
        let found = candidates.first { FileManager.default.fileExists(atPath: $0) }
        return try FileMapFolder.load(found ?? candidates[0], modules: Suite.modules)
    }
}

/// Shows how far the run is, with its rate.
final class ReplayTracker {
    private let started = Date()
    private var firstDay: Date?

    func show(_ progress: OrderReplay.Progress) {
        switch progress {
        case .importing(let map, let rows, let total): Terminal.progress("importing \(map): \(rows) of \(total)")
        case .carrying(let effects):
            if firstDay == nil { Terminal.progress("the bridge carries master data: \(effects)") }
        case .day(let day, let placed, let total):
            let since = firstDay ?? Date()
            firstDay = since
            let seconds = Date().timeIntervalSince(since)
            let rate = seconds > 0.5 ? ", \(Int(Double(placed) / seconds)) a second" : ""
            Terminal.progress("\(day): \(placed) of \(total) orders\(rate)")
        }
    }
}
