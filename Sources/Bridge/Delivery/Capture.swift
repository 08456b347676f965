import Kernel
import Platform

extension BridgeEngine {
    /// Reads what changed in each system since its cursor and appends deliveries, cursor and deliveries in one
    /// transaction. Returns how many deliveries were appended or woken.
    public func capture(limit: Int) async throws -> Int {
        var captured = 0
        let cursors = try store.read { try Self.cursors(in: $0) }
        for source in captureSources {
            guard let connector = connectors[source.system] else { continue }
            let cursor = cursors[source.key]
            let page: ChangePage
            do throws(ConnectorError) {
                page = try await connector.changes(of: source.object, since: cursor, limit: limit)
            } catch .crashed(let crash) {
                throw crash
            } catch {
                // An unreachable system is simply behind; its cursor has not moved.
                continue
            }
            guard !page.changes.isEmpty || page.cursor != cursor else { continue }
            captured += try append(page, from: source)
        }
        return captured
    }

    struct CaptureSource: Hashable {
        let system: String
        let object: String
        var key: String { system + "/" + object }
    }

    var captureSources: [CaptureSource] {
        var seen: Set<CaptureSource> = []
        var sources: [CaptureSource] = []
        for recipe in recipes {
            for side in Side.allCases {
                let end = recipe.side(side)
                let source = CaptureSource(system: end.system, object: end.object)
                if seen.insert(source).inserted { sources.append(source) }
            }
        }
        return sources
    }

    private func append(_ page: ChangePage, from source: CaptureSource) throws -> Int {
        try world.faultPoint(.captureBeforeAppend)
        let captured = try store.write { session in
            var captured = 0
            let someoneWaits = try session.integer(
                "SELECT count(*) FROM delivery WHERE state IN ('parked', 'approval') LIMIT 1") > 0
            for change in page.changes {
                for recipe in recipes {
                    guard let side = recipe.side(system: source.system, object: source.object) else { continue }
                    captured += try append(change, recipe, side, in: session)
                }
                if someoneWaits {
                    captured += try Self.wake("\(source.system):\(change.object)/\(change.id)", in: session)
                }
            }
            try Self.save(page.cursor, of: source.key, in: session)
            try world.faultPoint(.captureBeforeCommit)
            return captured
        }
        try world.faultPoint(.captureAfterCommit)
        return captured
    }

    /// An echo of our own agreed write is no intent. A change of a record whose delivery still waits joins it.
    private func append(
        _ change: Change, _ recipe: Recipe, _ side: Side, in session: any StoreSession
    ) throws -> Int {
        if let link = try Link.find(recipe: recipe.name, side, change.id, in: session),
            change.version <= link.agreedVersion(side)
        {
            return 0
        }
        let joined = try session.execute(
            """
            UPDATE delivery SET source_version = ?, event = ?,
                state = CASE state WHEN 'retry' THEN 'retry' ELSE 'pending' END
            WHERE source_id = ? AND recipe = ? AND side = ? AND kind = 'carry'
                AND state IN ('pending', 'retry', 'parked', 'approval')
            """,
            [
                .integer(change.version), .text(change.event), .text(change.id), .text(recipe.name),
                .text(side.rawValue),
            ])
        guard joined == 0 else { return joined }
        var delivery = Delivery()
        delivery.id = ID(world.newID())
        delivery.recipe = recipe.name
        delivery.side = side.rawValue
        delivery.sourceID = change.id
        delivery.sourceVersion = Int(change.version)
        delivery.event = change.isDeletion ? "deleted" : change.event
        delivery.correlation = change.correlation
        delivery.capturedAt = world.now()
        try delivery.insert(in: session)
        return 1
    }

    /// Releases whoever waits for this record or link.
    static func wake(_ awaited: String, in session: any StoreSession) throws(StoreError) -> Int {
        try session.execute(
            """
            UPDATE delivery SET state = 'pending', waits_for = NULL, role = NULL
            WHERE waits_for = ? AND state IN ('parked', 'approval')
            """, [.text(awaited)])
    }

    private static func cursors(in session: any StoreSession) throws(StoreError) -> [String: Cursor] {
        let rows = try session.rows("SELECT id, position FROM source_cursor", [], as: [.text, .text])
        return Dictionary(rows.map { ($0[0].text, Cursor($0[1].text)) }, uniquingKeysWith: { first, _ in first })
    }

    private static func save(_ cursor: Cursor, of key: String, in session: any StoreSession) throws(StoreError) {
        try session.execute(
            """
            INSERT INTO source_cursor (id, version, position) VALUES (?, 1, ?)
            ON CONFLICT (id) DO UPDATE SET position = excluded.position, version = source_cursor.version + 1
            """, [.text(key), .text(cursor.text)])
    }
}

/// How far an object of a system has been read.
public struct SourceCursor: BusinessObject {
    public var id = ID<SourceCursor>.blank
    public var version = 0
    public var position = ""
    public init() {}
    public static let schema = Schema<SourceCursor>("SourceCursor") { s in
        s.field("position", \.position)
        s.ledger()
    }
}

extension Delivery {
    func insert(in session: any StoreSession) throws(StoreError) {
        try session.execute(
            Self.schema.sql.insert, [.text(id.raw), .integer(1)] + Self.schema.values(of: self))
    }
}
