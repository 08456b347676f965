import Kernel
import Platform

/// Makes a role of the company's own, without rights yet. Refuses: requiredField, duplicate, invalidValue for a name
/// that belongs to the system.
public struct DefineRole: Command {
    public static let name = "role.define"
    public static let permission: Permission = "role.define"
    public var roleName = ""
    public var purpose = ""
    public init() {}
    public init(_ name: String, purpose: String = "") {
        roleName = name
        self.purpose = purpose
    }

    public static let input = Schema<DefineRole>("DefineRole") { s in
        s.field("name", \.roleName, .required, .maxLength(60))
        s.field("purpose", \.purpose, .maxLength(300))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<RoleDefinition> {
        let words = roleName.split(separator: " ").joined(separator: " ")
        let taken = [Role.system, .bridge, .person].map(\.name)
        guard !taken.contains(words.lowercased()), !words.contains(",") else {
            throw Refusal(
                .invalidValue, "'\(words)' cannot be a role's name", document: "RoleDefinition", field: "name",
                allowed: "no comma; not \(taken.joined(separator: ", "))", fixedBy: "integration admin")
        }
        var definition = RoleDefinition()
        definition.name = words
        definition.purpose = purpose
        definition.isChanged = true
        return try tx.insert(definition).id
    }
}
