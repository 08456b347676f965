import Foundation

/// The Python judges, made ready by Scripts/api-judges.sh.
public enum Judges {
    public static let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".build/api-judges/bin/python").path
    public static var areThere: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// What a script says of some input.
    public static func ask(_ script: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", script] + arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}

/// A small server in Python, for a test alone. It prints its port first, and ends when its standard input does: with
/// the test at the latest, however long that takes.
public final class PythonServer {
    private let process = Process()
    public private(set) var port = 0
    private let output = Pipe()
    private let life = Pipe()

    public init(_ script: String, python: String = "/usr/bin/python3", arguments: [String] = []) throws {
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", script] + arguments
        process.standardOutput = output
        process.standardInput = life
        try process.run()
        port = Int(try line()) ?? 0
    }

    public func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The next line that it prints.
    public func line() throws -> String {
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte[0] != 10 {
            line += byte
        }
        return String(decoding: line, as: UTF8.self)
    }
}
