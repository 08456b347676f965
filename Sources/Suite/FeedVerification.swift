import Kernel
import Platform

/// Checks that a system's changes feed is whole: what the audit trail says of a published document was announced in
/// the same transaction, and the bridge hears of nothing else.
struct FeedVerification {
    private let system: String
    private let published: [String]

    init(_ module: Module) {
        system = module.name
        published = module.descriptors.filter(\.isPublished).map(\.name)
    }

    /// One finding for all that is missing, with the first of it.
    func findings(in session: any StoreSession) throws(StoreError) -> [Finding] {
        var missing = 0
        var first: (line: Int64, document: String)?
        for object in published {
            let row = try session.rows(
                """
                SELECT count(*), coalesce(min(a.seq), 0) FROM audit a WHERE a.object = ? AND NOT EXISTS (
                    SELECT 1 FROM outbox o
                    WHERE o.object = a.object AND o.object_id = a.object_id AND o.at = a.at)
                """, [.text(object)], as: [.integer, .integer]
            ).first
            guard case .integer(let count)? = row?[0], case .integer(let line)? = row?[1], count > 0 else { continue }
            missing += Int(count)
            if first.map({ line < $0.line }) ?? true { first = (line, object) }
        }
        guard let first else { return [] }
        return [
            Finding(
                "\(system) changes feed",
                "lacks \(missing) changes of the audit trail; the first is line \(first.line), of a \(first.document)")
        ]
    }
}
