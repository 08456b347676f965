import Kernel
import Platform

extension BridgeEngine {
    /// Reads what changed in each system since its cursor and appends deliveries, cursors and deliveries in one
    /// transaction. Returns how many deliveries were appended or woken.
    public func capture(limit: Int) async throws -> Int {
        let news = try await news(limit: limit)
        guard !news.isEmpty else { return 0 }
        try world.faultPoint(.captureBeforeAppend)
        let captured = try store.write { session in
            let (joined, fresh) = try join(news, in: session)
            for claim in fresh { try claim.delivery.insert(in: session) }
            try world.faultPoint(.captureBeforeCommit)
            return joined + fresh.count
        }
        try world.faultPoint(.captureAfterCommit)
        return captured
    }

    /// What a system has said since it was last heard.
    struct News {
        let source: CaptureSource
        /// Where it was read from.
        let since: Cursor?
        let page: ChangePage
    }

    /// The pages that hold something new, each with where it came from. Each system is asked once; none while a whole
    /// bite still waits, for what is read ahead only makes the ledger longer.
    func news(limit: Int, deafTo: Set<String> = []) async throws -> [News] {
        let (cursors, waiting) = try store.read { session in
            (try Self.cursors(in: session), try Self.waitingCount(atMost: limit, in: session))
        }
        guard waiting < limit else { return [] }
        var news: [News] = []
        for (system, sources) in captureSources where !deafTo.contains(system) {
            guard let connector = connectors[system] else { continue }
            let pages: [ChangePage?]
            do throws(ConnectorError) {
                pages = try await connector.changes(
                    of: sources.map { ($0.object, cursors[$0.key]) }, limit: limit)
            } catch .crashed(let crash) {
                throw crash
            } catch {
                // An unreachable system is simply behind; its cursors have not moved.
                continue
            }
            for (source, page) in zip(sources, pages) {
                guard let page, !page.changes.isEmpty || page.cursor != cursors[source.key] ?? Cursor("0") else {
                    continue
                }
                news.append(News(source: source, since: cursors[source.key], page: page))
            }
        }
        return news
    }

    struct CaptureSource: Hashable {
        let system: String
        let object: String
        var key: String { system + "/" + object }
    }

    /// Every object that a recipe reads, by system, in the order of the recipes.
    static func captureSources(of recipes: [Recipe]) -> [(system: String, sources: [CaptureSource])] {
        var systems: [(system: String, sources: [CaptureSource])] = []
        for recipe in recipes {
            for side in Side.allCases {
                let end = recipe.side(side)
                let source = CaptureSource(system: end.system, object: end.object)
                if let index = systems.firstIndex(where: { $0.system == end.system }) {
                    if !systems[index].sources.contains(source) { systems[index].sources.append(source) }
                } else {
                    systems.append((end.system, [source]))
                }
            }
        }
        return systems
    }

    /// Moves the cursors behind the news, lets changes join deliveries that still wait, and wakes whoever waits for a
    /// changed record. Returns how many joined or woke, and the new deliveries, not yet inserted.
    func join(_ news: [News], in session: any StoreSession) throws -> (joined: Int, fresh: [Claim]) {
        var joined = 0
        var fresh: [Claim] = []
        guard !news.isEmpty else { return (0, []) }
        let isWaited =
            "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE state IN ('parked', 'approval') LIMIT 1) AS waited"
        let someoneWaits = try session.integer(isWaited) > 0
        var hopes = Hopes(anyIsOpen: try Self.anyIsOpen(in: session))
        let cursors = try Self.cursors(in: session)
        // Another node, or hand, may have written the same page down since it was read.
        for item in news where item.since == cursors[item.source.key] {
            let concerned = recipes.compactMap { recipe in
                recipe.side(system: item.source.system, object: item.source.object).map { (recipe, $0) }
            }
            let ids = item.page.changes.map(\.id)
            if hopes.anyIsOpen { hopes.open = try Self.open(of: ids, in: session) }
            let links = try concerned.map { recipe, side in
                try Link.all(recipe: recipe.name, side, ids, in: session)
            }
            for change in item.page.changes {
                for (index, (recipe, side)) in concerned.enumerated() {
                    joined += try join(change, links[index][change.id], recipe, side, &hopes, &fresh, in: session)
                }
            }
            if someoneWaits {
                let awaited = item.page.changes.map { "\(item.source.system):\($0.object)/\($0.id)" }
                joined += try Self.wake(awaited, in: session)
            }
            try Self.save(item.page.cursor, of: item.source.key, in: session)
        }
        return (joined, fresh)
    }

