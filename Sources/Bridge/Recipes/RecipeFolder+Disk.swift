import Foundation
import Kernel

extension RecipeFolder {
    /// Reads every `.yaml` of a folder, in the order of the file names. A folder that cannot be read is an error too.
    public static func load(
        _ path: String, catalog: [String: [ObjectDescriptor]] = [:], writable: [String: Set<String>] = [:]
    ) throws(RecipeErrors) -> RecipeFolder {
        var files: [(file: String, text: String)] = []
        var errors: [RecipeError] = []
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw RecipeErrors([
                RecipeError(file: path, line: 1, "there is no such folder", allowed: "a folder of .yaml")
            ])
        }
        for name in names.sorted() where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            let file = URL(fileURLWithPath: path).appendingPathComponent(name)
            let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
            guard size <= RecipeText.maximumBytes else {
                errors.append(
                    RecipeError(
                        file: name, line: 1, "the file has \(size) bytes", allowed: "at most \(RecipeText.maximumBytes)"
                    ))
                continue
            }
            guard let bytes = try? Data(contentsOf: file), let text = String(bytes: bytes, encoding: .utf8) else {
                errors.append(RecipeError(file: name, line: 1, "the file cannot be read", allowed: "UTF-8 text"))
                continue
            }
            files.append((name, text))
        }
        do throws(RecipeErrors) {
            let folder = try RecipeFolder(files: files, catalog: catalog, writable: writable)
            guard errors.isEmpty else { throw RecipeErrors(errors) }
            return folder
        } catch {
            throw RecipeErrors(errors.isEmpty || error.errors == errors ? error.errors : errors + error.errors)
        }
    }
}
