import Foundation
import Glibc
import Kernel
import Platform
import StoreSQLite

/// A company's folder: which databases are there, whether they belong together, and who is in it.
public enum Home {
    /// Held by whoever has the company open.
    public static let lockFile = "in-use.lock"

    /// Whose the folder is, with a second line once all databases had been made.
    static let identityFile = "company-id.txt"

    /// The identity of the company in the folder; a new one where there is none yet, noted before anything is made.
    /// Throws `StoreError` when a part of a company is missing: what is left is not served as if it were all, and
    /// nothing empty is put beside it.
    static func company(in home: String, newID: () -> String) throws -> String {
        let known = try? String(contentsOfFile: home + "/" + identityFile, encoding: .utf8).split(separator: "\n")
        let present = Suite.modules.map(\.name).filter { size(of: "\(home)/\($0).sqlite") > 0 }
        let missing = Suite.modules.map(\.name).filter { !present.contains($0) }.map { $0 + ".sqlite" }
        let wasMade = known.map { $0.count > 1 } ?? !present.isEmpty
        let wasTold = size(of: home + "/" + Suite.headsFile) > 0
        guard missing.isEmpty || !(wasMade || wasTold) else {
            throw StoreError.failed(
                "\(home) lacks \(missing.joined(separator: ", ")); restore the whole folder from a backup, nothing was "
                    + "changed")
        }
        if let company = known?.first { return String(company) }
        guard present.isEmpty else { return "" }
        let company = newID()
        try Data((company + "\n").utf8).write(to: URL(fileURLWithPath: home + "/" + identityFile))
        return company
    }

    /// Notes that all databases are there, and that they are this company's: `company`, or in a folder that does not
    /// say whose it is, such as a restored one, the one they name. Throws when one is another's.
    static func confirm(_ company: String, _ stores: [SQLiteStore], in home: String) throws {
        let owners = Set(stores.map(\.company))
        guard owners.count == 1, let owner = owners.first, company.isEmpty || owner == company else {
            throw StoreError.failed("the databases in \(home) are of different companies; nothing was changed")
        }
        let path = home + "/" + identityFile
        guard !owner.isEmpty, size(of: path) <= owner.utf8.count + 1 else { return }
        try Data((owner + "\ncomplete\n").utf8).write(to: URL(fileURLWithPath: path))
    }

    /// How many deeds of people the company's trails hold, by system: what an import or a person did, not the bridge.
    public static func deeds(in home: String) throws -> [String: Int] {
        var deeds: [String: Int] = [:]
        for module in Suite.modules.prefix(2) {
            deeds[module.name] = try self.deeds(of: module, at: .sqlite(folder: home))
        }
        return deeds
    }

    static func deeds(of module: Module, at location: StoreLocation) throws -> Int {
        try location.open([module])[0].read {
            try $0.integer("SELECT count(*) FROM audit WHERE actor <> ?", [.text(Actor.bridge.id)])
        }
    }

    /// Makes the folder that of a company which came from elsewhere, with all its databases.
    static func adopt(_ company: String, in home: String) throws {
        guard !company.isEmpty else { return }
        try Data((company + "\ncomplete\n").utf8).write(to: URL(fileURLWithPath: home + "/" + identityFile))
    }

    /// Can a company be worked in here: the folder and every database in it?
    static func mayBeWritten(_ home: String) -> Bool {
        let files = FileManager.default
        let databases = Suite.modules.map { "\(home)/\($0.name).sqlite" }.filter { files.fileExists(atPath: $0) }
        return ([home] + databases).allSatisfy { files.isWritableFile(atPath: $0) }
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