    /// What need be asked once only while a batch of changes joins.
    private struct Hopes {
        /// Is there a delivery that a change might join?
        let anyIsOpen: Bool
        /// Those of the records of one page: "recipe/side/id".
        var open: Set<String> = []
        /// "recipe/side" → see `leadsNowhere`.
        var leadsNowhere: [String: Bool] = [:]
    }

    private static func anyIsOpen(in session: any StoreSession) throws(StoreError) -> Bool {
        for state in ["pending", "retry", "parked", "approval"] {
            let sql = "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE state = ? LIMIT 1) AS open"
            if try session.integer(sql, [.text(state)]) > 0 { return true }
        }
        return false
    }

    /// Deliveries of these records that a change may join: "recipe/side/id".
    private static func open(of ids: [String], in session: any StoreSession) throws(StoreError) -> Set<String> {
        var open: Set<String> = []
        for bite in ValueList.bites(ids) {
            let rows = try session.rows(
                "SELECT recipe, side, source_id FROM delivery WHERE source_id IN (\(bite.marks)) AND kind = 'carry' "
                    + "AND state IN ('pending', 'retry', 'parked', 'approval')",
                bite.values, as: [.text, .text, .text])
            for row in rows { open.insert("\(row[0].text)/\(row[1].text)/\(row[2].text)") }
        }
        return open
    }

    /// Under a recipe that makes no partners on the other side, an unlinked record of this side goes nowhere: unless
    /// it is what a create of the other side has just made, or may have made, and will be linked to.
    private func leadsNowhere(
        _ recipe: Recipe, _ side: Side, _ hopes: inout Hopes, in session: any StoreSession
    ) throws -> Bool {
        guard recipe.side(side.other).create == .never else { return false }
        let key = recipe.name + "/" + side.rawValue
        if let known = hopes.leadsNowhere[key] { return known }
        let mayBeMade = try session.integer(
            """
            SELECT count(*) FROM (SELECT 1 FROM delivery WHERE state IN ('claimed', 'pending', 'retry')
                AND recipe = ? AND side = ? AND kind = 'carry' AND (state = 'claimed' OR is_in_doubt = 1)
                LIMIT 1) AS made
            """, [.text(recipe.name), .text(side.other.rawValue)])
        hopes.leadsNowhere[key] = mayBeMade == 0
        return mayBeMade == 0
    }

    /// An echo of our own agreed write is no intent. A change of a record whose delivery still waits joins it.
    private func join(
        _ change: Change, _ link: Link?, _ recipe: Recipe, _ side: Side, _ hopes: inout Hopes,
        _ fresh: inout [Claim], in session: any StoreSession
    ) throws -> Int {
        if let link, change.version <= link.agreedVersion(side) { return 0 }
        if link == nil, try leadsNowhere(recipe, side, &hopes, in: session) { return 0 }
        let joined =
            !hopes.open.contains("\(recipe.name)/\(side.rawValue)/\(change.id)")
            ? 0
            : try session.execute(
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
        fresh.append(Claim(delivery: delivery, link: link, recipe: recipe, side: side))
        return 0
    }

    /// Releases whoever waits for one of these records or links.
    static func wake(_ awaited: [String], in session: any StoreSession) throws(StoreError) -> Int {
        var woken = 0
        for bite in ValueList.bites(awaited) {
            woken += try session.execute(
                "UPDATE delivery SET state = 'pending', waits_for = NULL, role = NULL "
                    + "WHERE waits_for IN (\(bite.marks)) AND state IN ('parked', 'approval')", bite.values)
        }
        return woken
    }

    static func waitingCount(atMost limit: Int, in session: any StoreSession) throws(StoreError) -> Int {
        try session.integer(
            "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE state = 'pending' LIMIT ?) AS bite",
            [.integer(Int64(limit))])
    }

    private static func cursors(in session: any StoreSession) throws(StoreError) -> [String: Cursor] {
        var cursors: [String: Cursor] = [:]
        for row in try session.rows("SELECT id, position FROM source_cursor", [], as: [.text, .text]) {
            cursors[row[0].text] = Cursor(row[1].text)
        }
        return cursors
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
