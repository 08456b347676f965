import Bridge
import Kernel
import Platform

/// A built-in system as a connector like any other: it turns records into commands and rows into records.
public final class SuiteConnector: Connector {
    public typealias Responder = @Sendable (Question, any StoreSession, World) throws -> Answer

    public let name: String
    public let capabilities = Capabilities(
        keepsKeys: true, validatesOnApply: true, comparesVersions: true, largestBatch: 500)
    let bus: CommandBus
    private let objects: [String: SuiteObject]
    private let responders: [String: Responder]
    private let quiet = QuietFeed()

    public init(bus: CommandBus, objects: [SuiteObject], answers responders: [String: Responder]) {
        name = bus.module.name
        self.bus = bus
        self.objects = Dictionary(uniqueKeysWithValues: objects.map { ($0.descriptor.name, $0) })
        self.responders = responders
    }

    public func check() async throws(ConnectorError) {
        _ = try reading { session in try session.integer("SELECT count(*) FROM number_series") }
    }

    public func catalog() async throws(ConnectorError) -> [ObjectDescriptor] {
        objects.values.map(\.descriptor).sorted { $0.name < $1.name }
    }

    /// The inputs of the commands that write an object, for the recipes' static check.
    public func inputs(of object: String) -> [ObjectDescriptor] { objects[object]?.inputs ?? [] }

    public func changes(
        of object: String, since cursor: Cursor?, limit: Int
    ) async throws(ConnectorError) -> ChangePage {
        let reader = try known(object).reader
        return try reading { session in
            try Self.page(of: object, reader, since: cursor, limit: limit, in: session)
        }
    }

    /// All from one snapshot. Where nothing was new before, only what has come since is looked at.
    public func changes(
        of objects: [(object: String, since: Cursor?)], limit: Int
    ) async throws(ConnectorError) -> [ChangePage?] {
        try reading { session in
            let head = try quiet.head(in: session)
            return try objects.map { object, cursor in
                guard let reader = self.objects[object]?.reader else { return nil }
                let start = cursor.flatMap { Int64($0.text) } ?? 0
                let nothing = ChangePage(changes: [], cursor: cursor ?? Cursor("0"), hasMore: false)
                let unheard = quiet.start(of: object, after: start)
                guard unheard < head else { return nothing }
                let page = try Self.page(
                    of: object, reader, since: Cursor(String(unheard)), limit: limit, in: session)
                guard page.cursor == Cursor(String(unheard)) else { return page }
                quiet.note(object, from: start, to: head)
                return nothing
            }
        }
    }

    private static func page(
        of object: String, _ reader: DocumentReader, since cursor: Cursor?, limit: Int, in session: any StoreSession
    ) throws -> ChangePage {
        let start = cursor.flatMap { Int64($0.text) } ?? 0
        let (entries, end, isCut) = try reader.changes(after: start, limit: limit, in: session)
        guard end > start else { return ChangePage(changes: [], cursor: cursor ?? Cursor("0"), hasMore: false) }
        var latest: [String: Int64] = [:]
        for entry in entries { latest[entry.id] = entry.sequence }
        let changes = entries.filter { latest[$0.id] == $0.sequence }.map {
            Change(
                object: object, id: $0.id, version: $0.sequence, event: $0.event, correlation: $0.correlation)
        }
        return ChangePage(changes: changes, cursor: Cursor(String(end)), hasMore: isCut)
    }

    public func read(_ object: String, ids: [String]) async throws(ConnectorError) -> [VersionedRecord] {
        let reader = try known(object).reader
        return try reading { session in
            var cache = ShownCache()
            return try reader.records(ids, &cache, in: session)
        }
    }

    public func find(
        _ object: String, anyOf lookups: [[String: Value]], limit: Int
    ) async throws(ConnectorError) -> [[VersionedRecord]] {
        let reader = try known(object).reader
        return try reading { session in
            var cache = ShownCache()
            return try reader.records(equalAny: lookups, limit: limit, &cache, in: session)
        }
    }

    public func candidates(
        _ object: String, anyOf lookups: [[String: Value]], showing fields: [String], limit: Int
    ) async throws(ConnectorError) -> [[Record]] {
        let reader = try known(object).reader
        return try reading { session in
            try reader.glimpses(equalAny: lookups, showing: fields, limit: limit, in: session)
        }
    }

