import Foundation
import Glibc
import Kernel
import Platform
import StoreSQLite

/// A company's folder: which databases are there, whether they belong together, and who is in it.
public enum Home {
    /// Held by whoever has the company open.
    public static let lockFile = "in-use.lock"

    /// Is there no company yet? Throws `StoreError` when a part of one is missing: what is left is not served as if
    /// it were all, and nothing empty is put beside it.
    public static func isEmpty(_ home: String) throws(StoreError) -> Bool {
        let present = Suite.modules.map(\.name).filter { size(of: "\(home)/\($0).sqlite") > 0 }
        if present.count == Suite.modules.count { return false }
        let missing = Suite.modules.map { $0.name + ".sqlite" }.filter { !present.contains(String($0.dropLast(7))) }
        let told = size(of: home + "/" + Suite.headsFile) > 0
        guard !present.isEmpty || told else { return true }
        throw .failed(
            "\(home) lacks \(missing.joined(separator: ", "))"
                + (told ? ", whose audit heads were published" : "")
                + "; restore the whole folder from a backup, nothing was changed")
    }

    /// How many deeds of people the company's trails hold, by system: what an import or a person did, not the bridge.
    public static func deeds(in home: String) throws -> [String: Int] {
        var deeds: [String: Int] = [:]
        for module in Suite.modules.prefix(2) {
            let store = try SQLiteStore.open(module, in: home)
            deeds[module.name] = try store.read {
                try $0.integer("SELECT count(*) FROM audit WHERE actor <> ?", [.text(Actor.bridge.id)])
            }
        }
        return deeds
    }

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}

/// Says that a company's folder is in use, for as long as it lives, also to other programs.
public final class HomeUse: Sendable {
    private let file: Int32

    private init(_ file: Int32) { self.file = file }

    deinit { close(file) }

    /// With others who have the company open. nil where no file can be made, such as on a read-only disk.
    static func shared(_ home: String) throws(StoreError) -> HomeUse? {
        guard let file = opened(home) else { return nil }
        guard flock(file, LOCK_SH | LOCK_NB) == 0 else {
            close(file)
            throw .busy("\(home) is being made anew by another program")
        }
        return HomeUse(file)
    }

    /// With nobody else; nil when somebody has the company open.
    public static func alone(_ home: String) -> HomeUse? {
        guard let file = opened(home) else { return nil }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        return HomeUse(file)
    }

    private static func opened(_ home: String) -> Int32? {
        let file = open(home + "/" + Home.lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        return file < 0 ? nil : file
    }
}
