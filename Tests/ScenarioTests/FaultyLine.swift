import Bridge
import Kernel
import Suite
import Synchronization

/// What is wrong with the line to one system, changed while a test goes on.
final class Fault: Sendable {
    private struct State {
        var onWrites: ConnectorError?
        var onQuestions: ConnectorError?
        var muted: Set<String> = []
        var hidden: Set<String> = []
        var refusedWrites = 0
    }
    private let state = Mutex(State())

    /// Every write fails like this.
    var onWrites: ConnectorError? {
        get { state.withLock { $0.onWrites } }
        set { state.withLock { $0.onWrites = newValue } }
    }
    /// Every live question fails like this.
    var onQuestions: ConnectorError? {
        get { state.withLock { $0.onQuestions } }
        set { state.withLock { $0.onQuestions = newValue } }
    }
    /// Objects whose changes cannot be heard now.
    var muted: Set<String> {
        get { state.withLock { $0.muted } }
        set { state.withLock { $0.muted = newValue } }
    }
    /// Records that are no longer there when they are read.
    var hidden: Set<String> {
        get { state.withLock { $0.hidden } }
        set { state.withLock { $0.hidden = newValue } }
    }
    /// Writes that failed so far.
    var refusedWrites: Int { state.withLock { $0.refusedWrites } }
    func countWrite() { state.withLock { $0.refusedWrites += 1 } }
}

/// A real connector behind a line that a test breaks and repairs.
struct FaultyLine: Connector {
    let inner: any Connector
    let fault: Fault

    init(_ inner: any Connector, _ fault: Fault) {
        self.inner = inner
        self.fault = fault
    }

    var name: String { inner.name }
    var capabilities: Capabilities { inner.capabilities }
    func check() async throws(ConnectorError) { try await inner.check() }
    func catalog() async throws(ConnectorError) -> [ObjectDescriptor] { try await inner.catalog() }

    func changes(of object: String, since cursor: Cursor?, limit: Int) async throws(ConnectorError) -> ChangePage {
        if fault.muted.contains(object) { throw .transient("\(object) is not heard", retryAfterSeconds: nil) }
        return try await inner.changes(of: object, since: cursor, limit: limit)
    }

    func read(_ object: String, ids: [String]) async throws(ConnectorError) -> [VersionedRecord] {
        try await inner.read(object, ids: ids).filter { !fault.hidden.contains($0.record.id) }
    }

    func find(
        _ object: String, anyOf lookups: [[String: Value]], limit: Int
    ) async throws(ConnectorError) -> [[VersionedRecord]] {
        try await inner.find(object, anyOf: lookups, limit: limit)
    }

    func validate(_ batch: [Write]) async throws(ConnectorError) -> [Verdict] { try await inner.validate(batch) }

    func ask(_ question: Question) async throws(ConnectorError) -> Answer {
        if let error = fault.onQuestions { throw error }
        return try await inner.ask(question)
    }

    func apply(_ batch: [Write]) async throws(ConnectorError) -> [Effect] {
        if let error = fault.onWrites {
            fault.countWrite()
            throw error
        }
        return try await inner.apply(batch)
    }

    func effect(ofKey key: String) async throws(ConnectorError) -> Effect? { try await inner.effect(ofKey: key) }
}
