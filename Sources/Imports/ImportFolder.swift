import Foundation
import Kernel

/// Where uploaded files and the files of errors lie: in the company's folder, out of others' sight.
public struct ImportFolder: Sendable {
    let path: String

    /// - Parameter home: the company's folder; nil in memory, where a temporary one serves.
    public init(home: String?) {
        path = home.map { $0 + "/imports" } ?? NSTemporaryDirectory() + "tandem-imports-\(getpid())"
    }

    public func source(_ run: ID<ImportRun>) -> String { "\(path)/\(run.raw).csv" }
    public func rejects(_ run: ID<ImportRun>) -> String { "\(path)/\(run.raw).rejected.csv" }

    func make() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
