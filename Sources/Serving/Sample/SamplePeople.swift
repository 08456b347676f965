import Foundation
import Identity
import Kernel
import Platform

/// The people of the sample company, one for each role, and the paper with their passwords. No company of one's own
/// gets them: only `tandem demo` asks.
public enum SamplePeople {
    /// Sign-in name, name, role, team. Their names are those who act in the demo's story.
    static let people: [(signInName: String, name: String, role: Role, team: String)] = [
        ("mere", "Mere Tamihana", .sales, "Auckland"),
        ("moana", "Moana Wirihana", .salesManager, "Auckland"),
        ("priya", "Priya Nair", .finance, ""),
        ("joe", "Joe Faleolo", .operations, ""),
        ("hemi", "Hemi Parata", .warehouse, ""),
        ("tama", "Tama Rewi", .support, ""),
        ("aroha", "Aroha Kingi", .marketing, ""),
        ("ines", "Ines Marlow", .integrationAdmin, ""),
        ("graeme", "Graeme Sinclair", .auditor, ""),
        ("kiri", "Kiri Ngata", .executive, ""),
    ]

    /// Creates them, each with a password of his own, and writes `sign-ins.json` into the folder, for its owner's eyes
    /// only. Gives its path.
    @discardableResult
    public static func moveIn(to company: Company, writingTo folder: String) async throws -> String {
        let desk = SignInDesk(company)
        var json = JSONWriter()
        json.beginArray()
        for person in people {
            let command = CreateUser(
                signInName: person.signInName, name: person.name, email: "\(person.signInName)@waitemata-pumps.example",
                team: person.team, roles: [person.role])
            let user = try await company.run(command, in: company.bridge, by: .system)
            let password = try await desk.resetPassword(of: user, mustChange: false, by: .system)
            json.beginObject()
            json.field("signInName", person.signInName)
            json.field("name", person.name)
            json.field("role", person.role.name)
            json.field("password", password)
            json.endObject()
        }
        json.endArray()
        let path = folder + "/sign-ins.json"
        try? FileManager.default.removeItem(atPath: path)
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(json.bytes), attributes: [.posixPermissions: 0o600])
        else { throw CommandFailure.store(.failed("\(path) cannot be written")) }
        return path
    }
}
