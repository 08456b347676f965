import Kernel

/// Which records of an object a role may read: none, one's own, one's team's, or all.
public enum Scope: String, Choice, Comparable {
    case none, own, team, all

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    public static func < (left: Scope, right: Scope) -> Bool { left.rank < right.rank }
}

/// What one role may do, read and see. The single source for API, pages, search, export and history.
public struct RoleAccess: Hashable, Sendable {
    /// Commands: a permission, or a noun with a star: `quote.*`; `*` is everything.
    public var commands: Set<String>
    /// Object name, or `*` for all not named → which of its records.
    public var reading: [String: Scope]
    /// Fields that stay hidden: `Item.standardCost`, `*.cost`, or `sensitive` for all declared so.
    public var hidden: Set<String>

    public init(commands: Set<String>, reading: [String: Scope] = [:], hidden: Set<String> = []) {
        self.commands = commands
        self.reading = reading
        self.hidden = hidden
    }

    func allows(_ permission: Permission) -> Bool {
        if commands.contains("*") || commands.contains(permission.raw) { return true }
        return commands.contains(String(permission.raw.prefix { $0 != "." } + ".*"))
    }

    func scope(of object: String) -> Scope { reading[object] ?? reading["*"] ?? .none }

    func shows(_ field: FieldDescriptor, of object: String) -> Bool {
        if field.rules.isSecret { return false }
        if field.rules.isSensitive, hidden.contains("sensitive") { return false }
        return !hidden.contains("\(object).\(field.name)") && !hidden.contains("*.\(field.name)")
    }
}

/// Who may do, read and see what: roles are data, this is what they say.
public struct AccessPolicy: Hashable, Sendable {
    private let roles: [Role: RoleAccess]
    /// What has been worked out of the roles for the objects of one database; nil keeps nothing.
    private var sights: KnownSights?

    public init(roles: [Role: RoleAccess]) { self.roles = roles }

    /// Commands alone; a role that may do everything may read everything.
    public init(_ grants: [Role: [String]]) {
        roles = grants.mapValues { RoleAccess(commands: Set($0), reading: $0.contains("*") ? ["*": .all] : [:]) }
    }

    public static func == (left: Self, right: Self) -> Bool { left.roles == right.roles }
    public func hash(into hasher: inout Hasher) { hasher.combine(roles) }

    /// The same policy, remembering what it works out: for one database, whose objects have names of their own.
    func remembering() -> AccessPolicy {
        var policy = self
        policy.sights = KnownSights()
        return policy
    }

    /// A token that may not read is given no role to read by.
    private func held(by actor: Actor) -> [RoleAccess] {
        if let scopes = actor.scopes, !scopes.contains("read") { return [] }
        return actor.roles.compactMap { roles[$0] }
    }

    public func allows(_ actor: Actor, _ permission: Permission) -> Bool {
        actor.isWithinScopes(permission) && actor.roles.contains { roles[$0]?.allows(permission) == true }
    }

    /// The widest scope that any of the actor's roles gives.
    public func scope(_ actor: Actor, reading object: String) -> Scope {
        guard let sights else { return workedOutScope(actor, reading: object) }
        return sights.scope(of: object, for: actor) { workedOutScope(actor, reading: object) }
    }

    private func workedOutScope(_ actor: Actor, reading object: String) -> Scope {
        held(by: actor).map { $0.scope(of: object) }.max() ?? .none
    }

    /// A field is seen when a role that gives the widest scope shows it: a role that shows it of one's own records
    /// alone does not open it in everybody's.
    public func shows(_ actor: Actor, _ field: FieldDescriptor, of object: String) -> Bool {
        let widest = scope(actor, reading: object)
        guard widest > .none else { return false }
        return held(by: actor).contains { $0.scope(of: object) == widest && $0.shows(field, of: object) }
    }

    /// The fields of an object that the actor sees; none when he may not read it at all.
    public func visibleFields(_ actor: Actor, of object: ObjectDescriptor) -> Set<String> {
        shownFields(actor, of: object).names
    }

    func shownFields(_ actor: Actor, of object: ObjectDescriptor) -> ShownFields {
        guard let sights else { return workedOutFields(actor, of: object) }
        return sights.fields(of: object.name, for: actor) { workedOutFields(actor, of: object) }
    }

    private func workedOutFields(_ actor: Actor, of object: ObjectDescriptor) -> ShownFields {
        ShownFields(object.fields.filter { shows(actor, $0, of: object.name) }, of: object)
    }

    /// Says who may, not only who may not.
    func refusal(_ actor: Actor, _ permission: Permission, command: String) -> Refusal {
        Refusal(
            .notPermitted, "\(actor.name) may not \(command)", allowed: holders(of: permission).joined(separator: ", "),
            fixedBy: "integration admin")
    }

    func refusal(_ actor: Actor, reading object: String) -> Refusal {
        let readers = roles.filter { $0.value.scope(of: object) > .none }.keys.map(\.name).sorted()
        return Refusal(
            .notPermitted, "\(actor.name) may not read \(object)", allowed: readers.joined(separator: ", "),
            fixedBy: "integration admin")
    }

    private func holders(of permission: Permission) -> [String] {
        roles.filter { $0.value.allows(permission) }.keys.map(\.name).sorted()
    }

    /// Role × permission, for the golden file.
    public func matrix(of permissions: [Permission]) -> String {
        permissions.map(\.raw).sorted().map { "\($0): \(holders(of: Permission($0)).joined(separator: ", "))" }
            .joined(separator: "\n") + "\n"
    }
}
