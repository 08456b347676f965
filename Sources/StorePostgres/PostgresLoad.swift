import Kernel
import Platform
import StoreSchema

/// Fills a new database with whole tables by COPY, and only then lays on what guards them: keys, references, refusals.
/// It is there in whole, or not at all.
public struct PostgresLoad {
    private let connection: PostgresConnection
    private let schema: PostgresSchema

    /// Runs `body` on a fresh database of the module, made if it is missing. Refuses one that has anything in it.
    public static func run(
        _ module: Module, of company: PostgresAddress, mayLose: Bool = false, _ body: (PostgresLoad) throws -> Void
    ) throws {
        let schema = PostgresSchema(module)
        let address = company.primary.database(of: module.name)
        let server = PostgresServer(address)
        try server.createIfMissing()
        guard try server.isEmpty() else { throw StoreError.failed("\(address) is not empty; nothing was changed") }
        do {
            let connection = try PostgresConnection(address)
            try ServerFitness.check(connection, mayLose: mayLose)
            try schema.alone(connection) {
                for statement in schema.ownStatements + schema.tableStatements { try connection.run(statement) }
                try body(PostgresLoad(connection: connection, schema: schema))
                for statement in schema.keyStatements + schema.referenceStatements + schema.refusalStatements {
                    try connection.run(statement)
                }
            }
            try connection.run("ANALYZE")
        } catch let trouble as ConnectionTrouble {
            throw PostgresStore.storeError(trouble, address, schema.words)
        }
    }

    /// Copies rows, each with the table's columns as they lie. Returns how many.
    public func fill(_ table: TableShape, _ rows: (_ row: ([Value]) throws -> Void) throws -> Void) throws -> Int {
        let columns = table.columns.map(\.name).joined(separator: ", ")
        return try connection.copy("COPY \(table.name) (\(columns)) FROM STDIN") { send in
            var text = CopyText()
            try rows { row in
                try text.append(row)
                guard text.isFull else { return }
                try text.bytes.withUnsafeBytes(send)
                text.removeAll()
            }
            try text.bytes.withUnsafeBytes(send)
        }
    }

    /// The last number that was given in a table that numbers its rows.
    public func setLastNumber(_ number: Int64, of table: TableShape) throws {
        try connection.run(
            "UPDATE tandem_number SET last = $1 WHERE table_name = $2", [.integer(number), .text(table.name)])
    }
}

extension PostgresStore {
    /// The last number that was given in a table that numbers its rows.
    public static let lastNumber = "SELECT last FROM tandem_number WHERE table_name = ?"
}
