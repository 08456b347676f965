import Bridge
import Kernel

/// How likely each kind of trouble is, in 1/65,536. Each seed switches some off and skews the rest.
public struct Faults: Hashable, Sendable {
    /// The request never arrives.
    public var loss: UInt64 = 0
    /// It is done, but the answer never comes.
    public var lostReply: UInt64 = 0
    /// It arrives twice.
    public var duplication: UInt64 = 0
    /// "429 Too Many Requests".
    public var throttling: UInt64 = 0
    /// The writes of one batch arrive in another order.
    public var reorder: UInt64 = 0
    /// A late copy of an earlier write arrives once more.
    public var delay: UInt64 = 0
    /// The process dies, at each fault point.
    public var crash: UInt64 = 0

    public static let none = Faults()

    public init() {}

    /// The swarm: about half of the faults are off, the others rare or frequent.
    public static func swarm(_ world: SimulatedWorld) -> Faults {
        func strength() -> UInt64 { [0, 0, 0, 400, 2_000, 8_000][world.pick(6)] }
        var faults = Faults()
        faults.loss = strength()
        faults.lostReply = strength()
        faults.duplication = strength()
        faults.throttling = strength()
        faults.reorder = strength()
        faults.delay = strength()
        faults.crash = [0, 0, 20, 60, 200][world.pick(5)]
        return faults
    }
}

/// A real connector behind a bad network. It holds no opinion about records: what arrives is what the real one does.
public final class FaultyConnector: Connector {
    private let inner: any Connector
    private let world: SimulatedWorld
    private let setting: FaultSetting

    public var name: String { inner.name }
    public var capabilities: Capabilities { inner.capabilities }

    public init(_ inner: any Connector, world: SimulatedWorld, setting: FaultSetting) {
        self.inner = inner
        self.world = world
        self.setting = setting
    }

    public func check() async throws(ConnectorError) { try await inner.check() }
    public func catalog() async throws(ConnectorError) -> [ObjectDescriptor] { try await inner.catalog() }

    public func changes(
        of object: String, since cursor: Cursor?, limit: Int
    ) async throws(ConnectorError) -> ChangePage {
        try request()
        return try await inner.changes(of: object, since: cursor, limit: limit)
    }

    /// Each object is asked for by itself and may fail by itself; the others' pages are read together.
    public func changes(
        of objects: [(object: String, since: Cursor?)], limit: Int
    ) async throws(ConnectorError) -> [ChangePage?] {
        var asked: [Int] = []
        for index in objects.indices {
            do throws(ConnectorError) {
                try request()
                asked.append(index)
            } catch .crashed(let crash) {
                throw .crashed(crash)
            } catch {
                continue
            }
        }
        var pages = [ChangePage?](repeating: nil, count: objects.count)
        guard !asked.isEmpty else { return pages }
        let answers = try await inner.changes(of: asked.map { objects[$0] }, limit: limit)
        for (index, page) in zip(asked, answers) { pages[index] = page }
        return pages
    }

    public func read(_ object: String, ids: [String]) async throws(ConnectorError) -> [VersionedRecord] {
        try request()
        return try await inner.read(object, ids: ids)
    }

    public func find(
        _ object: String, anyOf lookups: [[String: Value]], limit: Int
    ) async throws(ConnectorError) -> [[VersionedRecord]] {
        try request()
        return try await inner.find(object, anyOf: lookups, limit: limit)
    }

    public func validate(_ batch: [Write]) async throws(ConnectorError) -> [Verdict] {
        try request()
        return try await inner.validate(batch)
    }

    public func ask(_ question: Question) async throws(ConnectorError) -> Answer {
        try request()
        return try await inner.ask(question)
    }

    public func effect(ofKey key: String) async throws(ConnectorError) -> Effect? {
        try request()
        return try await inner.effect(ofKey: key)
    }

    public func apply(_ batch: [Write]) async throws(ConnectorError) -> [Effect] {
        let faults = setting.faults
        try request()
        if world.chance(faults.delay), let late = setting.late(at: world.pick(64)) {
            world.note("a late copy of \(late.key)")
            _ = try await inner.apply([late])
        }
        for write in batch { setting.remember(write) }
        var order = Array(batch.indices)
        if batch.count > 1, world.chance(faults.reorder) {
            for index in order.indices.dropLast() { order.swapAt(index, index + world.pick(order.count - index)) }
            world.note("reordered")
        }
        if world.chance(faults.duplication) {
            world.note("duplicated")
            _ = try await inner.apply(order.map { batch[$0] })
        }
        let effects = try await inner.apply(order.map { batch[$0] })
        if world.chance(faults.lostReply) {
            world.note("reply lost")
            throw .replyLost("\(name) did not answer")
        }
        var sorted = [Effect](repeating: .moved, count: batch.count)
        for (position, index) in order.enumerated() { sorted[index] = effects[position] }
        return sorted
    }

    private func request() throws(ConnectorError) {
        let faults = setting.faults
        if world.chance(faults.throttling) {
            world.note("throttled")
            throw .transient("\(name) asks for patience", retryAfterSeconds: 1 + world.pick(5))
        }
        if world.chance(faults.loss) {
            world.note("lost")
            throw .transient("\(name) is not reached", retryAfterSeconds: nil)
        }
    }
}
