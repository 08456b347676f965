import Bridge
import Foundation
import Kernel
import Platform
import StoreSQLite

extension Suite {
    /// A company opened for a look at it. Where its folder may not be written, such as an auditor's copy, a copy of
    /// its databases in a temporary folder is looked at, which goes when `body` is done.
    public static func reading<T>(
        home: String, at location: StoreLocation, replica: (place: StoreLocation, mostLagSeconds: Int)? = nil,
        recipes: [Recipe], zone: String, country: String, _ body: (Suite) throws -> T
    ) throws -> T {
        guard let folder = location.folder, !Home.mayBeWritten(folder) else {
            return try body(
                Suite.open(
                    home: home, at: location, replica: replica, recipes: recipes, zone: zone, country: country))
        }
        // Throws when a part is missing, as an ordinary start would.
        _ = try Home.company(in: folder, newID: World.live(zone: zone).newID)
        let files = FileManager.default
        let copy = NSTemporaryDirectory() + "/tandem-reading-" + UUID().uuidString
        defer { try? files.removeItem(atPath: copy) }
        try SQLiteBackup.copyForReading(modules, from: folder, to: copy)
        let heads = home + "/" + headsFile
        if files.fileExists(atPath: heads) { try files.copyItem(atPath: heads, toPath: copy + "/" + headsFile) }
        return try body(Suite.open(home: copy, replica: replica, recipes: recipes, zone: zone, country: country))
    }
}
