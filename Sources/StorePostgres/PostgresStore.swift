import Kernel
import Platform
import Synchronization

/// One database of a company on a PostgreSQL server. One transaction at a time writes it, whichever node that is of, so
/// that audit trail and changes feed have one order; readers see snapshots and never wait for it. A returned write
/// survives a crash of the server, as far as its disk honours a flush.
public final class PostgresStore: Store {
    public let name: String
    public let address: PostgresAddress
    /// The identity that all databases of one company share.
    public let company: String
    private let schema: PostgresSchema
    private let texts: StatementTexts
    private let writer: ConnectionPool
    private let readers: ConnectionPool
    private let waking: (any Waking)?
    /// This program among all that write this database, and its last commit.
    private let node: String
    private let commits = Mutex(Int64(0))
    let growth = Mutex(TableGrowth())
    /// Transactions that still begin with waiting, because one lately met something unexpected.
    private let surprises = Mutex(0)

    /// "Tndm": marks the database as ours.
    static let applicationID = 0x546E_646D

    private init(
        _ schema: PostgresSchema, _ address: PostgresAddress, company: String, waking: (any Waking)?, mayLose: Bool
    ) {
        name = schema.module.name
        self.company = company
        self.address = address
        self.schema = schema
        self.waking = waking
        texts = StatementTexts(nullable: schema.nullable, book: schema.book)
        var (writing, reading) = (ConnectionSettings.writer, ConnectionSettings.reader)
        (writing.mayLose, reading.mayLose) = (mayLose, mayLose)
        writer = ConnectionPool(address, writing, places: 1, waitSeconds: nil)
        readers = ConnectionPool(
            address, reading, places: PostgresLimits.readers, waitSeconds: PostgresLimits.readerWaitSeconds)
        node = NodeName.fresh()
    }

    /// Opens or creates the database `<company>_<module>` of the server that `company` names. Throws `StoreError`:
    /// newer version, not ours, not durable, cannot be reached.
    /// - Parameters:
    ///   - owner: whose a database is that has to be made.
    ///   - waking: is told of every commit that added to the changes feed.
    ///   - mayLose: accepts a server that does not flush to disk; for tests.
    public static func open(
        _ module: Module, of company: PostgresAddress, owner: String = "", waking: (any Waking)? = nil,
        mayLose: Bool = false
    ) throws -> PostgresStore {
        let schema = PostgresSchema(module)
        let address = company.primary.database(of: module.name)
        try PostgresServer(address).createIfMissing()
        do {
            let connection = try PostgresConnection(address)
            try ServerFitness.check(connection, mayLose: mayLose)
            let known = try schema.prepare(connection, company: owner)
            return PostgresStore(schema, address, company: known, waking: waking, mayLose: mayLose)
        } catch let trouble as ConnectionTrouble {
            throw storeError(trouble, address, schema.words)
        }
    }

    static func storeError(
        _ trouble: ConnectionTrouble, _ address: PostgresAddress, _ words: ConstraintWords = ConstraintWords()
    ) -> StoreError {
        switch trouble {
        case .lost(let message): .failed("\(address) cannot be reached: \(message)")
        case .server(let error): PostgresFailure.storeError(error, words)
        case .surprised: .failed("\(address) answered something unexpected")
        }
    }

    // MARK: Writing

