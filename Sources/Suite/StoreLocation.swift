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

    /// Where the files are; nil when the databases are no files of ours.
    public var folder: String? {
        if case .sqlite(let folder) = self { folder } else { nil }
    }

    /// Opens the modules' databases, and makes what is missing.
    /// - Parameters:
    ///   - owner: the company that a database belongs to which has to be made.
    ///   - waking: rings when something was committed; see `bell()`.
    ///   - mayLose: accepts a server that does not flush to disk; for tests.
    public func open(
        _ modules: [Module], owner: String = "", waking: (any Waking)? = nil, mayLose: Bool = false
    ) throws -> [any Store] {
        switch self {
        case .sqlite(let folder): try modules.map { try SQLiteStore.open($0, in: folder, company: owner) }
        case .postgres(let address):
            try modules.map {
                try PostgresStore.open($0, of: address, owner: owner, waking: waking, mayLose: mayLose)
            }
        }
    }

    /// Opens a whole company, or begins a new one. Throws when a part of it is missing, or is another company's.
    func openCompany(waking: (any Waking)?, newID: () -> String) throws -> [any Store] {
        switch self {
        case .sqlite(let folder):
            let company = try Home.company(in: folder, newID: newID)
            let stores = try Suite.modules.map { try SQLiteStore.open($0, in: folder, company: company) }
            try Home.confirm(company, stores, in: folder)
            return stores
        case .postgres(let address):
            let present = try Suite.modules.filter { try !isMissing($0, address) }
            let owners = try present.map { try PostgresStore.open($0, of: address) }
            let missing = Suite.modules.count - present.count
            if missing > 0, try owners.contains(where: { try $0.read { try $0.integer(Self.entries) } > 0 }) {
                throw StoreError.failed(
                    "\(address) lacks \(missing) of its databases; restore them all from a backup, nothing was changed"
                )
            }
            let owner = owners.first?.company ?? newID()
            let stores = try Suite.modules.map { try PostgresStore.open($0, of: address, owner: owner, waking: waking) }
            guard stores.allSatisfy({ $0.company == owner }) else {
                throw StoreError.failed("the databases of \(address) are of different companies; nothing was changed")
            }
            return stores
        }
    }

    private static let entries = "SELECT count(*) FROM (SELECT 1 FROM audit LIMIT 1) AS entries"

    private func isMissing(_ module: Module, _ address: PostgresAddress) throws -> Bool {
        let server = PostgresServer(address.database(of: module.name))
        return try !server.exists() || server.isEmpty()
    }

    /// By which several programs on the same databases tell each other of changes; nil where looking must do.
    public func bell() -> (any Waking)? {
        switch self {
        case .sqlite: nil
        case .postgres(let address): PostgresBell(company: address)
        }
    }

    /// Is there a company, or a part of one?
    public func holdsCompany() throws -> Bool {
        switch self {
        case .sqlite(let folder):
            return Suite.modules.contains { FileManager.default.fileExists(atPath: "\(folder)/\($0.name).sqlite") }
        case .postgres(let address): return try Suite.modules.contains { try !isMissing($0, address) }
        }
    }
}
