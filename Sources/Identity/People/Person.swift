import Kernel
import Platform

/// Somebody who has come in: who he is, in which way he reads, and by which session or token.
public struct Person: Sendable, Hashable {
    public let user: ID<User>
    public let name: String
    public let timeZone: String
    public let locale: String
    /// Until he has, he may do nothing else.
    public let mustChangePassword: Bool
    public let isTOTPOn: Bool
    public let actor: Actor
    /// nil when a token acts for him.
    public let session: ID<Session>?
    public let token: ID<APIToken>?
    /// When use of the session or token was last noted.
    public let lastSeenAt: Instant

    /// Whose session has this secret; nil when it has ended or he may not come in.
    public static func holding(
        sessionHash hash: String, at now: Instant, in session: any StoreSession
    ) throws(StoreError) -> Person? {
        let found = try session.all(Select<Session>().where(\.tokenHash, .equal, hash).limit(1)).first
        guard let found, found.isAlive(at: now), let user = try session.find(found.user), user.isActive else {
            return nil
        }
        return try Person(user, session: found.id, token: nil, scopes: nil, seen: found.lastSeenAt, in: session)
    }

    /// For whom the token with this secret acts; nil when it has ended, or he may not come in himself.
    public static func holding(
        tokenHash hash: String, at now: Instant, in session: any StoreSession
    ) throws(StoreError) -> Person? {
        let found = try session.all(Select<APIToken>().where(\.tokenHash, .equal, hash).limit(1)).first
        guard let found, found.isAlive(at: now), let user = try session.find(found.user), user.isActive,
            !user.mustChangePassword
        else { return nil }
        return try Person(
            user, session: nil, token: found.id, scopes: found.scopeSet, seen: found.lastUsedAt ?? found.createdAt,
            in: session)
    }

    private init(
        _ user: User, session: ID<Session>?, token: ID<APIToken>?, scopes: Set<String>?, seen: Instant,
        in store: any StoreSession
    ) throws(StoreError) {
        self.user = user.id
        name = user.name
        timeZone = user.timeZone
        locale = user.locale
        mustChangePassword = user.mustChangePassword
        isTOTPOn = user.isTOTPOn
        actor = try Self.actor(of: user, scopes: scopes, in: store)
        self.session = session
        self.token = token
        lastSeenAt = seen
    }

    /// With his roles and the people of his team, as they are now.
    public static func actor(
        of user: User, scopes: Set<String>? = nil, in session: any StoreSession
    ) throws(StoreError) -> Actor {
        let roles = try session.all(Select<RoleMembership>().where(\.user, .equal, user.id).ordered(by: \.role))
        var team: [String] = []
        if !user.team.isEmpty {
            team = try session.all(Select<User>().where(\.team, .equal, user.team).ordered(by: \.signInName))
                .map(\.signInName).filter { $0 != user.signInName }
        }
        return Actor(
            id: user.signInName, name: user.name, roles: roles.map { Role($0.role) } + [.person], team: team,
            scopes: scopes)
    }
}
