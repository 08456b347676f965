import Foundation
import Hummingbird
import Kernel
import NIOCore
import Serving

/// What a browser sent: names and values of a form, files among them.
public struct Form: Sendable {
    /// The name under which every form carries its session's token.
    public static let tokenField = FormTokenMiddleware.field
    /// The name under which a form carries its idempotency key.
    public static let keyField = "idempotencyKey"
    /// Bytes of a form without files; longer ones are refused.
    static let longest = 2 * 1024 * 1024
    /// Bytes of a form with files.
    static let longestWithFiles = 24 * 1024 * 1024

    /// A file that was sent with a form.
    public struct File: Sendable {
        public let name: String
        public let bytes: [UInt8]
    }

    public private(set) var values: [String: [String]]
    public private(set) var files: [String: File]

    public init(values: [String: [String]] = [:], files: [String: File] = [:]) {
        self.values = values
        self.files = files
    }

    public init(_ pairs: [String: String]) { self.init(values: pairs.mapValues { [$0] }) }

    /// The value without spaces around it; empty when it was not sent.
    public subscript(_ name: String) -> String {
        (values[name]?.last ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// All values of one name: the ticked boxes of a list.
    public func all(_ name: String) -> [String] { values[name] ?? [] }
    public func has(_ name: String) -> Bool { values[name] != nil }

    /// The idempotency key that the form was made with; nil when it has none.
    public var key: String? { self[Self.keyField].isEmpty ? nil : self[Self.keyField] }

    /// The rows of a grid, in order: `lines.0.item`, `lines.0.quantity` … Rows without any value are left out.
    public func rows(_ list: String) -> [[String: String]] {
        var rows: [Int: [String: String]] = [:]
        for (name, value) in values {
            let parts = name.split(separator: ".", maxSplits: 2)
            guard parts.count == 3, parts[0] == list[...], let index = Int(parts[1]) else { continue }
            rows[index, default: [:]][String(parts[2])] = (value.last ?? "").trimmingCharacters(
                in: .whitespacesAndNewlines)
        }
        return rows.sorted { $0.key < $1.key }.map(\.value).filter { row in row.values.contains { !$0.isEmpty } }
    }

    /// The record that a lookup names: what was chosen, or else what was typed.
    public static func reference(_ values: [String: String], _ name: String) -> (id: String?, typed: String) {
        let typed = values[name] ?? ""
        let id = values[name + idSuffix] ?? ""
        return (!id.isEmpty && typed == values[name + shownSuffix] ? id : nil, typed)
    }

    /// The fields of the form outside its grids.
    public var plain: [String: String] { Dictionary(uniqueKeysWithValues: values.keys.map { ($0, self[$0]) }) }

    /// A lookup sends along the identity that was chosen, and the text for which it stands.
    static let idSuffix = ".id"
    static let shownSuffix = ".shown"

    static func read(_ request: Request) async throws -> Form {
        let type = request.headers[.contentType] ?? ""
        if type.hasPrefix("multipart/form-data") {
            let body = try await request.body.collect(upTo: longestWithFiles)
            return try Multipart.read(Array(buffer: body), contentType: type).checked()
        }
        let body = try await request.body.collect(upTo: longest)
        return try Form(encoded: String(buffer: body)).checked()
    }

    /// No text of ours has a NUL in it: databases and other programs take it for the end.
    private func checked() throws -> Form {
        guard !values.contains(where: { $0.value.contains { $0.utf8.contains(0) } }) else {
            throw HTTPError(.badRequest, message: "A text of this form has the character U+0000 in it")
        }
        return self
    }

    /// Reads `application/x-www-form-urlencoded`.
    public init(encoded text: String) {
        var values: [String: [String]] = [:]
        for pair in EncodedPairs.read(text) { values[pair.name, default: []].append(pair.value) }
        self.init(values: values)
    }

    /// A value as part of an address.
    public static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(Character(UnicodeScalar(byte)))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return result
    }
}
