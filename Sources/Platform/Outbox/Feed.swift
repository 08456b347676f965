import Kernel

/// One line of the changes feed.
public struct FeedEntry: Hashable, Sendable {
    public let sequence: Int64
    public let at: Instant
    /// "QuoteAccepted", or "QuoteChanged" when no event says it better.
    public let event: String
    public let object: String
    public let id: String
    public let actor: String
    public let correlation: String

    public init(
        sequence: Int64, at: Instant, event: String, object: String, id: String, actor: String, correlation: String
    ) {
        self.sequence = sequence
        self.at = at
        self.event = event
        self.object = object
        self.id = id
        self.actor = actor
        self.correlation = correlation
    }
}

/// Reads the outbox in order.
public enum Feed {
    public static let maximumLimit = 10_000

    /// Entries after `sequence`, oldest first, of one object or of all.
    public static func entries(
        of object: String? = nil, after sequence: Int64, limit: Int, in session: any StoreSession
    ) throws(StoreError) -> [FeedEntry] {
        let rows =
            if let object {
                try session.rows(
                    ofObject, [.integer(sequence), .text(object), .integer(Int64(min(limit, maximumLimit)))], as: kinds)
            } else {
                try session.rows(ofAll, [.integer(sequence), .integer(Int64(min(limit, maximumLimit)))], as: kinds)
            }
        return rows.map(entry)
    }

    /// The sequence of the last change of one document; 0 when it never changed.
    public static func version(
        of object: String, id: String, in session: any StoreSession
    ) throws(StoreError) -> Int64 {
        Int64(
            try session.integer(
                "SELECT max(seq) FROM outbox WHERE object = ? AND object_id = ?", [.text(object), .text(id)]))
    }

    /// The sequence of the last change of any document of this object after `sequence`; 0 when there was none.
    public static func last(
        of object: String, after sequence: Int64, in session: any StoreSession
    ) throws(StoreError) -> Int64 {
        Int64(
            try session.integer(
                "SELECT max(seq) FROM outbox WHERE object = ? AND seq > ?", [.text(object), .integer(sequence)]))
    }

    /// The newest entry; nil when nothing has happened yet.
    public static func head(in session: any StoreSession) throws(StoreError) -> FeedEntry? {
        try session.rows(newest, [], as: kinds).first.map(entry)
    }

    /// Is that entry in the feed, as it was read?
    public static func holds(_ known: FeedEntry, in session: any StoreSession) throws(StoreError) -> Bool {
        try session.rows(one, [.integer(known.sequence)], as: kinds).first.map(entry) == known
    }

    private static let columns = "SELECT seq, at, event, object, object_id, actor, correlation FROM outbox"
    private static let ofAll = columns + " WHERE seq > ? ORDER BY seq LIMIT ?"
    private static let ofObject = columns + " WHERE seq > ? AND object = ? ORDER BY seq LIMIT ?"
    private static let newest = columns + " ORDER BY seq DESC LIMIT 1"
    private static let one = columns + " WHERE seq = ?"
    private static let kinds: [FieldKind] = [.integer, .instant, .text, .text, .text, .text, .text]

    private static func entry(_ row: [Value]) -> FeedEntry {
        var sequence: Int64 = 0
        var at = Instant(microseconds: 0)
        if case .integer(let number) = row[0] { sequence = number }
        if case .instant(let instant) = row[1] { at = instant }
        return FeedEntry(
            sequence: sequence, at: at, event: row[2].text, object: row[3].text, id: row[4].text,
            actor: row[5].text, correlation: row[6].text)
    }
}
