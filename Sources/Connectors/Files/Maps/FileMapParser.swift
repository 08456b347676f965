import Bridge
import Kernel
import Platform

/// Reads a map's YAML. Gives the map, or everything that is wrong with it, each with its line and what is allowed.
public enum FileMapParser {
    static let words = [
        "map", "file", "encoding", "delimiter", "decimals", "columns", "aliases", "into", "command", "object", "key",
        "where", "lookups", "lines", "fields",
    ]
    static let tableWords = ["file", "encoding", "delimiter", "decimals", "columns", "aliases"]

    /// `modules` are the systems that `into:` can name: their commands' inputs say which fields there are.
    public static func parse(
        _ text: String, path: String, modules: [Module] = []
    ) throws(FileMapErrors) -> FileMap {
        let root: RecipeNode
        do throws(RecipeError) {
            root = try RecipeText.nodes(of: text, file: path)
        } catch {
            let isEmpty = error.message == "the file is empty"
            throw FileMapErrors([
                FileMapError(
                    map: path, line: error.line, error.message.replacing("a recipe", with: "a map"),
                    allowed: isEmpty ? "map:, file:, into:, command:, key:, fields: …" : error.allowed)
            ])
        }
        var reader = FileMapReader(path: path, modules: modules)
        let map = reader.map(root)
        guard reader.errors.isEmpty, let map else { throw FileMapErrors(reader.errors) }
        return map
    }
}

extension FileMapReader {
    /// nil when so much is missing that there is nothing to build from; the errors say what.
    mutating func map(_ root: RecipeNode) -> FileMap? {
        guard let parts = known(root, "a map", keys: FileMapParser.words) else { return nil }
        let name = name(parts["map"], at: root.line)
        guard let table = table(parts, "the map", at: root.line) else { return nil }
        guard let target = target(parts, at: root.line) else { return nil }
        let key = parts["key"].map { texts($0.value, "the key", allowed: "a column or [column, column]") } ?? []
        if parts["key"] == nil {
            fail(root.line, "the map has no key", allowed: "key: the column that tells rows apart")
        }
        let fields = parts["fields"].map { self.fields($0.value, of: input) } ?? []
        if parts["fields"] == nil { fail(root.line, "the map has no fields", allowed: "fields: one line a field") }
        let details = parts["lines"].map { self.details($0.value) } ?? []
        refuseMissing(fields, details, at: parts["fields"]?.line ?? root.line)
        return FileMap(
            name: name, path: path, target: target, table: withAliases(table), key: key,
            filter: parts["where"].flatMap { expression($0.value, "where") },
            lookups: parts["lookups"].map { lookups($0.value) } ?? [], details: details, fields: fields)
    }

    private mutating func name(_ entry: RecipeNode.Entry?, at line: Int) -> String {
        let allowed = "small letters, digits and dashes, such as price-list"
        guard let entry else {
            fail(line, "the map has no name", allowed: "map: \(allowed)")
            return ""
        }
        guard let name = text(entry.value, "the map's name", allowed: allowed) else { return "" }
        let isWellFormed = name.first?.isLetter == true && name.utf8.count <= 60
            && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
        if !isWellFormed { fail(entry.line, "'\(name.prefix(60))' is no name for a map", allowed: allowed) }
        return name
    }

    private mutating func target(_ parts: [String: RecipeNode.Entry], at line: Int) -> FileMap.Target? {
        if let object = parts["object"] {
            for word in ["into", "command", "lines"] {
                guard let part = parts[word], word != "lines" else { continue }
                fail(part.line, "a map of an object has no \(word)", allowed: "object:, or into: and command:")
            }
            return text(object.value, "the object", allowed: "its name, such as Customer").map(FileMap.Target.object)
        }
        guard let into = parts["into"], let commandPart = parts["command"] else {
            fail(
                line, "the map does not say what rows become",
                allowed: "into: SYSTEM and command: NAME, or object: NAME")
            return nil
        }
        guard let system = text(into.value, "into", allowed: modules.map(\.name).joined(separator: ", ")),
            let command = text(commandPart.value, "the command", allowed: "such as customer.import")
        else { return nil }
        guard let module = modules.first(where: { $0.name == system }) else {
            fail(
                into.line, "there is no system '\(system)'", allowed: modules.map(\.name).joined(separator: ", "))
            return nil
        }
        self.module = module
        let names = module.commands.map { $0.name }
        guard let type = module.command(command) else {
            fail(
                commandPart.line, "\(system) has no command '\(command)'\(guess(command, names))",
                allowed: names.sorted().joined(separator: ", "))
            return nil
        }
        input = type.inputDescriptor
        return .command(system: system, name: command)
    }

    /// Fields and lists that the command cannot do without must be in the map.
    private mutating func refuseMissing(_ fields: [MappedField], _ details: [FileDetail], at line: Int) {
        guard let input, errors.isEmpty else { return }
        let mapped = Set(fields.map(\.name))
        for field in input.fields where field.rules.isRequired && !mapped.contains(field.name) {
            fail(line, "\(input.name) needs '\(field.name)'", allowed: "a line for \(field.name) in fields")
        }
        for detail in details {
            guard let element = input.list(detail.list)?.element else { continue }
            let mapped = Set(detail.fields.map(\.name))
            for field in element.fields where field.rules.isRequired && !mapped.contains(field.name) {
                fail(
                    detail.line, "\(element.name) needs '\(field.name)'",
                    allowed: "a line for \(field.name) in the fields of \(detail.list)")
            }
        }
    }

    /// The aliases that single fields state join those of the table.
    private func withAliases(_ table: FileTable) -> FileTable {
        FileTable(
            file: table.file, encoding: table.encoding, delimiter: table.delimiter, columns: table.columns,
            aliases: table.aliases.merging(fieldAliases) { $0 + $1 }, hasDecimalComma: table.hasDecimalComma,
            line: table.line)
    }
}

extension Command {
    /// The fields of its input, for a command known only by name.
    public static var inputDescriptor: ObjectDescriptor { input.descriptor }
}
