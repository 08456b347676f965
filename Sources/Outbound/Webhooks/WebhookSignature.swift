import Foundation
import Kernel
import Platform

/// A subscriber's secret as Standard Webhooks writes it: `whsec_` and base64.
public struct WebhookSecret: Hashable, Sendable {
    public let text: String
    let key: [UInt8]

    /// nil when it is none, or too short or long to be one.
    public init?(_ text: String) {
        guard text.hasPrefix("whsec_"), let key = Data(base64Encoded: String(text.dropFirst(6))),
            (24...64).contains(key.count)
        else { return nil }
        self.text = text
        self.key = Array(key)
    }

    /// A new one that nobody can guess.
    public init(from world: World) {
        key = world.randomBytes(32)
        text = "whsec_" + Data(key).base64EncodedString()
    }

    /// `v1,<base64 of HMAC-SHA256>` over the id, the time and the body.
    public func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        "v1," + Data(Self.hmac(key, Array("\(id).\(timestamp).".utf8) + body)).base64EncodedString()
    }

    /// RFC 2104 over SHA-256.
    static func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? hash(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        return hash(block.map { $0 ^ 0x5C } + hash(block.map { $0 ^ 0x36 } + message))
    }

    private static func hash(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(Digest.hexadecimal(bytes).utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
    }
}

/// When a message that did not arrive is sent again: soon at first, then over days.
public enum WebhookRetries {
    /// Seconds after the first attempt, the second, and so on.
    public static let delays = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

    /// Seconds until the next attempt, up to a fifth more or less so that not all come at once; nil when it was the
    /// last.
    public static func delay(afterAttempt attempt: Int, random: UInt64) -> Int? {
        guard attempt >= 1, attempt <= delays.count else { return nil }
        let delay = delays[attempt - 1]
        let span = max(1, delay * 2 / 5)
        return delay - span / 2 + Int(random % UInt64(span + 1))
    }
}
