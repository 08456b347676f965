import Bridge
import Kernel

/// A system as one in another house is: each call that writes takes a while, and takes few records.
struct DistantSystem: Connector {
    let inner: any Connector
    static let largestBatch = 25
    static let milliseconds = 100

    var name: String { inner.name }

    var capabilities: Capabilities {
        var capabilities = inner.capabilities
        capabilities.largestBatch = Self.largestBatch
        return capabilities
    }

    func check() async throws(ConnectorError) { try await inner.check() }
    func catalog() async throws(ConnectorError) -> [ObjectDescriptor] { try await inner.catalog() }

    func changes(of object: String, since cursor: Cursor?, limit: Int) async throws(ConnectorError) -> ChangePage {
        try await inner.changes(of: object, since: cursor, limit: limit)
    }

    func changes(
        of objects: [(object: String, since: Cursor?)], limit: Int
    ) async throws(ConnectorError) -> [ChangePage?] {
        try await inner.changes(of: objects, limit: limit)
    }

    func read(_ object: String, ids: [String]) async throws(ConnectorError) -> [VersionedRecord] {
        try await inner.read(object, ids: ids)
    }

    func find(
        _ object: String, anyOf lookups: [[String: Value]], limit: Int
    ) async throws(ConnectorError) -> [[VersionedRecord]] {
        try await inner.find(object, anyOf: lookups, limit: limit)
    }

    func candidates(
        _ object: String, anyOf lookups: [[String: Value]], showing fields: [String], limit: Int
    ) async throws(ConnectorError) -> [[Record]] {
        try await inner.candidates(object, anyOf: lookups, showing: fields, limit: limit)
    }

    func validate(_ batch: [Write]) async throws(ConnectorError) -> [Verdict] { try await inner.validate(batch) }
    func ask(_ question: Question) async throws(ConnectorError) -> Answer { try await inner.ask(question) }

    func apply(_ batch: [Write]) async throws(ConnectorError) -> [Effect] {
        try? await Task.sleep(for: .milliseconds(Self.milliseconds))
        return try await inner.apply(batch)
    }

    func effect(ofKey key: String) async throws(ConnectorError) -> Effect? { try await inner.effect(ofKey: key) }
}
