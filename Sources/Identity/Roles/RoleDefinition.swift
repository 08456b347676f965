import Kernel
import Platform

/// A role as this company has it: its rights are its lines.
public struct RoleDefinition: BusinessObject {
    public var id = ID<RoleDefinition>.blank
    public var version = 0
    public var name = ""
    public var purpose = ""
    /// It came with the program, and follows the program's sheet until somebody changes it here.
    public var isStandard = false
    public var isChanged = false
    /// Of the sheet's rights that were copied.
    public var sheetDigest = ""
    /// Counts the changes of its rights.
    public var revision = 0
    public init() {}

    public static let schema = Schema<RoleDefinition>("RoleDefinition") { s in
        s.field("name", \.name, .required, .unique, .maxLength(60))
        s.field("purpose", \.purpose, .maxLength(300))
        s.field("isStandard", \.isStandard, .derived)
        s.field("isChanged", \.isChanged, .derived)
        s.field("sheetDigest", \.sheetDigest, .derived, .maxLength(64))
        s.field("revision", \.revision, .derived)
        s.lines("rules", of: RoleRule.self)
    }
}

/// One right or mask of a role: a permission, the reading of an object, a hidden field.
public struct RoleRule: BusinessObject {
    public var id = ID<RoleRule>.blank
    public var version = 0
    public var definition = ID<RoleDefinition>.blank
    public var system = ""
    public var kind = RoleRight.Kind.command
    public var subject = ""
    public var scope = Scope.all
    public init() {}
    public init(_ right: RoleRight, of definition: ID<RoleDefinition>) {
        self.definition = definition
        system = right.system
        kind = right.kind
        subject = right.subject
        scope = right.scope
    }

    public static let schema = Schema<RoleRule>("RoleRule") { s in
        s.field("definition", \.definition, .required)
        s.field("system", \.system, .required, .maxLength(20))
        s.field("kind", \.kind)
        s.field("subject", \.subject, .required, .maxLength(120))
        s.field("scope", \.scope)
        s.parent("definition")
        s.unique("definition", "system", "kind", "subject")
    }

    public var right: RoleRight { RoleRight(system, kind, subject, scope) }

    /// The systems whose rights a role can have.
    static let systems = ["crm", "erp", "bridge"]
}

extension Transaction {
    func rule(_ right: RoleRight, of definition: ID<RoleDefinition>) throws(Refusal) -> RoleRule? {
        try first(
            Select<RoleRule>().where(\.definition, .equal, definition).where(\.system, .equal, right.system)
                .where(\.kind, .equal, right.kind).where(\.subject, .equal, right.subject))
    }

    /// From now on the company's own: the program's sheet does not overwrite it.
    func noteChange(of definition: RoleDefinition) throws(Refusal) {
        var definition = definition
        definition.revision += 1
        definition.isChanged = true
        try update(definition)
    }
}
