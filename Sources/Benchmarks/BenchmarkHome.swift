import Foundation
import StorePostgres
import Suite

/// A temporary folder on a real disk, removed with all that is in it.
final class BenchmarkHome {
    let path: String
    private let location: (String) -> StoreLocation

    /// - Parameter folder: where to make it; without it, the first of /var/tmp, the working folder and the temporary
    ///   folder that is a disk.
    init(in folder: String?, _ location: @escaping (String) -> StoreLocation) throws {
        self.location = location
        let candidates = folder.map { [$0] } ?? ["/var/tmp", ".", NSTemporaryDirectory()]
        guard let parent = candidates.first(where: { Self.isDisk($0) }) else {
            throw BenchmarkFailure(
                "no folder on a real disk among \(candidates.joined(separator: ", ")); name one with --folder")
        }
        path = parent + "/tandem-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A fresh folder for one company.
    func fresh(_ name: String) throws -> String {
        let folder = path + "/" + name
        remove(folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    func remove(_ folder: String) {
        try? FileManager.default.removeItem(atPath: folder)
        guard case .postgres(let address) = location(folder) else { return }
        for module in Suite.modules { try? PostgresServer(address.database(of: module.name)).drop() }
    }

    /// Writable, and neither tmpfs nor ramfs: the type of the mount with the longest path above it.
    private static func isDisk(_ path: String) -> Bool {
        guard access(path, W_OK) == 0 else { return false }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
        var longest = 0
        var type = ""
        for mount in mounts.split(separator: "\n") {
            let words = mount.split(separator: " ").map(String.init)
            guard words.count > 2, words[1].count > longest else { continue }
            let isAbove: Bool = words[1] == "/" || resolved == words[1] || resolved.hasPrefix(words[1] + "/")
            if isAbove { (longest, type) = (words[1].count, words[2]) }
        }
        let memory: Set<String> = ["tmpfs", "ramfs", ""]
        return !memory.contains(type)
    }
}
