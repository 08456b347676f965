import Kernel
import Platform

/// A copy of a company's database that another server keeps up by streaming. It answers questions and takes no change;
/// it is a little behind, and says how much.
public final class PostgresReplica: Store {
    public let name: String
    public let address: PostgresAddress
    private let schema: PostgresSchema
    private let texts: StatementTexts
    private let readers: ConnectionPool

    /// Nobody answers there now; somebody may later.
    public struct Unreachable: Error, CustomStringConvertible {
        public let description: String
    }

    /// Opens the copy of one part of a company. Throws `Unreachable`; a `StoreError` when that is no copy of it.
    /// - Parameters:
    ///   - replica: where the company's copy is.
    ///   - company: the identity that it must have.
    public init(_ module: Module, of replica: PostgresAddress, company: String) throws {
        schema = PostgresSchema(module)
        address = replica.replica.database(of: module.name)
        name = module.name
        texts = StatementTexts(nullable: schema.nullable, book: schema.book)
        var settings = ConnectionSettings.reader
        // Whoever reads here can read elsewhere: nobody waits for a server that is gone.
        settings.waitsForServer = false
        readers = ConnectionPool(
            address, settings, places: PostgresLimits.replicaReaders,
            waitSeconds: PostgresLimits.readerWaitSeconds)
        do {
            let connection = try PostgresConnection(address)
            guard try schema.isPrepared(connection), try schema.check(connection) == company else {
                throw StoreError.failed("\(address) is no copy of this company's database")
            }
        } catch ConnectionTrouble.lost(let message) {
            throw Unreachable(description: "\(address) cannot be reached: \(message)")
        } catch let trouble as ConnectionTrouble {
            throw PostgresStore.storeError(trouble, address)
        }
    }

    /// Throws `Unreachable` when nothing has been answered: whoever asks may ask elsewhere, as if he had not begun.
    public func read<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        var isAnswered = false
        do {
            return try readers.snapshot(schema, texts, isAnswered: &isAnswered, body)
        } catch let error as StoreError where !isAnswered {
            throw Unreachable(description: error.description)
        }
    }

    public func write<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        throw StoreError.failed("\(address) is a copy; it takes no change")
    }

    /// Microseconds since the last commit that has arrived here, by the copy's own clock. A node commits each second,
    /// so this is how far the copy is behind, to a second. nil when it has heard of no commit since it was started, or
    /// when it takes changes itself and is no copy any more.
    public func lag() throws -> Int64? {
        let rows = try read { try $0.rows(Self.lagQuestion, [], as: [.integer]) }
        guard case .integer(let lag)? = rows.first?.first, lag >= 0 else { return nil }
        return lag
    }

    private static let lagQuestion = """
        SELECT CASE WHEN pg_is_in_recovery() THEN coalesce(greatest(0, (extract(epoch FROM
            clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000000)::bigint), -1) ELSE -1 END
        """
}
