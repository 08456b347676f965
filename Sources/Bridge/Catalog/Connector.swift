import Kernel

/// One system: the built-in CRM, the built-in ERP, Salesforce, a SAP tenant, a folder of CSV files.
/// Everything crosses at the system's business layer; a connector never touches another system's tables.
public protocol Connector: Sendable {
    /// "crm", "erp", "salesforce": the name recipes use.
    var name: String { get }
    var capabilities: Capabilities { get }
    /// Is the system there, and may we use it?
    func check() async throws(ConnectorError)
    /// Every object that can be read or written, with its fields.
    func catalog() async throws(ConnectorError) -> [ObjectDescriptor]
    /// Changed records after the cursor, oldest change first, each record once with its latest state.
    func changes(of object: String, since cursor: Cursor?, limit: Int) async throws(ConnectorError) -> ChangePage
    /// The same for several objects at once, in their order; nil for one that could not be read now.
    func changes(of objects: [(object: String, since: Cursor?)], limit: Int) async throws(ConnectorError)
        -> [ChangePage?]
    /// The present state of records; a record that is gone is absent from the answer.
    func read(_ object: String, ids: [String]) async throws(ConnectorError) -> [VersionedRecord]
    /// For each lookup the records whose fields have exactly these values: for matching, and for probing before a
    /// create is tried again. At most `limit` records a lookup; answers stand in the order of the lookups.
    func find(
        _ object: String, anyOf lookups: [[String: Value]], limit: Int
    ) async throws(ConnectorError) -> [[VersionedRecord]]
    /// As `find`, for comparing texts: of each record that fits at least its id and the named fields, so that many
    /// can be looked at. A lookup that fits more than `limit` records gives the first of them.
    func candidates(
        _ object: String, anyOf lookups: [[String: Value]], showing fields: [String], limit: Int
    ) async throws(ConnectorError) -> [[Record]]
    /// Would the system take these writes? All reasons of each.
    func validate(_ batch: [Write]) async throws(ConnectorError) -> [Verdict]
    /// A question that is only true now: price, availability, credit.
    func ask(_ question: Question) async throws(ConnectorError) -> Answer
    /// Writes in order; each is wholly done or refused with all reasons. Repeating a write with its key does nothing.
    func apply(_ batch: [Write]) async throws(ConnectorError) -> [Effect]
    /// What became of a write whose answer was lost: its effect, or nil when it was never done.
    /// Systems that keep no keys answer nil; the engine then probes them by natural key.
    func effect(ofKey key: String) async throws(ConnectorError) -> Effect?
}

extension Connector {
    /// Whole records, where a system cannot show less of them.
    public func candidates(
        _ object: String, anyOf lookups: [[String: Value]], showing fields: [String], limit: Int
    ) async throws(ConnectorError) -> [[Record]] {
        try await find(object, anyOf: lookups, limit: limit).map { $0.map(\.record) }
    }

    /// One after the other; a system that can answer for all at once does so itself.
    public func changes(
        of objects: [(object: String, since: Cursor?)], limit: Int
    ) async throws(ConnectorError) -> [ChangePage?] {
        var pages: [ChangePage?] = []
        for (object, cursor) in objects {
            do throws(ConnectorError) {
                pages.append(try await changes(of: object, since: cursor, limit: limit))
            } catch .crashed(let crash) {
                throw .crashed(crash)
            } catch {
                // An unreachable system is simply behind; its cursor has not moved.
                pages.append(nil)
            }
        }
        return pages
    }
}

/// What a system can and cannot do: the planner obeys it.
public struct Capabilities: Hashable, Sendable {
    /// It remembers our idempotency keys; otherwise a create is probed by natural key before it is tried again.
    public var keepsKeys: Bool
    /// `apply` validates the whole document and gives all reasons, so that a separate `validate` may be left out.
    public var validatesOnApply: Bool
    /// Writes may carry the version they were decided on and are refused when it has moved.
    public var comparesVersions: Bool
    public var largestBatch: Int

    public init(keepsKeys: Bool, validatesOnApply: Bool, comparesVersions: Bool, largestBatch: Int) {
        self.keepsKeys = keepsKeys
        self.validatesOnApply = validatesOnApply
        self.comparesVersions = comparesVersions
        self.largestBatch = largestBatch
    }
}

