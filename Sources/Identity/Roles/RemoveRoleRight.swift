import Kernel
import Platform

/// Takes a right from a role, or shows it a hidden field again. Refuses: notFound when it is not there,
/// lastAdministrator when the integration admin would lose the right to put roles right.
public struct RemoveRoleRight: Command {
    public static let name = "role.removeRight"
    public static let permission: Permission = "role.define"
    public var role = ID<RoleDefinition>.blank
    public var system = ""
    public var kind = RoleRight.Kind.command
    public var subject = ""
    public init() {}
    public init(_ right: RoleRight, from role: ID<RoleDefinition>) {
        self.role = role
        system = right.system
        kind = right.kind
        subject = right.subject
    }

    public static let input = Schema<RemoveRoleRight>("RemoveRoleRight") { s in
        s.field("role", \.role, .required)
        s.field("system", \.system, .required, .maxLength(20))
        s.field("kind", \.kind)
        s.field("subject", \.subject, .required, .maxLength(120))
    }

    /// Without these nobody could mend what was broken.
    private static let kept: Set<String> = ["role.define", "role.grant", "user.create"]

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let definition = try tx.load(role)
        let right = RoleRight(system, kind, subject)
        guard let rule = try tx.rule(right, of: definition.id) else {
            throw Refusal(
                .notFound, "The role '\(definition.name)' has no such right: \(system) \(kind.rawValue) \(subject)",
                document: "RoleDefinition \(definition.name)", field: "subject", allowed: "a right that it has",
                fixedBy: "integration admin")
        }
        if definition.name == Role.integrationAdmin.name, kind == .command, Self.kept.contains(subject) {
            throw Refusal(
                .lastAdministrator, "Without \(subject) no integration admin could put roles right again",
                document: "RoleDefinition \(definition.name)", field: "subject", allowed: "any other right",
                fixedBy: "integration admin")
        }
        try tx.delete(rule)
        try tx.noteChange(of: definition)
        return NoAnswer()
    }
}
