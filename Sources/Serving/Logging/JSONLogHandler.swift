import Foundation
import Kernel
import Logging
import Platform

/// One JSON object a line: time, level, message, node, and what else is known. Nothing is put into a log that was not
/// meant for it: no headers, no bodies, no addresses as they were asked for.
public struct JSONLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let node: String
    private let now: @Sendable () -> Instant
    private let write: @Sendable (String) -> Void

    public init(
        label: String, node: String, level: Logger.Level = .info, now: @escaping @Sendable () -> Instant,
        write: @escaping @Sendable (String) -> Void = Self.toStandardError
    ) {
        self.label = label
        self.node = node
        logLevel = level
        self.now = now
        self.write = write
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var json = JSONWriter(reservingBytes: 256)
        json.beginObject()
        json.field("time", now().description)
        json.field("level", event.level.rawValue)
        json.field("message", event.message.description)
        json.field("node", node)
        json.field("logger", label)
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) where key != "hb.request.id" {
            json.field(key, value.description)
        }
        json.endObject()
        write(json.text + "\n")
    }

    /// A line at once, so that two that come together stay two.
    public static let toStandardError: @Sendable (String) -> Void = { line in
        FileHandle.standardError.write(Data(line.utf8))
    }
}
