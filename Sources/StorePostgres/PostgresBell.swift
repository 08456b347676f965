import Dispatch
import Glibc
import Platform
import Synchronization

/// Rings by NOTIFY and hears by LISTEN, on one connection of its own to the company's bridge database. Many wakings of
/// one database become one; what is lost with a connection is lost, for nobody depends on it.
public final class PostgresBell: Waking {
    private let address: PostgresAddress
    private let node = NodeName.fresh()
    private let queue = DispatchQueue(label: "tandem.bell")
    private let state = Mutex(State())

    private struct State {
        var connection: PostgresConnection?
        var source: (any DispatchSourceRead)?
        var due: [String] = []
        var isWaiting = false
        var isClosed = false
        var ears: [@Sendable (String) -> Void] = []

        mutating func hangUp() {
            source?.cancel()
            source = nil
            connection = nil
        }
    }

    static let channel = "tandem_changes"
    /// Between two looks for a server that is gone. Milliseconds.
    static let retryMilliseconds = 1_000

    /// - Parameter company: where the company is; its bridge's database carries the sound.
    public init(company: PostgresAddress) { address = company.primary.database(of: "bridge") }

    deinit { state.withLock { $0.source?.cancel() } }

    /// Hangs up; rings no more.
    public func close() {
        state.withLock { state in
            state.isClosed = true
            state.hangUp()
        }
    }

    public func wake(_ module: String) {
        let begins = state.withLock { state in
            guard !state.isClosed, !state.due.contains(module) else { return false }
            state.due.append(module)
            return state.due.count == 1
        }
        if begins { queue.async { [weak self] in self?.ring() } }
    }

    public func listen(_ heard: @escaping @Sendable (String) -> Void) {
        let begins = state.withLock { state in
            state.ears.append(heard)
            return state.ears.count == 1
        }
        if begins { queue.async { [weak self] in self?.connect() } }
    }

    // MARK: On the queue

    private func ring() {
        let due = state.withLock { state in
            defer { state.due = [] }
            return state.due
        }
        guard let connection = connect() else { return }
        do throws(ConnectionTrouble) {
            for module in due {
                try connection.run("SELECT pg_notify('\(Self.channel)', $1)", [.text(node + " " + module)])
            }
            hear()
        } catch {
            lose()
        }
    }

    @discardableResult
    private func connect() -> PostgresConnection? {
        let (known, isClosed) = state.withLock { ($0.connection, $0.isClosed) }
        guard known == nil, !isClosed else { return known }
        do throws(ConnectionTrouble) {
            let connection = try PostgresConnection(address)
            try connection.run("LISTEN \(Self.channel)")
            state.withLock { state in
                // libpq closes its socket as soon as it is lost; ours may only close when nobody looks at it any more.
                let watched = dup(connection.socket)
                let source = DispatchSource.makeReadSource(fileDescriptor: watched, queue: queue)
                source.setEventHandler { [weak self] in self?.hear() }
                source.setCancelHandler { Glibc.close(watched) }
                state.connection = connection
                state.source = source
                source.resume()
            }
            return connection
        } catch {
            lose()
            return nil
        }
    }

    private func hear() {
        guard let connection = state.withLock({ $0.connection }) else { return }
        do throws(ConnectionTrouble) {
            let heard = try connection.notifications()
            let ears = state.withLock { $0.ears }
            for notice in heard where notice.channel == Self.channel {
                let words = notice.text.split(separator: " ").map(String.init)
                guard words.count == 2, words[0] != node else { continue }
                for ear in ears { ear(words[1]) }
            }
        } catch {
            lose()
        }
    }

    /// Looks for the server again after a while; meanwhile everybody looks by himself.
    private func lose() {
        let waits = state.withLock { state in
            state.hangUp()
            guard !state.isWaiting, !state.isClosed, !state.ears.isEmpty else { return false }
            state.isWaiting = true
            return true
        }
        guard waits else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.retryMilliseconds)) { [weak self] in
            guard let self else { return }
            state.withLock { $0.isWaiting = false }
            connect()
        }
    }
}
