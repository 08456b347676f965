import Foundation

/// The resident memory of a process.
enum Memory {
    /// Begins a new peak. The kernel may refuse; then the peak is that of the whole run.
    static func resetPeak() {
        let file = open("/proc/self/clear_refs", O_WRONLY)
        guard file >= 0 else { return }
        write(file, "5", 1)
        close(file)
    }

    /// The largest resident set since the last reset, in MiB.
    static var peakMiB: Double { peakMiB(of: nil) }

    /// The same of another process; nil is this one.
    static func peakMiB(of process: Int32?) -> Double {
        let name = process.map { String($0) } ?? "self"
        let text = (try? String(contentsOfFile: "/proc/\(name)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return Double(line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
    }

    /// The processor time that a process has used, in seconds: the same however busy the machine is with others.
    static func processorSeconds(of process: Int32) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        // The name in brackets may hold spaces; what follows it is counted from there.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