/// How far a system has been read; opaque to everyone but its connector.
public struct Cursor: Hashable, Sendable {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A record as its system holds it now. Versions of one record grow; they are compared as numbers.
public struct VersionedRecord: Hashable, Sendable {
    public let record: Record
    public let version: Int64
    public init(record: Record, version: Int64) {
        self.record = record
        self.version = version
    }
}

/// One changed record of a page.
public struct Change: Hashable, Sendable {
    public let object: String
    public let id: String
    public let version: Int64
    /// "QuoteAccepted", or what the system calls it; for people, not for decisions.
    public let event: String
    public let isDeletion: Bool
    /// Ties together what one cause set in motion.
    public let correlation: String
    public init(
        object: String, id: String, version: Int64, event: String, isDeletion: Bool = false, correlation: String
    ) {
        self.object = object
        self.id = id
        self.version = version
        self.event = event
        self.isDeletion = isDeletion
        self.correlation = correlation
    }
}

/// Changes and where to go on; `cursor` equal to the asked one means: nothing new.
public struct ChangePage: Hashable, Sendable {
    public let changes: [Change]
    public let cursor: Cursor
    public let hasMore: Bool
    public init(changes: [Change], cursor: Cursor, hasMore: Bool) {
        self.changes = changes
        self.cursor = cursor
        self.hasMore = hasMore
    }
}

/// One write to one system.
public struct Write: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        case create
        /// Only the fields and lists that the record mentions.
        case update(id: String)
        case delete(id: String)
        /// Brings the other system's reasons home to this record.
        case refuse(id: String, reasons: [Reason])
        /// Tells this record what its journey waits for.
        case wait(id: String, reasons: [Reason])
    }
    public let object: String
    public let action: Action
    public let record: Record
    /// (delivery, target): repeating it has no further effect.
    public let key: String
    /// The version the write was decided on; the system refuses with `moved` when it is another now.
    public let expectedVersion: Int64?
    public let correlation: String
    /// For the target's audit: which recipe and source asked for it.
    public let why: String

    public init(
        object: String, action: Action, record: Record, key: String, expectedVersion: Int64? = nil,
        correlation: String, why: String
    ) {
        self.object = object
        self.action = action
        self.record = record
        self.key = key
        self.expectedVersion = expectedVersion
        self.correlation = correlation
        self.why = why
    }
}

/// Whether a write would be taken.
public enum Verdict: Hashable, Sendable {
    case acceptable
    case refused([Reason])
}

/// What became of a write.
public enum Effect: Hashable, Sendable {
    /// `version` is the record's version after the write.
    case accepted(id: String, version: Int64)
    case refused([Reason])
    /// The record is no longer at the expected version: read and decide again.
    case moved
}

/// What can be asked live, in the bridge's words.
public struct Question: Hashable, Sendable {
    /// "price", "availability", "credit"
    public let kind: String
    public let fields: [String: Value]
    public init(kind: String, fields: [String: Value]) {
        self.kind = kind
        self.fields = fields
    }
}

/// An answer with its time and source; `isStale` when the system could not be asked and the last mirrored value stands.
public struct Answer: Hashable, Sendable {
    public let fields: [String: Value]
    public let asOf: Instant
    public let source: String
    public let isStale: Bool
    public init(fields: [String: Value], asOf: Instant, source: String, isStale: Bool = false) {
        self.fields = fields
        self.asOf = asOf
        self.source = source
        self.isStale = isStale
    }
}

/// Why a system could not be used. Refusals of records are not errors: they are effects.
public enum ConnectorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Try again: network, overload, throttling. `retryAfterSeconds` as the system asked.
    case transient(String, retryAfterSeconds: Int?)
    /// Somebody must change the set-up: credentials, a missing field, a wrong address.
    case configuration(String)
    /// The answer never came: it may or may not have been done.
    case replyLost(String)
    /// A question that cannot be answered as it was put.
    case refused([Reason])
    /// The process died here, in a simulated world.
    case crashed(SimulatedCrash)

    public var description: String {
        switch self {
        case .transient(let message, let seconds):
            message + (seconds.map { "; it asks to wait \($0) s" } ?? "; it will be tried again")
        case .configuration(let message): message + " — the integration admin can fix this"
        case .replyLost(let message): message + "; whether it was done is found out before it is tried again"
        case .refused(let reasons): reasons.map(\.description).joined(separator: "\n")
        case .crashed(let crash): "the process died at \(crash.point)"
        }
    }
}
