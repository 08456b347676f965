import Foundation
import GRDB
import Platform

extension SQLiteBackup {
    /// Copies databases that may be read and not written into a new folder of its own. One that is open elsewhere is
    /// asked for a snapshot; SQLite could not read the others where they are, for want of a place beside them.
    public static func copyForReading(_ modules: [Module], from home: String, to folder: String) throws {
        let files = FileManager.default
        try files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for module in modules {
            let (source, target) = ("\(home)/\(module.name).sqlite", "\(folder)/\(module.name).sqlite")
            do {
                if files.fileExists(atPath: source + "-shm") {
                    var reading = Configuration()
                    reading.readonly = true
                    try DatabaseQueue(path: source, configuration: reading).backup(to: DatabaseQueue(path: target))
                } else {
                    for end in ["", "-wal"] where files.fileExists(atPath: source + end) {
                        try files.copyItem(atPath: source + end, toPath: target + end)
                        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target + end)
                    }
                }
            } catch let error as DatabaseError {
                throw SQLiteFailure.storeError(error).naming(source)
            } catch let error as CocoaError {
                throw StoreError.failed("\(source) cannot be read: \(error.localizedDescription)")
            }
        }
    }
}