    public func validate(_ batch: [Write]) async throws(ConnectorError) -> [Verdict] {
        let (calls, refused) = prepared(batch)
        let outcomes = try running { () throws(CommandFailure) in try bus.rehearse(calls.map(\.call)) }
        var verdicts = [Verdict](repeating: .acceptable, count: batch.count)
        for (index, reasons) in refused { verdicts[index] = .refused(reasons) }
        for (position, outcome) in outcomes.enumerated() {
            if case .refused(let refusal) = outcome { verdicts[calls[position].index] = .refused(refusal.reasons) }
        }
        return verdicts
    }

    public func ask(_ question: Question) async throws(ConnectorError) -> Answer {
        guard let responder = responders[question.kind] else {
            throw .configuration(
                "\(name) does not answer '\(question.kind)'; it answers "
                    + responders.keys.sorted().joined(separator: ", ")
            )
        }
        let world = bus.world
        return try reading { session in try responder(question, session, world) }
    }

    public func apply(_ batch: [Write]) async throws(ConnectorError) -> [Effect] {
        let (calls, refused) = prepared(batch)
        var effects = [Effect](repeating: .moved, count: batch.count)
        for (index, reasons) in refused { effects[index] = .refused(reasons) }
        guard !calls.isEmpty else { return effects }
        let outcomes = try running { () throws(CommandFailure) in try bus.run(calls.map(\.call)) }
        for (position, outcome) in outcomes.enumerated() {
            let index = calls[position].index
            effects[index] = Self.effect(outcome, of: batch[index])
        }
        return effects
    }

    public func effect(ofKey key: String) async throws(ConnectorError) -> Effect? {
        let bus = bus
        return try reading { session in
            try bus.answer(ofKey: key, by: .bridge, in: session).map { .accepted(id: $0.answer, version: $0.sequence) }
        }
    }

    private static func effect(_ outcome: CommandOutcome, of write: Write) -> Effect {
        switch outcome {
        case .refused(let refusal): return .refused(refusal.reasons)
        case .moved, .failed: return .moved
        case .done(let answer, _, let sequence):
            switch write.action {
            case .create: return .accepted(id: answer, version: sequence)
            case .update(let id), .delete(let id), .refuse(let id, _), .wait(let id, _):
                // A write that changed nothing leaves the version where it was.
                return .accepted(id: id, version: sequence == 0 ? write.expectedVersion ?? 0 : sequence)
            }
        }
    }

    private func prepared(_ batch: [Write]) -> (calls: [(index: Int, call: CommandCall)], refused: [Int: [Reason]]) {
        var calls: [(index: Int, call: CommandCall)] = []
        var refused: [Int: [Reason]] = [:]
        for (index, write) in batch.enumerated() {
            do throws(Refusal) {
                guard let object = objects[write.object] else {
                    throw Refusal(.notWritable, "\(name) has no object '\(write.object)'", document: write.object)
                }
                calls.append((index, try object.call(for: write)))
            } catch {
                refused[index] = error.reasons
            }
        }
        return (calls, refused)
    }

    private func known(_ object: String) throws(ConnectorError) -> SuiteObject {
        guard let known = objects[object] else {
            throw .configuration(
                "\(name) has no object '\(object)'; it has \(objects.keys.sorted().joined(separator: ", "))")
        }
        return known
    }

    private func reading<T>(_ body: (any StoreSession) throws -> T) throws(ConnectorError) -> T {
        do {
            return try bus.store.read(body)
        } catch let refusal as Refusal {
            throw .refused(refusal.reasons)
        } catch {
            throw .transient("\(name): \(error)", retryAfterSeconds: nil)
        }
    }

    private func running<T>(_ body: () throws(CommandFailure) -> T) throws(ConnectorError) -> T {
        do throws(CommandFailure) {
            return try body()
        } catch {
            switch error {
            case .crashed(let crash): throw .crashed(crash)
            case .store(let store): throw .transient("\(name): \(store)", retryAfterSeconds: nil)
            }
        }
    }
}
