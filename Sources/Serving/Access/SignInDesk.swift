import Dispatch
import Identity
import Kernel
import Platform

/// Where people come in and go out, and change what they come in by. Secrets are made and passwords checked here,
/// outside every transaction; commands get hashes only.
public struct SignInDesk: Sendable {
    let company: Company
    /// Passwords are checked one after the other: each takes a core for a tenth of a second and 32 MiB.
    private static let queue = DispatchQueue(label: "tandem.passwords")

    public init(_ company: Company) { self.company = company }

    private var bus: CommandBus { company.bridge }

    /// Opens a session. Refuses `signInRefused` whatever was wrong, `wrongCode`, `signInLocked`; takes as long for
    /// somebody who does not exist.
    public func signIn(
        name: String, password: String, code: String = "", address: String = "", userAgent: String = ""
    ) async throws -> BearerSecret {
        let wanted = name.lowercased()
        let user = try bus.store.read {
            try $0.all(Select<User>().where(\.signInName, .equal, wanted).limit(1)).first
        }
        let kept = user.map { PasswordHash(text: $0.passwordHash) } ?? .nobody
        let isRight = await Self.slowly { kept.matches(password) }
        guard let user else { throw SignInRefusal.refused }
        guard isRight else {
            try await company.run(RecordFailedSignIn(user.id), in: bus, by: .system)
            throw SignInRefusal.refused
        }
        do {
            return try await open(user.id, code: code, address: address, userAgent: userAgent)
        } catch let refusal as Refusal where refusal.code == .wrongCode {
            // A missing code is asked for; a wrong one is an attempt.
            if !code.isEmpty { try await company.run(RecordFailedSignIn(user.id), in: bus, by: .system) }
            throw refusal
        }
    }

    /// Opens a session for whom another house says he is: somebody linked to it, or whose address it has verified
    /// and who is linked now. Refuses `signInRefused` when nobody here is meant.
    public func signIn(
        _ vouched: VouchedPerson, address: String = "", userAgent: String = ""
    ) async throws -> BearerSecret {
        guard let user = try bus.store.read({ try vouched.user(in: $0) }) else { throw SignInRefusal.refused }
        if user.externalID != vouched.externalID {
            try await company.run(LinkUser(user.id, to: vouched.externalID), in: bus, by: .system)
        }
        return try await open(user.id, isVouchedFor: true, address: address, userAgent: userAgent)
    }

    private func open(
        _ user: ID<User>, code: String = "", isVouchedFor: Bool = false, address: String, userAgent: String
    ) async throws -> BearerSecret {
        let secret = BearerSecret.session(bus.world)
        let command = SignIn(
            user, tokenHash: secret.hash, code: code, isVouchedFor: isVouchedFor, address: address,
            userAgent: userAgent)
        try await company.run(command, in: bus, by: .system)
        return secret
    }

    public func signOut(_ person: Person) async throws {
        guard let session = person.session else { return }
        try await company.run(SignOut(session), in: bus, by: person.actor)
    }

    /// Refuses `signInRefused` when the old one is wrong, `weakPassword`.
    public func changePassword(of person: Person, from old: String, to new: String) async throws {
        if let reason = PasswordHash.weakness(of: new, of: person.actor.id) { throw Refusal([reason]) }
        guard let user = try bus.store.read({ try $0.find(person.user) }) else { throw SignInRefusal.refused }
        let salt = bus.world.randomBytes(16)
        let hash = await Self.slowly {
            PasswordHash(text: user.passwordHash).matches(old) ? PasswordHash(of: new, salt: salt) : nil
        }
        guard let hash else {
            try await company.run(RecordFailedSignIn(user.id), in: bus, by: .system)
            throw SignInRefusal.refused
        }
        let command = ChangePassword(user.id, passwordHash: hash, in: person.session)
        try await company.run(command, in: bus, by: person.actor)
    }

    /// Gives somebody a password, one that he must change unless said otherwise; makes one up when none is given.
    @discardableResult
    public func resetPassword(
        of user: ID<User>, to password: String? = nil, mustChange: Bool = true, by actor: Actor
    ) async throws -> String {
        let given = password ?? Self.oneTimePassword(bus.world)
        let salt = bus.world.randomBytes(16)
        let hash = await Self.slowly { PasswordHash(of: given, salt: salt) }
        let command = ResetPassword(user, passwordHash: hash, mustChange: mustChange)
        try await company.run(command, in: bus, by: actor)
        return given
    }

    /// A new secret for an authenticator, and the text of its picture; off until `confirmTOTP`.
    public func enrolTOTP(of person: Person, companyName: String) async throws -> (secret: String, setUpText: String) {
        let secret = Base32.text(bus.world.randomBytes(20))
        try await company.run(EnrolTOTP(person.user, secret: secret), in: bus, by: person.actor)
        return (secret, TimeCode.setUpText(secret: secret, person: person.actor.id, company: companyName))
    }

    public func confirmTOTP(of person: Person, code: String) async throws {
        try await company.run(ConfirmTOTP(person.user, code: code), in: bus, by: person.actor)
    }

    public func disableTOTP(of person: Person, code: String) async throws {
        try await company.run(DisableTOTP(person.user, code: code), in: bus, by: person.actor)
    }

    /// A token whose secret is shown this once. `scopes`: `read`, `write`, or permissions.
    public func createToken(
        for person: Person, name: String, scopes: [String], expiresAt: Instant? = nil
    ) async throws -> (id: ID<APIToken>, secret: BearerSecret) {
        let secret = BearerSecret.apiToken(bus.world)
        let command = CreateAPIToken(
            person.user, name: name, tokenHash: secret.hash, scopes: scopes.joined(separator: " "),
            expiresAt: expiresAt)
        return (try await company.run(command, in: bus, by: person.actor), secret)
    }

    /// In a company without people: makes `admin`, and gives his one-time password to be printed. nil otherwise.
    public func firstStart() async throws -> (signInName: String, password: String)? {
        guard try bus.store.read({ try $0.integer("SELECT count(*) FROM user_") }) == 0 else { return nil }
        let command = CreateUser(
            signInName: "admin", name: "Administrator", roles: [.integrationAdmin, .executive])
        let user = try await company.run(command, in: bus, by: .system)
        return ("admin", try await resetPassword(of: user, by: .system))
    }

    /// Four groups of five small letters and digits, none mistaken for another: 94 bits and easily read out.
    static func oneTimePassword(_ world: World) -> String {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
        var text = ""
        while text.count < 23 {
            guard let byte = world.randomBytes(1).first, byte < 248 else { continue }
            if text.count % 6 == 5 { text += "-" }
            text.append(Character(UnicodeScalar(alphabet[Int(byte) % 31])))
        }
        return text
    }

    static func slowly<T: Sendable>(_ work: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { done in queue.async { done.resume(returning: work()) } }
    }
}
