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
}
