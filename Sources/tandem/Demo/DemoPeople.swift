import Foundation
import Identity
import Kernel
import Platform
import Serving

/// The people of the sample company, one for each role, each with a password of his own.
struct DemoPeople {
    /// Written into the demo's folder, for whoever tries it out. No other company has such a file.
    static let fileName = "sign-ins.json"

    private static let people: [(signInName: String, name: String, role: Role, does: String)] = [
        ("mere", "Mere Tamihana", .sales, "leads, quotes, customers"),
        ("ana", "Ana Kereama", .salesManager, "approves what sales may not"),
        ("priya", "Priya Nair", .finance, "customers, invoices, money, ledger"),
        ("joe", "Joe Faleolo", .operations, "items, prices, orders, stock"),
        ("hemi", "Hemi Parata", .warehouse, "picks and ships, takes returns"),
        ("tama", "Tama Rewi", .support, "cases and returns"),
        ("lily", "Lily Chen", .marketing, "leads and activities"),
        ("sam", "Sam Whaanga", .integrationAdmin, "the bridge, people, recipes"),
        ("nikau", "Nikau Bell", .auditor, "reads everything, changes nothing"),
        ("ruth", "Ruth Edmonds", .executive, "sees how it goes"),
    ]

    private struct SignIn: Encodable {
        let signInName: String
        let password: String
        let name: String
        let role: String
    }

    /// Lets all of them in, prints how, and writes it into the demo's folder.
    static func settle(in company: Serving.Company, home: String) async throws {
        let desk = SignInDesk(company)
        var signIns: [SignIn] = []
        Terminal.line(Terminal.strong("Sign-ins, one for each role"))
        for person in people {
            let user = try await company.run(
                CreateUser(
                    signInName: person.signInName, name: person.name,
                    email: "\(person.signInName)@kauripumps.example",
                    team: [.sales, .salesManager].contains(person.role) ? "sales" : "", roles: [person.role]),
                in: company.bridge, by: .system)
            let password = try await desk.resetPassword(of: user, mustChange: false, by: .system)
            signIns.append(
                SignIn(
                    signInName: person.signInName, password: password, name: person.name, role: person.role.name))
            let role = person.role.name.padding(toLength: 18, withPad: " ", startingAt: 0)
            let name = person.signInName.padding(toLength: 7, withPad: " ", startingAt: 0)
            Terminal.line("  \(role)\(Terminal.strong(name)) \(password)   \(person.does)")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let path = home + "/" + fileName
        guard
            FileManager.default.createFile(
                atPath: path, contents: try encoder.encode(signIns), attributes: [.posixPermissions: 0o600])
        else { throw CommandFailure.store(.failed("\(path) cannot be written")) }
        Terminal.line("  also in \(path)\n")
    }
}
