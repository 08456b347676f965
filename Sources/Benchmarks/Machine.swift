import Foundation
import Kernel
import StoreSQLite

/// The machine that figures were measured on, and what a durable flush costs on its disk.
public struct Machine: Sendable {
    public let cores: Int
    public let processor: String
    public let memoryMiB: Int
    public let sqliteVersion: String
    public let flushMicroseconds: Double
    public let folder: String
    /// Work waiting for a core when the run began: a busy machine measures others.
    public let load: String
    /// The version of the PostgreSQL server that holds the databases; empty for files.
    public var server = ""

    static func here(folder: String) throws -> Machine {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last.map(String.init)
        let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first
        return Machine(
            cores: ProcessInfo.processInfo.activeProcessorCount,
            processor: (model ?? "unknown").trimmingCharacters(in: .whitespaces),
            memoryMiB: Int(ProcessInfo.processInfo.physicalMemory >> 20),
            sqliteVersion: SQLiteStore.sqliteVersion, flushMicroseconds: try DiskFlush.median(in: folder),
            folder: folder, load: load.map(String.init) ?? "?")
    }

    var durability: String {
        server.isEmpty
            ? "WAL, synchronous = FULL, group commit" : "fsync and synchronous_commit on, group commit"
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("cores", cores)
        json.field("processor", processor)
        json.field("memoryMiB", memoryMiB)
        json.field("sqlite", sqliteVersion)
        json.field("durability", durability)
        if !server.isEmpty { json.field("postgresql", server) }
        json.key("fdatasyncMicroseconds")
        json.literal(BenchmarkReport.text(flushMicroseconds))
        json.field("folder", folder)
        json.field("loadBefore", load)
        json.endObject()
    }

    var lines: [String] {
        [
            "\(cores) cores, \(processor), \(memoryMiB) MiB; load \(load) at the start",
            "\(server.isEmpty ? "SQLite \(sqliteVersion)" : "PostgreSQL \(server)"); \(durability); an fdatasync costs "
                + "\(BenchmarkReport.text(flushMicroseconds)) µs in \(folder)",
        ]
    }
}

/// What it costs to bring one page to the disk: every durable commit pays it at least once.
enum DiskFlush {
    static let samples = 200
    static let pageBytes = 4_096

    /// Pages of an existing file written again, as a write-ahead log is.
    static func median(in folder: String) throws -> Double {
        let path = folder + "/flush"
        let file = open(path, O_CREAT | O_RDWR, 0o600)
        guard file >= 0 else { throw BenchmarkFailure("cannot write into \(folder)") }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 7, count: pageBytes)
        for index in 0..<samples { pwrite(file, page, pageBytes, off_t(index * pageBytes)) }
        fsync(file)
        var costs: [Double] = []
        for index in 0..<samples {
            pwrite(file, page, pageBytes, off_t(index * pageBytes))
            let watch = Stopwatch()
            fdatasync(file)
            costs.append(watch.seconds * 1e6)
        }
        return costs.sorted()[samples / 2]
    }
}

/// Something that a benchmark needs is not there, or its result is wrong.
public struct BenchmarkFailure: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
