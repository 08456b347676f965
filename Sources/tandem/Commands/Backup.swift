import ArgumentParser
import Foundation
import Kernel
import Platform
import StoreSQLite
import Suite

/// Copies a company while it works: all three databases of one moment, its recipes and its audit heads, checked.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy a company while it works, and check the copy: tandem backup --to DIR",
        discussion: "Restore with `tandem restore --from DIR --home NEW`. On PostgreSQL its own tools do this; see "
            + "docs/how-to/back-up-and-restore.md.")

    @OptionGroup var options: HomeOptions
    @Option(name: .long, help: "A folder that is empty or not there yet.")
    var to: String
    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        try await Failing.clearly {
            try options.requireHome()
            let folder = try options.requireFiles()
            let companions = Companions(of: options.homePath)
            let copies = try SQLiteBackup.copy(Suite.modules, from: folder, to: to)
            try companions.copy(to: to)
            guard json else {
                for copy in copies {
                    Terminal.line("\(copy.name): \(copy.auditEntries) audit entries, \(copy.bytes / 1_024) KiB")
                }
                return Terminal.line("Copied to \(to) and checked.")
            }
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("to", to)
            for copy in copies { writer.field(copy.name, copy.auditEntries) }
            writer.endObject()
            Terminal.line(writer.text)
        }
    }
}

/// Makes a company's folder of a backup, after checking it.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a company's folder of a backup: tandem restore --from DIR --home NEW")

    @OptionGroup var options: HomeOptions
    @Option(name: .long, help: "The folder of the backup.")
    var from: String

    func run() async throws {
        try await Failing.clearly {
            _ = try options.requireFiles()
            for module in Suite.modules { _ = try SQLiteBackup.check(module, in: from) }
            _ = try SQLiteBackup.copy(Suite.modules, from: from, to: options.homePath)
            try Companions(of: from).copy(to: options.homePath)
            Terminal.line("Restored to \(options.homePath); prove it with `tandem verify --home \(options.homePath)`.")
        }
    }
}

/// What belongs to a company besides its databases. Read before these: heads published meanwhile would speak of
/// entries that the copies do not have.
private struct Companions {
    private let files: [String: Data]
    private let recipes: String?

    init(of home: String) {
        files = ["audit-heads.txt", "company-id.txt"].reduce(into: [:]) { files, name in
            files[name] = FileManager.default.contents(atPath: home + "/" + name)
        }
        recipes = FileManager.default.fileExists(atPath: home + "/recipes") ? home + "/recipes" : nil
    }

    func copy(to folder: String) throws {
        for (name, data) in files { try data.write(to: URL(fileURLWithPath: folder + "/" + name)) }
        if let recipes { try FileManager.default.copyItem(atPath: recipes, toPath: folder + "/recipes") }
    }
}
