import Foundation
import Testing

/// The rules of STYLE.md that a machine can keep.
@Suite("The house")
struct TidyTests {
    /// Another root may be named, to see how another tree stands; its ratchet is then its own.
    static let root: String = {
        if let named = ProcessInfo.processInfo.environment["TANDEM_TIDY_ROOT"] { return named }
        return URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent().path
    }()

    /// The old violations that are still tolerated. Lower this number with the file; never raise it.
    static let tolerated = 0

    static let files = SourceFile.all(under: root)

    static var ratchet: [String] {
        let text = (try? String(contentsOfFile: root + "/Tests/TidyTests/ratchet.txt", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    @Test("is tidy: every violation, with its place")
    func tidy() {
        #expect(Self.files.contains { $0.isSource }, "no sources under \(Self.root)")
        let ratchet = Set(Self.ratchet)
        let violations = Rule.all.flatMap { $0.check(Self.files) }.filter { !ratchet.contains($0.ratchetLine) }.sorted()
        let list = violations.map(\.description).joined(separator: "\n")
        if !violations.isEmpty { Issue.record("\(violations.count) untidy places:\n\(list)") }
    }

    @Test("tolerates only old violations that still occur, and fewer of them each time")
    func ratchetShrinks() {
        let current = Set(Rule.all.flatMap { $0.check(Self.files) }.map(\.ratchetLine))
        let gone = Self.ratchet.filter { !current.contains($0) }
        #expect(gone.isEmpty, "no longer occurs; take it out of ratchet.txt:\n\(gone.joined(separator: "\n"))")
        guard ProcessInfo.processInfo.environment["TANDEM_TIDY_ROOT"] == nil else { return }
        #expect(Self.ratchet.count <= Self.tolerated, "ratchet.txt grew")
    }
}
