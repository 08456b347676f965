import Foundation

/// Bytes as tokens write them (RFC 4648 §5), without padding.
enum Base64URL {
    static func text(_ bytes: [UInt8]) -> String {
        padded(bytes).replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    /// nil when it is none; padding and the letters of plain base64 are refused.
    static func bytes(_ text: String) -> [UInt8]? {
        guard !text.utf8.contains(where: { "+/=".utf8.contains($0) }) else { return nil }
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: plain + padding).map(Array.init)
    }

    /// Plain base64, for a header.
    static func padded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
