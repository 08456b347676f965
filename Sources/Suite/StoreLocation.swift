import Foundation
import Platform
import StorePostgres
import StoreSQLite

/// Where a company's three databases are: files in a folder (`sqlite:DIR`), or databases of a PostgreSQL server
/// (`postgresql://user@host/NAME` means NAME_crm, NAME_erp and NAME_bridge).
public enum StoreLocation: Sendable, CustomStringConvertible {
    case sqlite(folder: String)
    case postgres(PostgresAddress)

    /// Reads what a person wrote. A wrong address is not repeated: it may hold a password.
    public init(_ text: String) throws(StoreError) {
        if text.hasPrefix("sqlite:"), text.count > "sqlite:".count {
            self = .sqlite(folder: String(text.dropFirst("sqlite:".count)))
        } else if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            let address = try PostgresAddress(url: text)
            guard !address.company.isEmpty else {
                throw .failed("the address names no company: postgresql://user@host/NAME")
            }
            self = .postgres(address)
        } else {
            throw .failed("a store is sqlite:FOLDER or postgresql://user@host/NAME")
        }
    }

    /// Without the password, if there is one.
    public var description: String {
        switch self {
        case .sqlite(let folder): folder
        case .postgres(let address): address.description
        }
    }

    /// Opens the modules' databases, and makes what is missing.
    /// - Parameter waking: rings when something was committed; see `bell()`.
    /// - Parameter mayLose: accepts a server that does not flush to disk; for tests.
    public func open(
        _ modules: [Module], waking: (any Waking)? = nil, mayLose: Bool = false
    ) throws -> [any Store] {
        switch self {
        case .sqlite(let folder): try modules.map { try SQLiteStore.open($0, in: folder) }
        case .postgres(let address):
            try modules.map { try PostgresStore.open($0, of: address, waking: waking, mayLose: mayLose) }
        }
    }

    /// By which several programs on the same databases tell each other of changes; nil where there is only one.
    public func bell() -> (any Waking)? {
        switch self {
        case .sqlite: nil
        case .postgres(let address): PostgresBell(company: address)
        }
    }

    /// Is there a company?
    public func holdsCompany() throws -> Bool {
        switch self {
        case .sqlite(let folder): return FileManager.default.fileExists(atPath: folder + "/erp.sqlite")
        case .postgres(let address):
            let server = PostgresServer(address.database(of: "erp"))
            return try server.exists() && !server.isEmpty()
        }
    }

    /// Is nothing there that could be in the way of a company?
    func isEmpty(_ modules: [Module]) throws -> Bool {
        switch self {
        case .sqlite(let folder):
            return !modules.contains { FileManager.default.fileExists(atPath: "\(folder)/\($0.name).sqlite") }
        case .postgres(let address):
            return try modules.allSatisfy { module in
                let server = PostgresServer(address.database(of: module.name))
                return try !server.exists() || server.isEmpty()
            }
        }
    }

    /// What marks databases as made by a demo, and so as ones that the next demo may remove.
    private static let demoRemark = "made by a demo of tandem; the next demo removes it"

    /// Makes room for a demo on a server: removes what an earlier demo left, refuses what is anybody else's. Files in a
    /// folder are the caller's to look after.
    public func makeFreshForDemo() throws {
        guard case .postgres(let address) = self else { return }
        let servers = Suite.modules.map { PostgresServer(address.database(of: $0.name)) }
        var old: [PostgresServer] = []
        for server in servers where try server.exists() {
            guard try server.remark() == Self.demoRemark || server.isEmpty() else {
                throw StoreError.failed(
                    "\(address) holds a company that no demo made; name another, nothing was touched")
            }
            old.append(server)
        }
        for server in old { try server.drop() }
        for server in servers {
            try server.createIfMissing()
            try server.setRemark(Self.demoRemark)
        }
    }
}
