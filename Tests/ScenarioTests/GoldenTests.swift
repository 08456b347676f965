import Bridge
import CRM
import ERP
import Foundation
import Kernel
import Platform
import Suite
import Testing

/// What reviewers read instead of code: the schema, who may do what, and which refusals exist. A change of these files
/// is a change that customers would notice. `TANDEM_RENEW_GOLDEN=1` writes them anew; read the difference.
@Suite("Golden files")
struct GoldenTests {
    @Test("the schema is the one that was agreed; another one needs a higher schema version and a migration")
    func schemaLock() throws {
        var text = ""
        for module in Suite.modules {
            text += "\(module.name) schema \(module.schemaVersion)\n"
            for descriptor in module.descriptors.sorted(by: { $0.name < $1.name }) { text += Self.lines(descriptor) }
        }
        try GoldenFile("schema.lock").expect(text)
    }

    @Test("each role may run the commands, read the records and see the fields that were agreed, and no others")
    func accessMatrix() throws {
        var text = ""
        for module in Suite.modules {
            let policy = AccessPolicy.standard(in: module.name)
            text += "\(module.name): who may\n"
            text += policy.matrix(of: Array(Set(module.commands.map { $0.permission })))
            text += "\n\(module.name): who reads whose records, and what he does not see of them\n"
            for object in module.descriptors.sorted(by: { $0.name < $1.name }) {
                text += "\(object.name): \(Self.readers(of: object, policy))\n"
            }
            text += "\n"
        }
        try GoldenFile("access-matrix.txt").expect(text)
    }

    private static func readers(of object: ObjectDescriptor, _ policy: AccessPolicy) -> String {
        (StandardRoles.roles.map(\.role) + [.person]).compactMap { role in
            let actor = Actor(id: "any", name: "Any", roles: [role])
            let scope = policy.scope(actor, reading: object.name)
            guard scope > .none else { return nil }
            let shown = policy.visibleFields(actor, of: object)
            let hidden = object.fields.map(\.name).filter { !shown.contains($0) }
            return "\(role.name) \(scope.rawValue)" + (hidden.isEmpty ? "" : " but \(hidden.joined(separator: " "))")
        }.joined(separator: ", ")
    }

    @Test("commands, their inputs and their events are the ones that were agreed")
    func commandCatalogue() throws {
        var text = ""
        for module in Suite.modules {
            for command in module.commands.sorted(by: { $0.name < $1.name }) {
                text += "\(module.name) \(command.name) (\(command.permission))"
                let events = command.emits.map { $0.name }
                text += events.isEmpty ? "\n" : " emits \(events.joined(separator: ", "))\n"
            }
        }
        try GoldenFile("commands.txt").expect(text)
    }

    @Test("no two commands share a name, and every command has an owner")
    func commandsAreUnique() {
        // What an import made is withdrawn in the system that it was made in.
        let names = Suite.modules.flatMap { $0.commands.map { $0.name } }.filter { $0 != "import.withdraw" }
        #expect(Set(names).count == names.count)
        for module in Suite.modules {
            for command in module.commands {
                let matrix = AccessPolicy.standard(in: module.name).matrix(of: [command.permission])
                #expect(matrix.contains("system"), "\(command.name): nobody may run it")
            }
        }
    }

    private static func lines(_ descriptor: ObjectDescriptor) -> String {
        var text = "  \(descriptor.name) → \(descriptor.table)"
        if descriptor.isPublished { text += " published" }
        if descriptor.isLedger { text += " ledger" }
        if !descriptor.immutableStates.isEmpty {
            text += " immutable(\(descriptor.immutableStates.joined(separator: ",")))"
        }
        if let parent = descriptor.parentField { text += " line-of(\(parent))" }
        text += "\n"
        for field in descriptor.fields {
            var words = [field.kind.name, field.isNullable ? "null" : "not-null"]
            if field.rules.isUnique { words.append("unique") }
            if field.rules.isIndexed { words.append("indexed") }
            if let limit = field.rules.maximumLength { words.append("max(\(limit))") }
            if !field.isWritable { words.append("read-only") }
            if field.rules.isSensitive { words.append("sensitive") }
            text += "    \(field.name): \(words.joined(separator: " "))\n"
        }
        for group in descriptor.uniqueTogether { text += "    unique(\(group.joined(separator: ", ")))\n" }
        for group in descriptor.indexes { text += "    index(\(group.joined(separator: ", ")))\n" }
        return text
    }
}

/// A file that is compared word for word.
struct GoldenFile {
    let url: URL

    init(_ name: String) {
        url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
    }

    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if ProcessInfo.processInfo.environment["TANDEM_RENEW_GOLDEN"] == "1" {
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        let golden = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        guard golden != text else { return }
        let old = golden.split(separator: "\n", omittingEmptySubsequences: false)
        let new = text.split(separator: "\n", omittingEmptySubsequences: false)
        let changes = new.difference(from: old).map { change in
            switch change {
            case .insert(let line, let element, _): "+ \(line + 1): \(element)"
            case .remove(let line, let element, _): "- \(line + 1): \(element)"
            }
        }
        Issue.record(
            "\(url.lastPathComponent) has changed:\n\(changes.prefix(40).joined(separator: "\n"))",
            sourceLocation: sourceLocation)
    }
}
