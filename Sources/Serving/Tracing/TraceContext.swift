import Kernel
import Platform

/// Which cause a request belongs to, in the form of the W3C: `traceparent: 00-<trace>-<parent>-<flags>`. The trace is
/// kept as the correlation of everything that the request sets in motion, in all three systems.
public struct TraceContext: Hashable, Sendable {
    /// 32 hexadecimal digits.
    public let trace: String
    /// The step within it: 16 hexadecimal digits.
    public let step: String
    public let flags: String

    /// Of the request that is being answered.
    @TaskLocal public static var current: TraceContext?

    private init(trace: String, step: String, flags: String) {
        self.trace = trace
        self.step = step
        self.flags = flags
    }

    /// Reads a header; nil when it is none, for then it is to be ignored.
    public init?(traceparent text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            Self.isHexadecimal(parts[0], 2), Self.isHexadecimal(parts[1], 32), Self.isHexadecimal(parts[2], 16),
            Self.isHexadecimal(parts[3], 2), parts[1].contains(where: { $0 != "0" }),
            parts[2].contains(where: { $0 != "0" })
        else { return nil }
        self.init(trace: parts[1], step: parts[2], flags: parts[3])
    }

    /// Goes on with what a correlation began; nil when the correlation is no trace.
    public init?(correlation: String, world: World) {
        guard Self.isHexadecimal(correlation, 32), correlation.contains(where: { $0 != "0" }) else { return nil }
        self.init(trace: correlation, step: Self.digits(8, world), flags: "01")
    }

    /// A new cause.
    public static func fresh(_ world: World) -> TraceContext {
        TraceContext(trace: digits(16, world), step: digits(8, world), flags: "01")
    }

    /// The next step of the same cause.
    public func next(_ world: World) -> TraceContext {
        TraceContext(trace: trace, step: Self.digits(8, world), flags: flags)
    }

    public var traceparent: String { "00-\(trace)-\(step)-\(flags)" }

    private static func isHexadecimal(_ text: String, _ digits: Int) -> Bool {
        text.utf8.count == digits && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    /// Never all zeros: that would be no trace.
    private static func digits(_ bytes: Int, _ world: World) -> String {
        var all = world.randomBytes(bytes)
        if all.allSatisfy({ $0 == 0 }) { all[0] = 1 }
        return all.map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
