import Bridge
import CRM
import ERP
import Kernel
import Platform
import SuiteConnector

/// The journey of a command, read from the registries: who may call it, what it emits, which recipe carries it, what it
/// becomes on the other side, and how the outcome comes home.
public struct Explanation {
    public let text: String

    /// Refuses with `notFound` and the known commands when there is none of this name.
    public init(of name: String, recipes: [Recipe]) throws(Refusal) {
        let modules = Suite.modules
        guard let module = modules.first(where: { $0.command(name) != nil }), let command = module.command(name) else {
            let known = modules.flatMap { $0.commands.map { $0.name } }.sorted()
            let guess = closest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
            throw Refusal(
                .notFound, "There is no command '\(name)'\(guess)", field: "command",
                allowed: known.joined(separator: ", "))
        }
        let explainer = Explainer(recipes: recipes)
        var lines = ["\(name): what happens", ""]
        lines += explainer.entry(command, of: module)
        lines += explainer.bus(command)
        lines += explainer.rule(command, of: module)
        lines += explainer.crossing(command, of: module)
        text = lines.joined(separator: "\n")
    }
}

/// Writes the hops. Connectors are built over nothing: only their tables are read.
private struct Explainer {
    let recipes: [Recipe]

    func entry(_ command: any Command.Type, of module: Module) -> [String] {
        let roles =
            AccessPolicy.standard(in: module.name).matrix(of: [command.permission])
            .split(separator: ":").last.map { $0.drop { $0 == " " }.filter { $0 != "\n" } } ?? ""
        let fields = command.inputDescriptor.fields.map(\.name) + command.inputDescriptor.lists.map(\.name)
        return [
            "1. Somebody asks    \(command.name)(\(fields.joined(separator: ", ")))",
            "                    who may: \(roles)",
        ]
    }

    func bus(_ command: any Command.Type) -> [String] {
        [
            "2. The bus          Platform/Commands/CommandBus.swift",
            "                    may \(command.permission)? → seen this key? → "
                + "one transaction: rule, rows, audit, outbox",
        ]
    }

    func rule(_ command: any Command.Type, of module: Module) -> [String] {
        let events = command.emits.map { $0.name }
        return [
            "3. The rule         \(module.name.uppercased())/…/\(command).swift",
            "                    emits \(events.isEmpty ? "nothing" : events.joined(separator: ", "))",
        ]
    }

    /// Recipes that carry the object of the command's events, in the direction away from its system.
    func crossing(_ command: any Command.Type, of module: Module) -> [String] {
        let objects = command.emits.map { $0.subjectName }
        var lines: [String] = []
        for recipe in recipes {
            for side in Side.allCases
            where recipe.side(side).system == module.name && objects.contains(recipe.side(side).object) {
                lines += hops(of: recipe, from: side)
            }
        }
        return lines.isEmpty ? ["4. The bridge       no recipe carries this; it stays in \(module.name)"] : lines
    }

    private func hops(of recipe: Recipe, from side: Side) -> [String] {
        let target = recipe.side(side.other)
        guard let object = object(target.object, of: target.system) else { return [] }
        let when: String =
            switch target.create {
            case .never: "only when already linked"
            case .always: "always"
            case .when(let condition): "when \(condition)"
            case .linkWhen(let condition): "linked to an existing one when \(condition)"
            }
        let into = [object.createCommand, object.updateCommand].compactMap(\.self)
        var lines = [
            "4. The bridge       Recipes/\(recipe.name).yaml, \(when)",
            "                    Bridge/Delivery: capture → claim → merge → gate → perform → settle",
            "5. The other side   \(target.system): \(into.joined(separator: " or "))",
        ]
        for home in recipes {
            guard let back = home.side(system: target.system, object: target.object),
                let heard = self.object(home.side(back.other).object, of: home.side(back.other).system)
            else { continue }
            let by = [heard.createCommand, heard.updateCommand].compactMap(\.self)
            guard !by.isEmpty else { continue }
            lines.append(
                "   and home         Recipes/\(home.name).yaml → \(Set(by).sorted().joined(separator: ", "))")
        }
        if recipe.side(side).refusals.isHeard,
            let source = self.object(recipe.side(side).object, of: recipe.side(side).system)
        {
            lines.append("   or a refusal     every reason → \(source.refuseCommand ?? "the delivery ledger")")
            if let wait = source.waitCommand { lines.append("   or a wait        what for → \(wait)") }
        }
        return lines
    }

    private func object(_ name: String, of system: String) -> SuiteObject? {
        switch system {
        case CRM.module.name: SuiteConnector.crmObjects(CRM.module).first { $0.name == name }
        case ERP.module.name: SuiteConnector.erpObjects(ERP.module).first { $0.name == name }
        default: nil
        }
    }
}

extension Event {
    static var subjectName: String { Subject.objectName }
}

extension Command {
    static var inputDescriptor: ObjectDescriptor { input.descriptor }
}