    /// A transaction that was lost or given up before its commit runs again, at most `PostgresLimits.attempts` times in
    /// all. When only the answer to its commit was lost, the database is asked whether it happened. What was sent ahead
    /// and refused runs again with more waiting; see `PostgresSession.Manner`.
    public func write<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        try writer.withPlace { place in
            var manner = firstManner()
            var attempts = 1
            while true {
                let connection = try place.connection()
                let session = PostgresSession(
                    connection, schema: schema, texts: texts, isWriter: true, manner: manner)
                do {
                    try session.begin()
                    let result = try body(session)
                    try session.finish()
                    try commit(session, place)
                    if session.hasAppended { waking?.wake(name) }
                    lookOver(session.inserted, connection)
                    return result
                } catch let unknown as UnknownOutcome {
                    throw unknown.storeError
                } catch {
                    session.verify()
                    undo(session, connection, place)
                    if let next = session.nextManner {
                        if manner == .ahead { surprises.withLock { $0 = PostgresLimits.waitingAfterSurprise } }
                        manner = next
                    } else if session.isLost || session.isGivenUp, attempts < PostgresLimits.attempts {
                        if session.isGivenUp { Pause.milliseconds(PostgresLimits.firstWaitMilliseconds << attempts) }
                        attempts += 1
                    } else {
                        throw error
                    }
                }
            }
        }
    }

    /// Where refusals were met lately, one more is likely.
    private func firstManner() -> PostgresSession.Manner {
        surprises.withLock { left in
            left = max(0, left - 1)
            return left > 0 ? .waiting : .ahead
        }
    }

    /// Nobody can be asked whether the commit happened.
    private struct UnknownOutcome: Error {
        let storeError: StoreError
    }

    private func commit(_ session: PostgresSession, _ place: ConnectionPlace) throws {
        let mark = CommitMark(
            node: node,
            number: commits.withLock { last in
                last += 1
                return last
            })
        do {
            try session.commit(mark: mark)
        } catch {
            guard session.isLost, session.hasWritten else {
                if session.isLost { return }
                throw error
            }
            place.discard()
            guard try happened(mark, place, after: error) else { throw error }
        }
    }

    /// Asks the database, when nobody else can be at work on it, whether our commit happened.
    private func happened(_ mark: CommitMark, _ place: ConnectionPlace, after error: StoreError) throws -> Bool {
        for _ in 0..<PostgresLimits.attempts {
            do {
                let connection = try place.connection()
                let session = PostgresSession(connection, schema: schema, texts: texts, isWriter: true)
                try session.begin()
                let rows = try session.rows(
                    "SELECT commit_number FROM tandem_writer WHERE node = ?", [.text(mark.node)], as: [.integer])
                try session.end(undoing: true)
                return rows.first?.first == .integer(mark.number)
            } catch {
                place.discard()
            }
        }
        throw UnknownOutcome(
            storeError: .failed(
                "nobody knows whether the last change was kept: \(error); repeat it with the same idempotency key"))
    }

    private func undo(_ session: PostgresSession, _ connection: PostgresConnection, _ place: ConnectionPlace) {
        if connection.isLost || (try? session.end(undoing: true)) == nil || session.isGivenUp { place.discard() }
    }

    // MARK: Reading

    public func read<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        var isAnswered = false
        return try readers.snapshot(schema, texts, isAnswered: &isAnswered, body)
    }
}

extension ConnectionPool {
    /// Runs `body` on one snapshot; again on another connection when the first one turned out to be dead before it said
    /// anything. `isAnswered` tells of a failure whether it came after an answer, which may have been passed on.
    func snapshot<T>(
        _ schema: PostgresSchema, _ texts: StatementTexts, isAnswered: inout Bool,
        _ body: (any StoreSession) throws -> T
    ) throws -> T {
        try withPlace { place in
            var attempts = 0
            while true {
                attempts += 1
                let connection = try place.connection()
                let session = PostgresSession(connection, schema: schema, texts: texts, isWriter: false)
                do {
                    try session.begin()
                    let result = try body(session)
                    if (try? session.end(undoing: session.isSpoiled)) == nil { place.discard() }
                    return result
                } catch {
                    isAnswered = session.hasAnswered
                    if connection.isLost || (try? session.end(undoing: true)) == nil { place.discard() }
                    guard connection.isLost, !isAnswered, attempts < PostgresLimits.attempts else {
                        throw error
                    }
                }
            }
        }
    }
}

/// A name that no other program has: the moment and chance.
enum NodeName {
    static func fresh() -> String {
        let chance = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }
        return chance.joined()
    }
}

/// Tells other programs, and hears from them, that a database has changed. Only speeds them up: who never hears looks
/// by himself in the end.
public protocol Waking: Sendable {
    /// The database of this module has something new. Must not block.
    func wake(_ module: String)
    /// Calls `heard` with the module's name whenever another program says so.
    func listen(_ heard: @escaping @Sendable (String) -> Void)
}
