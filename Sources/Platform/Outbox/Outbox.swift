import Kernel

/// An announced fact about one document.
struct OutboxEvent: Hashable {
    let event: String
    let object: String
    let id: String
}

/// The feed of changes, written inside the same transaction as the rows. Its sequence is the version of a document
/// as other systems see it: later is always larger, and no change can hide behind an earlier number.
enum Outbox {
    /// Every changed published document appears once: under the events emitted about it, or as `<Object>Changed`.
    /// Returns the last sequence taken; 0 when nothing was announced.
    static func append(
        _ events: [OutboxEvent], changes: [RowChange], at: Instant, actor: String, correlation: String,
        module: Module, to session: any StoreSession
    ) throws(StoreError) -> Int64 {
        var announced = events
        var covered = Set(events.map { $0.object + "/" + $0.id })
        for change in changes {
            guard let root = root(of: change, in: module), covered.insert(root.object + "/" + root.id).inserted else {
                continue
            }
            announced.append(OutboxEvent(event: root.object + "Changed", object: root.object, id: root.id))
        }
        var last: Int64 = 0
        for event in announced {
            last = try session.append(
                "INSERT INTO outbox (at, event, object, object_id, actor, correlation) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .instant(at), .text(event.event), .text(event.object), .text(event.id), .text(actor),
                    .text(correlation),
                ])
        }
        return last
    }

    /// The published document that a row belongs to: itself, or the parent of a line.
    private static func root(of change: RowChange, in module: Module) -> (object: String, id: String)? {
        if change.descriptor.isPublished { return (change.descriptor.name, change.id) }
        guard let parentField = change.descriptor.parentField, let id = change.parentID,
            case .reference(let object)? = change.descriptor.field(parentField)?.kind,
            module.publishedObjects.contains(object)
        else { return nil }
        return (object, id)
    }
}
