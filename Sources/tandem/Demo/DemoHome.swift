import ArgumentParser
import Foundation
import Kernel
import Platform
import Suite

/// The folder of a demo: it removes what an earlier demo made, and nothing else.
struct DemoHome {
    let path: String
    /// Where its databases are.
    let location: StoreLocation
    /// Also when people have worked in it since.
    var again = false

    /// What marks a folder as made by a demo, with how much had been done in it when the demo ended.
    private static let mark = "made-by-demo.txt"
    private static let made: Set<String> = [
        mark, DemoPeople.fileName, Home.lockFile, "company-id.txt", "audit-heads.txt", "rejects",
    ]

    /// Makes an empty folder. Refuses, before anything is touched, a folder that is open, that holds anything a demo
    /// does not make, or in which people have worked.
    func makeFresh() throws {
        try location.makeFreshForDemo(again: again) { try makeFolder() }
    }

    private func makeFolder() throws {
        let files = FileManager.default
        do {
            var isFolder: ObjCBool = false
            if files.fileExists(atPath: path, isDirectory: &isFolder) {
                guard isFolder.boolValue else { throw ValidationError("\(path) is a file; --home names a folder") }
                let names = try files.contentsOfDirectory(atPath: path)
                if !names.isEmpty { try remove(names) }
            }
            try files.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try write("A demo made this folder; the next demo removes it.\n")
        } catch let error as CocoaError {
            throw ValidationError("\(path) cannot be made: \(error.localizedDescription); name another with --home")
        }
    }

    /// Notes how much has been done, so that the next demo sees whether people did more.
    func remember() throws {
        try location.rememberDemo()
        guard location.folder == path else { return }
        let deeds = try Home.deeds(in: path).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        try write("A demo made this folder; the next demo removes it.\n" + deeds.joined(separator: "\n") + "\n")
    }

    private func remove(_ names: [String]) throws {
        let strange = names.filter { !isOurs($0) }.sorted()
        guard names.contains(Self.mark), strange.isEmpty else {
            let what = names.contains(Self.mark) ? ": \(strange.joined(separator: ", "))" : ""
            throw ValidationError(
                "\(path) holds something that no demo made\(what); name another folder with --home, "
                    + "nothing was touched")
        }
        guard try again || !isWorkedIn() else {
            throw ValidationError(
                "people have worked in \(path) since the demo; name another folder with --home, or begin anew with "
                    + "--again; nothing was touched")
        }
        guard let alone = HomeUse.alone(path) else {
            throw ValidationError("\(path) is open in another program; stop that one first, nothing was touched")
        }
        try withExtendedLifetime(alone) { try FileManager.default.removeItem(atPath: path) }
    }

    private func isOurs(_ name: String) -> Bool {
        Self.made.contains(name)
            || ["crm", "erp", "bridge"].contains { name == $0 + ".sqlite" || name.hasPrefix($0 + ".sqlite-") }
    }

    /// More than the demo itself did; a demo that was cut off has noted nothing.
    private func isWorkedIn() throws -> Bool {
        let note = try String(contentsOfFile: path + "/" + Self.mark, encoding: .utf8)
        var noted: [String: Int] = [:]
        for line in note.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let count = Int(words[1]) { noted[String(words[0])] = count }
        }
        guard !noted.isEmpty else { return false }
        return try Home.deeds(in: path).contains { $0.value > noted[$0.key] ?? 0 }
    }

    private func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + Self.mark))
    }
}
