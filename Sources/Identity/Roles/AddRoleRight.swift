import Kernel
import Platform

/// Gives a role a right, changes the scope of a reading that it has, or hides a field from it. Counts from the next
/// request. Refuses: notFound, invalidValue.
public struct AddRoleRight: Command {
    public static let name = "role.addRight"
    public static let permission: Permission = "role.define"
    public var role = ID<RoleDefinition>.blank
    public var system = ""
    public var kind = RoleRight.Kind.command
    public var subject = ""
    public var scope = Scope.all
    public init() {}
    public init(_ right: RoleRight, to role: ID<RoleDefinition>) {
        self.role = role
        system = right.system
        kind = right.kind
        subject = right.subject
        scope = right.scope
    }

    public static let input = Schema<AddRoleRight>("AddRoleRight") { s in
        s.field("role", \.role, .required)
        s.field("system", \.system, .required, .maxLength(20))
        s.field("kind", \.kind)
        s.field("subject", \.subject, .required, .maxLength(120))
        s.field("scope", \.scope)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let definition = try tx.load(role)
        let reasons = problems(of: definition)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        let right = RoleRight(system, kind, subject, kind == .reading ? scope : .all)
        if var rule = try tx.rule(right, of: definition.id) {
            guard rule.scope != right.scope else { return NoAnswer() }
            rule.scope = right.scope
            try tx.update(rule)
        } else {
            try tx.insert(RoleRule(right, of: definition.id))
        }
        try tx.noteChange(of: definition)
        return NoAnswer()
    }

    private func problems(of definition: RoleDefinition) -> [Reason] {
        let document = "RoleDefinition \(definition.name)"
        var reasons: [Reason] = []
        if !RoleRule.systems.contains(system) {
            reasons.append(
                Reason(
                    .invalidValue, "There is no system '\(system)'", document: document, field: "system",
                    allowed: RoleRule.systems.joined(separator: ", "), fixedBy: "integration admin"))
        }
        let parts = subject.split(separator: ".", omittingEmptySubsequences: false)
        let isRight =
            switch kind {
            case .command: subject == "*" || (parts.count == 2 && !parts.contains(""))
            case .reading: parts.count == 1
            case .hidden: subject == "sensitive" || (parts.count == 2 && !parts.contains(""))
            }
        if !isRight {
            let allowed =
                switch kind {
                case .command: "a permission such as quote.accept, or quote.*"
                case .reading: "an object such as Quote, or * for all others"
                case .hidden: "a field such as Item.standardCost, *.cost, or sensitive"
                }
            reasons.append(
                Reason(
                    .invalidValue, "'\(subject)' is no \(kind.rawValue)", document: document, field: "subject",
                    allowed: allowed, fixedBy: "integration admin"))
        }
        return reasons
    }
}
