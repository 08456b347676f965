import Kernel
import Platform

/// One running program among those that work for a company. Any number may, on the same databases; each says once a
/// second that it lives, and what a silent one had taken is taken over.
public struct Node: BusinessObject {
    public var id = ID<Node>.blank
    public var version = 0
    /// Stays over restarts: "web-1:8080".
    public var name = ""
    public var host = ""
    /// Where its process can be looked for; see `NodeIdentity`.
    public var place = ""
    /// The program's version.
    public var program = ""
    public var startedAt = Instant(microseconds: 0)
    /// By its own clock.
    public var lastSeen = Instant(microseconds: 0)
    /// When it left, or was found silent; none while it lives.
    public var endedAt: Instant?

    public init() {}

    public static let schema = Schema<Node>("Node") { s in
        s.field("name", \.name, .required, .maxLength(200))
        s.field("host", \.host, .maxLength(200))
        s.field("place", \.place, .maxLength(400))
        s.field("program", \.program, .maxLength(80))
        s.field("startedAt", \.startedAt)
        s.field("lastSeen", \.lastSeen)
        s.field("endedAt", \.endedAt)
        s.ledger()
    }
}

/// Who this program is among all that work on the same databases.
public struct NodeIdentity: Hashable, Sendable {
    /// Of this start alone.
    public let id: String
    /// Stays over restarts: what an earlier start of this name had taken is this one's to repair.
    public let name: String
    public let host: String
    /// Where the process can be looked for, such as host, name space and number of the process.
    public let place: String
    public let program: String

    public init(id: String, name: String, host: String = "", place: String = "", program: String = "") {
        self.id = id
        self.name = name
        self.host = host
        self.place = place
        self.program = program
    }

    /// The only one, as in memory.
    public static let alone = NodeIdentity(id: "alone", name: "alone")
}

/// Which node does a job that must be done once, however many nodes there are. Its holder keeps it for as long as he
/// lives, so no clocks need agree.
public struct JobLease: BusinessObject {
    /// The job's name.
    public var id = ID<JobLease>.blank
    public var version = 0
    public var holder = ID<Node>.blank
    public var heldSince = Instant(microseconds: 0)
    /// The business day on which a daily job was done last.
    public var lastDay: CalendarDate?

    public init() {}

    public static let schema = Schema<JobLease>("JobLease") { s in
        s.field("holder", \.holder)
        s.field("heldSince", \.heldSince)
        s.field("lastDay", \.lastDay)
        s.ledger()
    }
}
