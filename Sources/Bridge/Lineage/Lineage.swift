import Kernel
import Platform

/// Where a value came from: which source record, message, recipe version and rule wrote it, when, and what it replaced.
public struct Lineage: Hashable, Sendable {
    public let line: String
    public let from: String
    public let to: String
    public let rule: String
    public let recipe: String
    public let recipeVersion: String
    /// Which of the company's versions that was; 0 where it is not known.
    public let recipeNumber: Int
    public let sourceSide: Side
    public let sourceID: String
    public let sourceVersion: Int
    public let event: String
    public let correlation: String
    public let delivery: ID<Delivery>
    public let at: Instant

    /// The lineage part of a delivery: `{"v":"<recipe version>","w":[["line","side","from","to","rule"],…]}`.
    static func text(_ changes: [ValueChange], recipe: Recipe) -> String {
        guard !changes.isEmpty else { return "" }
        var json = JSONWriter(reservingBytes: 64 + changes.count * 64)
        json.beginObject()
        json.field("v", recipe.version)
        json.key("w")
        json.beginArray()
        for change in changes {
            json.beginArray()
            for text in [change.line, change.side.rawValue, change.from, change.to, change.rule] { json.string(text) }
            json.endArray()
        }
        json.endArray()
        json.endObject()
        return json.text
    }

    /// The whole story of one record's value under a recipe, newest first. `record` is its id on `side`.
    public static func of(
        line: String?, record: String, side: Side, recipe: String, in session: any StoreSession
    ) throws(StoreError) -> [Lineage] {
        guard let link = try Link.find(recipe: recipe, side, record, in: session) else { return [] }
        let sql = Delivery.schema.sql
        let rows = try session.rows(
            sql.select
                + " WHERE recipe = ? AND source_id IN (?, ?) AND state IN ('applied', 'conflict') ORDER BY id DESC",
            [.text(recipe), .text(link.leftID), .text(link.rightID)], as: sql.kinds)
        var story: [Lineage] = []
        for row in rows {
            let delivery = try Delivery(row: row)
            for entry in entries(of: delivery) where entry.side == side && (line == nil || entry.lineage.line == line) {
                story.append(entry.lineage)
            }
        }
        return story
    }

    private static func entries(of delivery: Delivery) -> [(side: Side, lineage: Lineage)] {
        guard let json = try? JSON(parsing: delivery.changes), let version = json["v"]?.string else { return [] }
        return (json["w"]?.array ?? []).compactMap { item in
            guard let texts = item.array?.compactMap(\.string), texts.count == 5, let side = Side(rawValue: texts[1])
            else { return nil }
            return (
                side,
                Lineage(
                    line: texts[0], from: texts[2], to: texts[3], rule: texts[4], recipe: delivery.recipe,
                    recipeVersion: version, recipeNumber: delivery.recipeVersion,
                    sourceSide: Side(rawValue: delivery.side) ?? .left,
                    sourceID: delivery.sourceID, sourceVersion: delivery.sourceVersion, event: delivery.event,
                    correlation: delivery.correlation, delivery: delivery.id,
                    at: delivery.settledAt ?? delivery.capturedAt)
            )
        }
    }
}
