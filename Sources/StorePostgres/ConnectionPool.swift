import Dispatch
import Platform
import Synchronization

/// A bounded number of connections to one database, handed out one by one: who asks for one more waits his turn.
final class ConnectionPool: Sendable {
    private let address: PostgresAddress
    private let settings: ConnectionSettings
    private let places: DispatchSemaphore
    private let waitSeconds: Int?
    private let idle: Mutex<[PostgresConnection]> = Mutex([])

    /// - Parameter waitSeconds: how long a taker waits for his turn; nil for as long as it takes.
    init(_ address: PostgresAddress, _ settings: ConnectionSettings, places: Int, waitSeconds: Int?) {
        self.address = address
        self.settings = settings
        self.places = DispatchSemaphore(value: places)
        self.waitSeconds = waitSeconds
    }

    /// Runs `body` with a place in which connections can be had.
    func withPlace<T>(_ body: (ConnectionPlace) throws -> T) throws -> T {
        if let waitSeconds {
            guard places.wait(timeout: .now() + .seconds(waitSeconds)) == .success else {
                throw StoreError.busy("all connections of \(address) were in use for \(waitSeconds) seconds")
            }
        } else {
            places.wait()
        }
        let place = ConnectionPlace(self)
        defer {
            place.leave()
            places.signal()
        }
        return try body(place)
    }

    /// One that lies ready and answers, or a new one. Waits for a server that is gone, longer each time, and says so in
    /// the end.
    fileprivate func connection() throws(StoreError) -> PostgresConnection {
        while let waiting = idle.withLock({ $0.popLast() }) {
            if (try? waiting.collectOwed()) != nil, !waiting.isLost { return waiting }
            // Where one is dead the others are too, most likely.
            idle.withLock { $0.removeAll() }
        }
        return try ConnectionPool.connect(address, settings)
    }

    fileprivate func giveBack(_ connection: PostgresConnection) { idle.withLock { $0.append(connection) } }

    /// Tries until the limit; refuses at once what will not change by waiting.
    static func connect(
        _ address: PostgresAddress, _ settings: ConnectionSettings
    ) throws(StoreError) -> PostgresConnection {
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(PostgresLimits.reconnectMilliseconds)
        var wait = PostgresLimits.firstWaitMilliseconds
        while true {
            do throws(ConnectionTrouble) {
                let connection = try PostgresConnection(address)
                try settings.apply(to: connection)
                return connection
            } catch {
                let (failure, isFinal) = Self.failure(error, address, settings)
                guard !isFinal, clock.now < end else { throw failure }
            }
            Pause.milliseconds(wait)
            wait = min(wait * 2, PostgresLimits.longestWaitMilliseconds)
        }
    }

    private static func failure(
        _ trouble: ConnectionTrouble, _ address: PostgresAddress, _ settings: ConnectionSettings
    ) -> (StoreError, isFinal: Bool) {
        switch trouble {
        case .lost(let message): (.failed("\(address) cannot be reached: \(message)"), !settings.waitsForServer)
        case .server(let error): (PostgresFailure.storeError(error, ConstraintWords()), true)
        case .surprised: (.failed("\(address) answered something unexpected"), true)
        }
    }
}

/// One turn at a pool. What is lost on the way is replaced.
final class ConnectionPlace {
    private let pool: ConnectionPool
    private var current: PostgresConnection?

    fileprivate init(_ pool: ConnectionPool) { self.pool = pool }

    func connection() throws(StoreError) -> PostgresConnection {
        if let current, !current.isLost { return current }
        let fresh = try pool.connection()
        current = fresh
        return fresh
    }

    /// The present connection cannot be trusted any more.
    func discard() { current = nil }

    fileprivate func leave() {
        if let current, !current.isLost, current.unanswered == 0 { pool.giveBack(current) }
    }
}

/// Waits on this thread.
enum Pause {
    static func milliseconds(_ milliseconds: Int) {
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(milliseconds))
    }
}

/// What is set on each new connection.
struct ConnectionSettings: Sendable {
    let statementSeconds: Int
    let idleSeconds: Int
    /// A server that is gone is waited for.
    var waitsForServer = true
    /// For tests only: a server that does not flush.
    var mayLose = false

    static let writer = ConnectionSettings(
        statementSeconds: PostgresLimits.writerStatementSeconds, idleSeconds: PostgresLimits.idleWriterSeconds)
    static let reader = ConnectionSettings(
        statementSeconds: PostgresLimits.readerStatementSeconds, idleSeconds: PostgresLimits.idleReaderSeconds)

    /// A prepared statement is planned once for all values, often while its table is nearly empty; such a plan walks
    /// the whole table, and stays. So an index is taken wherever there is one; what has none walks all the same.
    func apply(to connection: PostgresConnection) throws(ConnectionTrouble) {
        try connection.run(
            """
            SET statement_timeout = '\(statementSeconds)s'; SET lock_timeout = '\(PostgresLimits.lockSeconds)s';
            SET idle_in_transaction_session_timeout = '\(idleSeconds)s'; SET cursor_tuple_fraction = 1;
            SET standard_conforming_strings = on; SET jit = off; SET enable_seqscan = off
            """)
        try connection.enterPipeline()
    }
}
