import Bridge
import Foundation
import Kernel
import Platform

/// The maps of an import that takes several files: read together, so that all that is wrong is known at once.
public enum FileMapFolder {
    /// Every `.map.yaml` of a folder by the number that its name begins with (2 comes before 10), or the one map that
    /// `path` names. `modules` are the systems that `into:` can name.
    public static func load(_ path: String, modules: [Module]) throws(FileMapErrors) -> [FileMap] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw FileMapErrors([
                FileMapError(map: path, line: 1, "there is no such file or folder", allowed: "a .map.yaml, or a folder")
            ])
        }
        guard isFolder.boolValue else { return [try map(at: path, modules)] }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter {
            $0.hasSuffix(".map.yaml")
        }
        guard !names.isEmpty else {
            throw FileMapErrors([
                FileMapError(map: path, line: 1, "the folder has no maps", allowed: "files called NAME.map.yaml")
            ])
        }
        var maps: [FileMap] = []
        var errors: [FileMapError] = []
        for name in names.sorted(by: { $0.compare($1, options: .numeric) == .orderedAscending }) {
            do throws(FileMapErrors) {
                maps.append(try map(at: path + "/" + name, modules))
            } catch {
                errors += error.errors
            }
        }
        guard errors.isEmpty else { throw FileMapErrors(errors) }
        return maps
    }

    private static func map(at path: String, _ modules: [Module]) throws(FileMapErrors) -> FileMap {
        guard let bytes = FileManager.default.contents(atPath: path), let text = String(bytes: bytes, encoding: .utf8)
        else {
            throw FileMapErrors([FileMapError(map: path, line: 1, "the map cannot be read", allowed: "UTF-8 text")])
        }
        return try FileMapParser.parse(text, path: path, modules: modules)
    }
}
