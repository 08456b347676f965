import Foundation

/// One file of the repository: as it stands, and with comments and texts blanked out so that rules see only code.
struct SourceFile: Sendable {
    /// From the root: `Sources/Kernel/ID.swift`.
    let path: String
    let lines: [Substring]
    /// The same lines; comments and the insides of texts are spaces.
    let code: [Substring]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var blanker = CodeOnly(Array(text.utf8))
        code = blanker.run().split(separator: "\n", omittingEmptySubsequences: false)
    }

    var isSource: Bool { path.hasPrefix("Sources/") && path.hasSuffix(".swift") }
    var isSwift: Bool { path.hasSuffix(".swift") && path != "Package.swift" }

    /// The SwiftPM target it belongs to: `Sources/Connectors/Files/…` is FilesConnector.
    var module: String {
        let parts = path.split(separator: "/")
        guard parts.count > 2 else { return "" }
        return parts[1] == "Connectors" ? parts[2] + "Connector" : String(parts[1])
    }

    /// The file's name without its ending.
    var name: String { String(path.split(separator: "/").last?.split(separator: ".").first ?? "") }

    /// The comment right above a line (from 0), attributes skipped.
    func comment(above line: Int) -> String {
        var collected: [Substring] = []
        var index = line - 1
        while index >= 0 {
            let text = lines[index].trimmingPrefix { $0 == " " }
            if text.hasPrefix("//") { collected.append(text) } else if !text.hasPrefix("@") { break }
            index -= 1
        }
        return collected.reversed().joined(separator: "\n")
    }

    /// Every source, test and document under the root; what builds and tools leave behind is passed over.
    static func all(under root: String) -> [SourceFile] {
        var files: [SourceFile] = []
        for top in ["Sources", "Tests", "docs", "Recipes", "Scripts"] {
            let names = FileManager.default.enumerator(atPath: root + "/" + top)?.compactMap { $0 as? String } ?? []
            for name in names.sorted() { files += read(top + "/" + name, root) }
        }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root))?.sorted() ?? [] {
            files += read(name, root)
        }
        return files
    }

    private static let endings = [".swift", ".md", ".yaml", ".sh", "Makefile"]

    private static func read(_ path: String, _ root: String) -> [SourceFile] {
        guard endings.contains(where: path.hasSuffix),
            let bytes = FileManager.default.contents(atPath: root + "/" + path)
        else { return [] }
        return [SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))]
    }
}

/// Blanks comments and the insides of texts, keeping every line where it is. Interpolated code is kept.
struct CodeOnly {
    private var bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func run() -> String {
        code(untilParenthesis: false)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func sees(_ text: StaticString) -> Bool {
        guard offset + text.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where offset < bytes.count {
            if bytes[offset] != UInt8(ascii: "\n") { bytes[offset] = UInt8(ascii: " ") }
            offset += 1
        }
    }

    private mutating func code(untilParenthesis: Bool) {
        var depth = 0
        while offset < bytes.count {
            if sees("//") {
                while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { blank() }
            } else if sees("/*") {
                while offset < bytes.count, !sees("*/") { blank() }
                blank(2)
            } else if sees("\"") || sees("#\"") || sees("##\"") {
                text()
            } else {
                if sees("(") { depth += 1 }
                if sees(")") { depth -= 1 }
                offset += 1
                if untilParenthesis, depth < 0 { return }
            }
        }
    }

    private mutating func text() {
        var hashes = 0
        while sees("#") {
            offset += 1
            hashes += 1
        }
        let isLong = sees("\"\"\"")
        offset += isLong ? 3 : 1
        while offset < bytes.count {
            if ends(isLong, hashes) {
                offset += (isLong ? 3 : 1) + hashes
                return
            }
            if !isLong, sees("\n") { return }
            if escapes(hashes) {
                blank(1 + hashes)
                if sees("(") {
                    offset += 1
                    code(untilParenthesis: true)
                } else {
                    blank()
                }
            } else {
                blank()
            }
        }
    }

    private func ends(_ isLong: Bool, _ hashes: Int) -> Bool {
        guard isLong ? sees("\"\"\"") : sees("\"") else { return false }
        let start = offset + (isLong ? 3 : 1)
        return bytes[min(start, bytes.count)...].prefix(hashes).filter { $0 == UInt8(ascii: "#") }.count == hashes
    }

    private func escapes(_ hashes: Int) -> Bool {
        sees("\\")
            && bytes[(offset + 1)...].prefix(hashes).filter { $0 == UInt8(ascii: "#") }.count == hashes
    }
}
