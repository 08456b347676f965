import Foundation
import PostgresRig
import Suite
import Testing

/// Where the databases of a company may be that several programs serve.
enum NodePlace: String, CaseIterable, CustomTestStringConvertible {
    case files = "in files"
    case server = "on PostgreSQL"
    var testDescription: String { rawValue }
}

/// A company of the demo, with its databases in one of these places.
final class ServedCompany {
    let home: TemporaryHome
    let location: StoreLocation
    /// The server, where it is on one; its own where it is to be harmed. Another one after a failover.
    private(set) var rig: PostgresRig?
    /// What each command of the program is told to find the company.
    let place: [String]
    let name: String

    /// For all tests that do not harm it. It flushes to disk.
    static let server = Result { try PostgresRig(flushes: true) }

    convenience init(_ place: NodePlace) throws { try self.init(on: place == .server ? Self.server.get() : nil) }

    /// - Parameter copies: servers that may have to take the first one's place.
    init(on rig: PostgresRig?, copies: [PostgresRig] = []) throws {
        let (home, name) = (TemporaryHome(), PostgresRig.freshName())
        self.home = home
        self.name = name
        self.rig = rig
        let address = rig.map { PostgresRig.address(name, onOneOf: [$0] + copies) }
        place = ["--home", home.path] + (address.map { ["--store", $0] } ?? [])
        location = try address.map { try StoreLocation($0) } ?? .sqlite(folder: home.path)
        let demo = try Program.run(Program.path, ["demo"] + place)
        guard demo.code == 0 else { throw Program.Failed(text: demo.output + demo.complaint) }
    }

    /// Asks this server from now on: it takes the changes.
    func moved(to rig: PostgresRig) { self.rig = rig }

    /// What a database says, line by line, columns apart by `|`; asked past the program.
    func lines(_ database: String, _ sql: String) throws -> [String] {
        let text =
            try rig?.sql(sql, in: "\(name)_\(database)") ?? Program.sqlite(home.file("\(database).sqlite"), sql)
        return text.split(separator: "\n").map(String.init)
    }

    func count(_ database: String, _ sql: String) throws -> Int {
        try lines(database, sql).first.flatMap { Int($0) } ?? -1
    }

    /// What `tandem verify` says of it.
    func verify() throws -> Program.Outcome { try Program.run(Program.path, ["verify"] + place) }
}
