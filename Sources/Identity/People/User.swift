import Kernel
import Platform

/// A person who may sign in. His sign-in name is his actor id, and the `owner` of his records.
public struct User: BusinessObject {
    public var id = ID<User>.blank
    public var version = 0
    public var signInName = ""
    public var name = ""
    public var email = ""
    /// Those of one team read each other's records where a role's scope is the team.
    public var team = ""
    public var timeZone = "Pacific/Auckland"
    public var locale = "en-NZ"
    public var isActive = true
    public var mustChangePassword = false
    public var failedSignIns = 0
    public var lockedUntil: Instant?
    /// `scrypt$N$r$p$salt$key`; empty until a password was given.
    public var passwordHash = ""
    public var totpSecret = ""
    public var isTOTPOn = false
    /// The 30-second step of the last code taken: no code is taken twice.
    public var totpLastStep = 0
    /// By whom another house knows him: its address and its name for him, with a space between.
    public var externalID = ""
    public init() {}

    public static let schema = Schema<User>("User") { s in
        s.field("signInName", \.signInName, .required, .unique, .maxLength(60))
        s.field("name", \.name, .required, .maxLength(120))
        s.field("email", \.email, .indexed, .maxLength(254))
        s.field("team", \.team, .indexed, .maxLength(60))
        s.field("timeZone", \.timeZone, .required, .maxLength(60))
        s.field("locale", \.locale, .required, .maxLength(20))
        s.field("isActive", \.isActive, .commandOnly)
        s.field("mustChangePassword", \.mustChangePassword, .commandOnly)
        s.field("failedSignIns", \.failedSignIns, .derived)
        s.field("lockedUntil", \.lockedUntil, .derived)
        s.field("passwordHash", \.passwordHash, .secret, .maxLength(200))
        s.field("totpSecret", \.totpSecret, .secret, .maxLength(64))
        s.field("isTOTPOn", \.isTOTPOn, .commandOnly)
        s.field("totpLastStep", \.totpLastStep, .secret)
        s.field("externalID", \.externalID, .commandOnly, .indexed, .maxLength(600))
        s.lines("roles", of: RoleMembership.self)
    }

    /// Wrong attempts that are forgiven before the door stays shut for a while.
    public static let forgivenFailures = 10
    /// The first lock; each further failure doubles it.
    public static let firstLockSeconds = 900
    public static let longestLockSeconds = 86_400

    public func isLocked(at now: Instant) -> Bool { lockedUntil.map { now < $0 } ?? false }

    /// One more wrong attempt.
    mutating func noteFailure(at now: Instant) {
        failedSignIns += 1
        guard failedSignIns >= Self.forgivenFailures else { return }
        let doublings = min(failedSignIns - Self.forgivenFailures, 10)
        lockedUntil = now.adding(seconds: min(Self.firstLockSeconds << doublings, Self.longestLockSeconds))
    }
}

extension Transaction {
    /// The acting person's own record. Refuses `notPermitted` when he acts on somebody else's.
    func ownUser(_ id: ID<User>) throws(Refusal) -> User {
        let user = try load(id)
        guard user.signInName == actor.id || actor.roles.contains(.system) else {
            throw Refusal(
                .notPermitted, "\(actor.name) may do this only to his own sign-in", document: "User \(user.signInName)",
                allowed: actor.id, fixedBy: "integration admin")
        }
        return user
    }

    /// Ends every session of a person, but for the one named.
    func endSessions(of user: ID<User>, but kept: ID<Session>? = nil) throws(Refusal) {
        for var session in try all(
            Select<Session>().where(\.user, .equal, user).where(\.isRevoked, .equal, false)) where session.id != kept
        {
            session.isRevoked = true
            try update(session)
        }
    }

    func refuseToLoseLastAdministrator(_ user: User) throws(Refusal) {
        let others = try integer(
            """
            SELECT count(*) FROM role_membership JOIN user_ ON user_.id = role_membership.user_
            WHERE role_membership.role = ? AND user_.is_active = 1 AND user_.id <> ?
            """, [.text(Role.integrationAdmin.name), .text(user.id.raw)])
        let held = Select<RoleMembership>().where(\.user, .equal, user.id)
        guard others == 0, try first(held.where(\.role, .equal, Role.integrationAdmin.name)) != nil else { return }
        throw Refusal(
            .lastAdministrator, "\(user.name) is the last active integration admin",
            document: "User \(user.signInName)",
            allowed: "another active integration admin first", fixedBy: "integration admin")
    }
}
