import Kernel
import Platform

/// Looks which databases of a server are being written at a moment: how often the turn of the one writer is taken tells
/// how near a database is to its limit.
public struct TurnWatch {
    private let connection: PostgresConnection

    /// - Parameter company: on whose server.
    public init(_ company: PostgresAddress) throws {
        do {
            connection = try PostgresConnection(company.primary.database("postgres"))
        } catch {
            throw PostgresStore.storeError(error, company)
        }
    }

    /// The databases whose turn somebody has now.
    public func taken() throws -> Set<String> {
        do {
            let answer = try connection.run(Self.question)
            return Set((0..<answer.count).map { answer.text($0, 0) })
        } catch {
            throw PostgresStore.storeError(error, connection.address)
        }
    }

    private static let question = """
        SELECT d.datname FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE l.locktype = 'advisory' AND l.granted AND l.objid = \(PostgresLimits.writerLock)
        """
}
