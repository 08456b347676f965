import Kernel
import Platform
import Serving
import Suite
import Testing

@testable import Identity

@Suite("Coming in and going out")
struct SignInTests {
    @Test("the right password opens; wrong ones, unknown and gone people are refused alike")
    func rightAndWrong() async throws {
        let office = try Office()
        let mere = try await office.hire("mere", [.sales])
        let secret = try await office.signIn("Mere")
        #expect(try office.person(secret)?.actor.id == "mere")
        #expect(try office.person(BearerSecret("0000")) == nil)

        let wrong = try await refusal { _ = try await office.desk.signIn(name: "mere", password: "guess") }
        let unknown = try await refusal { _ = try await office.desk.signIn(name: "nobody", password: "guess") }
        #expect(wrong == "signInRefused" && unknown == wrong)
        try office.bridge.run(DeactivateUser(mere), by: .system)
        #expect(try await refusal { _ = try await office.signIn("mere") } == "signInRefused")
        #expect(try office.person(secret) == nil)
    }

    @Test("the tenth wrong attempt shuts the door for a quarter of an hour, each further one for twice as long")
    func lockout() async throws {
        let office = try Office()
        let mere = try await office.hire("mere", [.sales])
        for _ in 1...9 { try office.bridge.run(RecordFailedSignIn(mere), by: .system) }
        _ = try await office.signIn("mere")
        #expect(try office.user(mere).failedSignIns == 0)

        for _ in 1...10 { try office.bridge.run(RecordFailedSignIn(mere), by: .system) }
        #expect(try await refusal { _ = try await office.signIn("mere") } == "signInLocked")
        office.clock.advance(seconds: 899)
        #expect(try await refusal { _ = try await office.signIn("mere") } == "signInLocked")
        // While it is shut, attempts do not make it longer.
        try office.bridge.run(RecordFailedSignIn(mere), by: .system)
        #expect(try office.user(mere).failedSignIns == 10)
        office.clock.advance(seconds: 1)
        try office.bridge.run(RecordFailedSignIn(mere), by: .system)
        office.clock.advance(seconds: 1_799)
        #expect(try await refusal { _ = try await office.signIn("mere") } == "signInLocked")
        office.clock.advance(seconds: 1)
        _ = try await office.signIn("mere")
        #expect(try office.user(mere).lockedUntil == nil)
    }

    @Test("two steps: a code is asked for, counts once, and a wrong one is an attempt")
    func twoSteps() async throws {
        let office = try Office()
        let mere = try await office.hire("mere", [.sales])
        let person = try await office.present("mere")
        let (secret, text) = try await office.desk.enrolTOTP(of: person, companyName: "Waitematā Pumps")
        #expect(text.hasPrefix("otpauth://totp/Waitemat%C4%81%20Pumps:mere?secret=\(secret)"))
        func code() throws -> String {
            TimeCode.code(
                secret: try #require(Base32.bytes(secret)), step: TimeCode.step(at: office.clock.now))
        }
        #expect(try await refusal { try await office.desk.confirmTOTP(of: person, code: "000000") } == "wrongCode")
        try await office.desk.confirmTOTP(of: person, code: try code())
        #expect(try await refusal { _ = try await office.signIn("mere") } == "wrongCode")
        #expect(try office.user(mere).failedSignIns == 0)
        // The code that confirmed is used.
        let used = try code()
        #expect(try await refusal { _ = try await office.signIn("mere", code: used) } == "wrongCode")
        #expect(try office.user(mere).failedSignIns == 1)
        office.clock.advance(seconds: 30)
        let next = try code()
        _ = try await office.signIn("mere", code: next)
        #expect(try await refusal { _ = try await office.signIn("mere", code: next) } == "wrongCode")
    }

    @Test("a session ends when it is revoked, its person gone, his password changed, or nobody uses it")
    func revocation() async throws {
        let office = try Office()
        let mere = try await office.hire("mere", [.sales])
        let (first, second) = (try await office.signIn("mere"), try await office.signIn("mere"))
        let person = try #require(try office.person(first))
        try office.bridge.run(RevokeSession(try #require(person.session)), by: person.actor)
        #expect(try office.person(first) == nil)
        let other = try #require(try office.person(second))
        #expect(
            try await refusal {
                try await office.desk.changePassword(of: other, from: "wrong", to: "another long password")
            } == "signInRefused")
        let third = try await office.signIn("mere")
        try await office.desk.changePassword(of: other, from: Office.password, to: "another long password")
        #expect(try office.person(second) != nil && office.person(third) == nil)
        office.clock.advance(seconds: Session.longestIdleSeconds)
        #expect(try office.person(second) == nil)
        #expect(try office.user(mere).isActive)
    }

    @Test("nobody ends another's session but an integration admin")
    func othersSessions() async throws {
        let office = try Office()
        try await office.hire("mere", [.sales])
        try await office.hire("priya", [.finance])
        try await office.hire("ines", [.integrationAdmin])
        let session = try #require(try await office.present("mere").session)
        let priya = try await office.present("priya").actor
        #expect(throws: Refusal.self) { try office.bridge.run(RevokeSession(session), by: priya) }
        try office.bridge.run(RevokeSession(session), by: try await office.present("ines").actor)
    }

    @Test("a role counts from the next request, and is gone from the next")
    func rolesAtOnce() async throws {
        let office = try Office()
        let mere = try await office.hire("mere", [])
        let secret = try await office.signIn("mere")
        #expect(try office.person(secret)?.actor.roles == [.person])
        try office.bridge.run(GrantRole(.sales, to: mere), by: .system)
        #expect(try office.person(secret)?.actor.roles == [.sales, .person])
        try office.bridge.run(WithdrawRole(.sales, from: mere), by: .system)
        #expect(try office.person(secret)?.actor.roles == [.person])
    }

    @Test("the last integration admin cannot be taken away")
    func lastAdministrator() async throws {
        let office = try Office()
        let ines = try await office.hire("ines", [.integrationAdmin])
        let second = try await office.hire("ana", [.integrationAdmin])
        try office.bridge.run(DeactivateUser(second), by: .system)
        #expect(try await refusal { try office.bridge.run(DeactivateUser(ines), by: .system) } == "lastAdministrator")
        #expect(
            try await refusal {
                try office.bridge.run(WithdrawRole(.integrationAdmin, from: ines), by: .system)
            } == "lastAdministrator")
        #expect(
            try await refusal { try office.bridge.run(GrantRole(Role("pirate"), to: ines), by: .system) }
                == "unknownRole")
    }

    @Test("the first start makes one admin, whose password is for one use")
    func firstStart() async throws {
        let office = try Office()
        let made = try #require(try await office.desk.firstStart())
        #expect(made.signInName == "admin" && made.password.count == 23)
        let secret = try await office.desk.signIn(name: "admin", password: made.password)
        #expect(try office.person(secret)?.mustChangePassword == true)
        #expect(try await office.desk.firstStart() == nil)
    }
}
