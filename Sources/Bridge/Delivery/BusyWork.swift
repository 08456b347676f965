import Kernel
import Platform

/// What is being worked on by all nodes, and so what else may be taken beside it.
struct BusyWork {
    private(set) var keys: Set<String> = []
    /// "recipe/side": unlinked records of it are being carried. What that makes on the other side belongs to them,
    /// which no link says yet: unlinked records from there must wait.
    private var growing: Set<String> = []
    /// Sides that have waited so long for the other one that it takes nothing new before them.
    private var overdue: Set<String> = []

    /// From then on a side has waited too long. Seconds.
    static let patienceSeconds = 5

    init(in session: any StoreSession) throws(StoreError) {
        let rows = try session.rows(
            """
            SELECT d.recipe, d.side, d.source_id, coalesce(l.id, r.id, ''), d.kind FROM delivery d
            LEFT JOIN link l ON d.side = 'left' AND l.left_id = d.source_id AND l.recipe = d.recipe
            LEFT JOIN link r ON d.side = 'right' AND r.right_id = d.source_id AND r.recipe = d.recipe
            WHERE d.state = 'claimed'
            """, [], as: [.text, .text, .text, .text, .text])
        for row in rows {
            let (side, link) = ("\(row[0].text)/\(row[1].text)", row[3].text)
            keys.insert(link.isEmpty ? "\(side)/\(row[2].text)" : link)
            if link.isEmpty, row[4].text == DeliveryKind.carry.rawValue { growing.insert(side) }
        }
    }

    /// May it be taken? Then its key is busy from now on.
    mutating func takes(_ claim: Claim, _ now: Instant) -> Bool {
        if claim.link == nil, claim.delivery.kind == .carry {
            let side = "\(claim.recipe.name)/\(claim.side.rawValue)"
            let other = "\(claim.recipe.name)/\(claim.side.other.rawValue)"
            if growing.contains(other) {
                if claim.delivery.capturedAt.adding(seconds: Self.patienceSeconds) < now { overdue.insert(side) }
                return false
            }
            if overdue.contains(other) { return false }
        }
        return keys.insert(claim.key).inserted
    }
}
