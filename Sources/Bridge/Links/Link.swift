import Kernel
import Platform

/// The pair of ids that are one thing under a recipe, with the last values both sides agreed on.
/// One to one: the database refuses a second partner on either side.
public struct Link: BusinessObject {
    public var id = ID<Link>.blank
    public var version = 0
    public var recipe = ""
    public var leftID = ""
    public var rightID = ""
    /// The version of each record up to which the other side knows it.
    public var leftVersion = 0
    public var rightVersion = 0
    /// JSON: see `Shadow`.
    public var shadow = ""
    /// What was about to be written when nobody could say any more whether it was: see `Intents`.
    public var intents = ""
    public init() {}

    public static let schema = Schema<Link>("Link") { s in
        s.field("recipe", \.recipe, .required, .maxLength(80))
        s.field("leftID", \.leftID, .required)
        s.field("rightID", \.rightID, .required)
        s.field("leftVersion", \.leftVersion)
        s.field("rightVersion", \.rightVersion)
        s.field("shadow", \.shadow, .maxLength(1_000_000))
        s.field("intents", \.intents, .maxLength(1_000_000))
        s.unique("leftID", "recipe")
        s.unique("rightID", "recipe")
        s.ledger()
    }

    func recordID(_ side: Side) -> String { side == .left ? leftID : rightID }
    func agreedVersion(_ side: Side) -> Int { side == .left ? leftVersion : rightVersion }
}

extension Link {
    private static let byLeft = schema.sql.select + " WHERE left_id = ? AND recipe = ?"
    private static let byRight = schema.sql.select + " WHERE right_id = ? AND recipe = ?"

    static func find(
        recipe: String, _ side: Side, _ id: String, in session: any StoreSession
    ) throws(StoreError) -> Link? {
        let rows = try session.rows(
            side == .left ? byLeft : byRight, [.text(id), .text(recipe)], as: schema.sql.kinds)
        guard let row = rows.first else { return nil }
        return try Link(row: row)
    }

    /// Those of these records of one side that have one, by record.
    static func all(
        recipe: String, _ side: Side, _ ids: [String], in session: any StoreSession
    ) throws(StoreError) -> [String: Link] {
        var links: [String: Link] = [:]
        let column = side == .left ? "left_id" : "right_id"
        for bite in ValueList.bites(ids) {
            let found = try session.rows(
                schema.sql.select + " WHERE \(column) IN (\(bite.marks)) AND recipe = ?", bite.values + [.text(recipe)],
                as: schema.sql.kinds)
            for row in found {
                let link = try Link(row: row)
                links[link.recordID(side)] = link
            }
        }
        return links
    }

    /// Adds or renews the link after an agreed write.
    func save(in session: any StoreSession) throws(StoreError) {
        if version == 0 {
            try session.execute(
                Self.schema.sql.insert, [.text(id.raw), .integer(1)] + Self.schema.values(of: self))
        } else {
            try session.execute(
                """
                UPDATE link SET version = version + 1, left_version = ?, right_version = ?, shadow = ?, intents = ''
                WHERE id = ?
                """,
                [.integer(Int64(leftVersion)), .integer(Int64(rightVersion)), .text(shadow), .text(id.raw)])
        }
    }

    func delete(in session: any StoreSession) throws(StoreError) {
        try session.execute("DELETE FROM link WHERE id = ?", [.text(id.raw)])
    }
}
