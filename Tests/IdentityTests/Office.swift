import Foundation
import Kernel
import Platform
import RouterRig
import Serving
import StoreSQLite
import Suite
import Testing

@testable import Identity

/// Waitematā Pumps in memory, with a clock that the test moves and a desk where people come in.
final class Office: Sendable {
    let clock = RiggedClock()
    let suite: Suite
    let company: Company
    let desk: SignInDesk

    init() throws {
        let stores = try Suite.modules.map { try SQLiteStore.inMemory($0) }
        suite = Suite(stores: stores, world: clock.world, recipes: [], country: "NZ")
        company = Company(suite)
        desk = SignInDesk(company)
    }

    var bridge: CommandBus { suite.bridge }

    static let password = "a tūī sings at dawn"

    /// Takes somebody in, with the password of all here.
    @discardableResult
    func hire(_ signInName: String, _ roles: [Role], team: String = "", email: String = "") async throws -> ID<User> {
        let command = CreateUser(
            signInName: signInName, name: signInName.capitalized, email: email, team: team, roles: roles)
        let user = try bridge.run(command, by: .system)
        try bridge.run(
            ResetPassword(user, passwordHash: Self.hash, mustChange: false), by: .system)
        return user
    }

    /// Made once: it is slow on purpose.
    private static let hash = PasswordHash(of: password, salt: Array(1...16))

    func signIn(_ name: String, code: String = "") async throws -> BearerSecret {
        try await desk.signIn(name: name, password: Self.password, code: code)
    }

    func person(_ secret: BearerSecret) throws -> Person? { try company.sessions.person(session: secret) }

    /// Signed in, and who that is.
    func present(_ name: String) async throws -> Person {
        try #require(try person(try await signIn(name)))
    }

    func user(_ id: ID<User>) throws -> User { try #require(try bridge.store.read { try $0.find(id) }) }
}

/// The code of the refusal that the work ends in; nil when it does not.
func refusal(_ work: () async throws -> Void) async throws -> String? {
    do {
        try await work()
        return nil
    } catch let refusal as Refusal {
        return refusal.code.raw
    }
}
