import Foundation

/// The program as a person starts it, in a temporary folder of its own.
struct Program {
    struct Outcome {
        let code: Int32
        let output: String
        let complaint: String
    }

    static let path = ScenarioPlace.root + "/.build/release/tandem"

    /// Runs a program to its end. `input` is given on standard input.
    @discardableResult
    static func run(_ executable: String, _ arguments: [String], input: String? = nil) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        // The demo ends with its story instead of serving it.
        process.environment = ProcessInfo.processInfo.environment.merging(["ONCE": "1"]) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: ScenarioPlace.root)
        let files = try (0..<3).map { _ in try ScenarioPlace.temporaryFile() }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        try Data((input ?? "").utf8).write(to: files[0])
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return Outcome(
            code: process.terminationStatus, output: try String(contentsOf: files[1], encoding: .utf8),
            complaint: try String(contentsOf: files[2], encoding: .utf8))
    }

    /// Runs the program itself.
    @discardableResult
    static func tandem(_ arguments: String...) throws -> Outcome { try run(path, arguments) }

    /// Begins the program and does not wait for it.
    static func begin(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: ScenarioPlace.root)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Changes a database behind the program's back.
    static func sqlite(_ file: String, _ sql: String) throws -> String {
        let outcome = try run("/usr/bin/sqlite3", ["-cmd", ".timeout 5000", file, sql])
        guard outcome.code == 0 else { throw Failed(text: "sqlite3: " + outcome.complaint) }
        return outcome.output
    }

    struct Failed: Error { let text: String }
}

/// Folders for tests, and the package they belong to.
enum ScenarioPlace {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func temporaryFile() throws -> URL {
        let path = NSTemporaryDirectory() + "tandem-" + UUID().uuidString
        try Data().write(to: URL(fileURLWithPath: path))
        return URL(fileURLWithPath: path)
    }
}

/// A temporary folder for a company; removed with the object.
final class TemporaryHome {
    let path = NSTemporaryDirectory() + "tandem-home-" + UUID().uuidString

    /// With the company of the demo in it.
    static func withDemo() throws -> TemporaryHome {
        let home = TemporaryHome()
        let outcome = try Program.tandem("demo", "--home", home.path)
        guard outcome.code == 0 else { throw Program.Failed(text: outcome.output + outcome.complaint) }
        return home
    }

    /// The same company in a folder of its own.
    func copy() throws -> TemporaryHome {
        let other = TemporaryHome()
        try FileManager.default.copyItem(atPath: path, toPath: other.path)
        return other
    }

    func file(_ name: String) -> String { path + "/" + name }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
