import Kernel
import Platform

/// Takes in a person, who cannot sign in before a password was set for him. Roles are names with commas.
/// Refuses: requiredField, duplicate, unknownRole, invalidValue.
public struct CreateUser: Command {
    public static let name = "user.create"
    public static let permission: Permission = "user.create"
    public var signInName = ""
    public var fullName = ""
    public var email = ""
    public var team = ""
    public var timeZone = ""
    public var locale = ""
    public var roles = ""
    public init() {}
    public init(
        signInName: String, name: String, email: String = "", team: String = "", timeZone: String = "",
        locale: String = "", roles: [Role] = []
    ) {
        self.signInName = signInName
        fullName = name
        self.email = email
        self.team = team
        self.timeZone = timeZone
        self.locale = locale
        self.roles = roles.map(\.name).joined(separator: ", ")
    }

    public static let input = Schema<CreateUser>("CreateUser") { s in
        s.field("signInName", \.signInName, .required, .maxLength(60))
        s.field("name", \.fullName, .required, .maxLength(120))
        s.field("email", \.email, .maxLength(254))
        s.field("team", \.team, .maxLength(60))
        s.field("timeZone", \.timeZone, .maxLength(60))
        s.field("locale", \.locale, .maxLength(20))
        s.field("roles", \.roles, .maxLength(400))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<User> {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789.-_@")
        guard signInName.allSatisfy(allowed.contains), !["bridge", "system"].contains(signInName) else {
            throw Refusal(
                .invalidValue, "'\(signInName)' cannot be a sign-in name", document: "User", field: "signInName",
                allowed: "small letters, digits, . - _ @; not bridge or system", fixedBy: "integration admin")
        }
        var user = User()
        user.signInName = signInName
        user.name = fullName
        user.email = email
        user.team = team
        if !timeZone.isEmpty { user.timeZone = timeZone }
        if !locale.isEmpty { user.locale = locale }
        let id = try tx.insert(user).id
        for role in roles.split(separator: ",") {
            try tx.insert(RoleMembership(user: id, role: try tx.knownRole(String(role))))
        }
        return id
    }
}
