import Foundation
import HTMLText

/// Why a paper could not be printed, and who can help.
public struct PrintError: Error, CustomStringConvertible {
    public let description: String
}

/// Turns a paper into PDF with WeasyPrint, a program of its own: it gets the page on its standard input, may fetch
/// nothing, and is stopped when it takes too long.
public enum PDF {
    public static let longestSeconds = 30
    public static let largestBytes = 32 << 20
    /// Programs at once: each takes about a second of one core and 100 MiB.
    public static let mostAtOnce = 2
    private static let gate = PrintGate(places: mostAtOnce)

    /// - Parameter program: WeasyPrint's command, found in PATH.
    public static func rendered(_ html: HTML, program: String = "weasyprint") async throws -> [UInt8] {
        await gate.enter()
        do {
            let bytes = try await run(html, program)
            await gate.leave()
            return bytes
        } catch {
            await gate.leave()
            throw error
        }
    }

    private static func run(_ html: HTML, _ program: String) async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tandem-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let page = folder.appendingPathComponent("paper.html")
        let paper = folder.appendingPathComponent("paper.pdf")
        try Data(html.text.utf8).write(to: page)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, "--quiet", "--encoding", "utf-8", page.path, paper.path]
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let status: Int32 = try await withCheckedThrowingContinuation { done in
            process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { done.resume(throwing: error) }
            Task {
                try? await Task.sleep(for: .seconds(longestSeconds))
                if process.isRunning { process.terminate() }
            }
        }
        if status == 127 {
            throw PrintError(
                description: "\(program) is not installed; whoever runs Tandem can: apt-get install weasyprint")
        }
        guard status == 0, let data = try? Data(contentsOf: paper), data.count <= largestBytes else {
            throw PrintError(
                description: "the paper could not be printed within \(longestSeconds) seconds (\(program): \(status))")
        }
        return [UInt8](data)
    }
}

/// Lets so many in at once; the others wait in order.
actor PrintGate {
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    func enter() async {
        if places > 0 {
            places -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
    }
}
