import Foundation

/// The program itself, serving a company in a process of its own.
final class ServedProgram {
    let port: Int
    private let process = Process()
    private static let startSeconds = 60.0
    private static let stopSeconds = 15.0

    init(_ options: BenchmarkOptions, home: String) throws {
        port = try Self.freePort()
        process.executableURL = URL(fileURLWithPath: options.program)
        process.arguments =
            ["serve", "--home", home, "--port", String(port)]
            + (options.recipesFolder.map { ["--recipes", $0] } ?? [])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.standardError
        try process.run()
        let watch = Stopwatch()
        while (try? WebClient(port: port).get("/health").status) != 200 {
            guard process.isRunning, watch.seconds < Self.startSeconds else {
                process.terminate()
                throw BenchmarkFailure("\(options.program) does not serve \(home)")
            }
            usleep(100_000)
        }
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// The largest resident set that it has had, in MiB.
    var peakMiB: Double { Memory.peakMiB(of: process.processIdentifier) }
    /// The processor time that it has used.
    var processorSeconds: Double { Memory.processorSeconds(of: process.processIdentifier) }

    /// Asks it to stop, and throws when it does not do so cleanly.
    func stop() throws {
        process.terminate()
        let watch = Stopwatch()
        while process.isRunning, watch.seconds < Self.stopSeconds { usleep(50_000) }
        guard !process.isRunning else {
            kill(process.processIdentifier, SIGKILL)
            throw BenchmarkFailure("the server did not stop within \(Int(Self.stopSeconds)) seconds")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkFailure("the server ended with code \(process.terminationStatus)")
        }
    }

    /// A port that nobody listens on now.
    static func freePort() throws -> Int {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bare -> UInt16? in
                guard bind(probe, bare, length) == 0, getsockname(probe, bare, &length) == 0 else { return nil }
                return 0
            }
        }
        guard port != nil else { throw BenchmarkFailure("no port is free on this machine") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
