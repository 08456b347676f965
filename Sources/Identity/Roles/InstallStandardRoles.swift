import Kernel
import Platform

/// Copies the program's sheet of roles into the company's tables: roles that are not there yet, and roles that nobody
/// here has changed since. Refuses nothing.
public struct InstallStandardRoles: Command {
    public static let name = "role.installStandard"
    public static let permission: Permission = "role.installStandard"
    public static let isInternal = true
    public init() {}
    public static let input = Schema<InstallStandardRoles>("InstallStandardRoles") { _ in }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        for (role, purpose) in StandardRoles.roles {
            let digest = Self.digest(of: role)
            var definition = try tx.first(Select<RoleDefinition>().where(\.name, .equal, role.name)) ?? RoleDefinition()
            guard definition.sheetDigest != digest, !definition.isChanged else { continue }
            definition.name = role.name
            definition.purpose = purpose
            definition.isStandard = true
            definition.sheetDigest = digest
            definition.revision += 1
            if definition.id.isBlank {
                definition = try tx.insert(definition)
            } else {
                try tx.update(definition)
                for rule in try tx.all(Select<RoleRule>().where(\.definition, .equal, definition.id)) {
                    try tx.delete(rule)
                }
            }
            for right in StandardRoles.rights[role, default: []] {
                try tx.insert(RoleRule(right, of: definition.id))
            }
        }
        return NoAnswer()
    }

    /// Tells one edition of a role from another.
    static func digest(of role: Role) -> String {
        let lines = StandardRoles.rights[role, default: []].map {
            "\($0.system) \($0.kind.rawValue) \($0.subject) \($0.scope.rawValue)"
        }
        return Digest.hexadecimal(Array(lines.joined(separator: "\n").utf8))
    }
}
