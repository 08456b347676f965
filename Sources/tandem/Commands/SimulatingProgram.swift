import Dispatch
import Foundation
import Simulator

/// Another run of this very program that simulates what it is given, one bite at a time: threads of one program hinder
/// each other at shared counters and locks, programs do not. It ends with the pipe that it reads from, and so never
/// outlives this one.
final class SimulatingProgram: BiteRunner {
    private let program = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let queue = DispatchQueue(label: "tandem.simulate")
    private var unread = Data()

    /// - Parameter arguments: of `tandem simulate`, which make it do the same as this one.
    init(_ arguments: [String]) throws {
        guard let path = Bundle.main.executablePath else {
            throw SimulatingProgramFailure("cannot tell where this program lies; use --workers 1")
        }
        program.executableURL = URL(fileURLWithPath: path)
        program.arguments = ["simulate", "--worker"] + arguments
        // Many small values come and go: with a larger cache of free blocks (glibc) a run takes a sixth less.
        let tunables = "glibc.malloc.tcache_count=4096:glibc.malloc.mxfast=0"
        program.environment = ProcessInfo.processInfo.environment.merging(["GLIBC_TUNABLES": tunables]) { own, _ in own
        }
        program.standardInput = input
        program.standardOutput = output
        // A worker that is gone is told by its answer that never comes.
        signal(SIGPIPE, SIG_IGN)
        do {
            try program.run()
        } catch {
            throw SimulatingProgramFailure("cannot start \(path): \(error); use --workers 1")
        }
    }

    deinit { try? input.fileHandleForWriting.close() }

    func run(_ bite: Bite) async throws -> SimulationReport {
        let answer = try await ask(bite.text)
        if let answer, let report = SimulationReport(json: answer) { return report }
        guard answer == nil else {
            throw SimulatingProgramFailure("a worker answered '\(answer ?? "")' when it was given \(bite.text)")
        }
        program.waitUntilExit()
        let end = program.terminationReason == .exit ? "ended with code" : "was killed by signal"
        throw SimulatingProgramFailure("a worker \(end) \(program.terminationStatus) over \(bite.text)")
    }

    /// One line there, one line back; nil when the other is gone.
    private func ask(_ line: String) async throws -> String? {
        let (writer, reader, known) = (input.fileHandleForWriting, output.fileHandleForReading, unread)
        let (answer, rest) = await withCheckedContinuation { done in
            queue.async {
                var bytes = known
                guard (try? writer.write(contentsOf: Data((line + "\n").utf8))) != nil else {
                    return done.resume(returning: (nil as String?, bytes))
                }
                while true {
                    if let end = bytes.firstIndex(of: 10) {
                        let answer = String(decoding: bytes[..<end], as: UTF8.self)
                        return done.resume(returning: (answer, Data(bytes[(end + 1)...])))
                    }
                    let more = reader.availableData
                    guard !more.isEmpty else { return done.resume(returning: (nil, bytes)) }
                    bytes += more
                }
            }
        }
        unread = rest
        return answer
    }
}

/// A worker could not be started, or ended before its work.
struct SimulatingProgramFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
