import Kernel
import Logging
import Platform

/// In which form the server tells its log what happens.
public enum LogFormat: String, CaseIterable, Sendable { case text, json }

/// Where the server tells what happens beside requests: what stumbled, what was taken over.
public struct ServerLog: Sendable {
    private let logger = Logger(label: "tandem")

    public init() {}

    public func notice(_ text: String) { logger.notice("\(text)") }
    public func error(_ text: String) { logger.error("\(text)") }

    /// Decides the form for the whole program. Once, before anything is logged.
    public static func begin(_ format: LogFormat, node: String, world: World) {
        guard format == .json else { return }
        LoggingSystem.bootstrap { JSONLogHandler(label: $0, node: node, now: world.now) }
    }
}
