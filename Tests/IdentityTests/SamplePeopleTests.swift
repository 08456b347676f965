import Foundation
import Kernel
import Platform
import Serving
import Testing

@testable import Identity

@Suite("The sample company's people")
struct SamplePeopleTests {
    @Test("one for each role, whose passwords lie in a file for its owner alone, and open")
    func moveIn() async throws {
        let office = try Office()
        let folder = NSTemporaryDirectory() + "people-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = try await SamplePeople.moveIn(to: office.company, writingTo: folder)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let people = try #require(try JSON(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: path)))).array)
        #expect(people.compactMap { $0["role"]?.string } == StandardRoles.roles.map(\.role.name))
        let first = try #require(people.first)
        let secret = try await office.desk.signIn(
            name: first["signInName"]?.string ?? "", password: first["password"]?.string ?? "")
        let person = try #require(try office.person(secret))
        #expect(person.actor.roles == [.sales, .person] && !person.mustChangePassword)
        #expect(person.actor.team == ["moana"])
    }
}
