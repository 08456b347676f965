import Kernel
import Platform
import StorePostgres
import Synchronization

/// A copy of the company that answers reports, so that these do not burden the server people work on. When the copy is
/// too far behind or does not answer, the company's own databases do: a report is late, never missing.
public final class ReportReplica: Sendable {
    /// Where the copy is, without any password.
    public let place: String
    /// Further behind than this it is not asked. Microseconds.
    public let mostLag: Int64
    private let address: PostgresAddress
    private let company: String
    private let state = Mutex(State())

    /// How the copy stands.
    public enum Standing: Sendable, Equatable {
        /// It answers reports, so many microseconds behind.
        case near(lag: Int64)
        /// It lives and is too far behind.
        case far(lag: Int64)
        /// It does not answer, or is no copy any more.
        case absent

        public var lag: Int64? {
            switch self {
            case .near(let lag), .far(let lag): lag
            case .absent: nil
            }
        }

        public var isNear: Bool { if case .near = self { true } else { false } }
    }

    private struct State {
        var stores: [String: PostgresReplica] = [:]
        var standing = Standing.absent
        var asked: ContinuousClock.Instant?
        var isAsking = false
    }

    /// What was found out holds so long; longer when nobody answered, as asking takes long then.
    static let knownMilliseconds = 500
    static let absentMilliseconds = 5_000
    public static let standardMostLagSeconds = 60

    /// Looks at the copy. Throws `StoreError` when somebody answers who is no copy of this company; when nobody does,
    /// it is looked for again and again.
    public init(_ location: StoreLocation, company: String, mostLagSeconds: Int) throws {
        guard case .postgres(let address) = location else {
            throw StoreError.failed("a read replica is a PostgreSQL server: postgresql://user@host/NAME")
        }
        self.address = address
        self.company = company
        place = address.description
        mostLag = Int64(mostLagSeconds) * 1_000_000
        do {
            let stores = try opened()
            state.withLock { $0.stores = stores }
        } catch is PostgresReplica.Unreachable {
            // The company works without.
        }
    }

    private func opened() throws -> [String: PostgresReplica] {
        let stores = try Suite.modules.map { try PostgresReplica($0, of: address, company: company) }
        return Dictionary(uniqueKeysWithValues: stores.map { ($0.name, $0) })
    }

    /// How the copy stands now, or stood a moment ago.
    public var standing: Standing {
        let (known, mustAsk) = state.withLock { state -> (Standing, Bool) in
            let patience = state.standing == .absent ? Self.absentMilliseconds : Self.knownMilliseconds
            let isFresh = state.asked.map { ContinuousClock.now - $0 < .milliseconds(patience) } ?? false
            guard !isFresh, !state.isAsking else { return (state.standing, false) }
            state.isAsking = true
            return (state.standing, true)
        }
        guard mustAsk else { return known }
        let found = look()
        state.withLock { state in
            (state.standing, state.asked, state.isAsking) = (found, .now, false)
        }
        return found
    }

    private func look() -> Standing {
        do {
            var stores = state.withLock { $0.stores }
            if stores.isEmpty {
                stores = try opened()
                state.withLock { [stores] in $0.stores = stores }
            }
            // One server streams all three.
            guard let lag = try stores["bridge"]?.lag() else { return .absent }
            return lag <= mostLag ? .near(lag: lag) : .far(lag: lag)
        } catch {
            return .absent
        }
    }

    /// The copy of a database, when it is near.
    func store(_ name: String) -> PostgresReplica? {
        standing.isNear ? state.withLock { $0.stores[name] } : nil
    }

    /// It gave no answer: for a while nobody asks it.
    func failed() { state.withLock { ($0.standing, $0.asked) = (.absent, .now) } }
}

/// A database as reports ask it: the copy when it is near, else the database itself. Takes no change.
struct ReportStore: Store {
    let own: any Store
    let replica: ReportReplica

    var name: String { own.name }

    func write<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        throw StoreError.failed("reports change nothing")
    }

    /// A copy that gave no answer is passed over; one that broke off in the middle may have been passed on, so the
    /// reader is told.
    func read<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        guard let copy = replica.store(name) else { return try own.read(body) }
        do {
            return try copy.read(body)
        } catch is PostgresReplica.Unreachable {
            replica.failed()
            return try own.read(body)
        }
    }
}
