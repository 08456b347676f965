import Kernel
import Platform

extension Company {
    /// What somebody cannot see he cannot change either, nor learn of by trying: a record out of his scope that a
    /// command's input names is refused as if it were not there. Whoever reads all of an object, or none and acts by
    /// the command's right alone, is not asked.
    public func outOfSight(
        _ record: Record, as input: ObjectDescriptor, by actor: Actor, in bus: CommandBus
    ) throws -> [Reason] {
        let access = bus.access
        func isPartial(_ object: String) -> Bool {
            let scope = access.scope(actor, reading: object)
            return scope > .none && scope < .all
        }
        var named: [(object: String, id: String, field: String, line: Int?)] = []
        func collect(_ record: Record, _ input: ObjectDescriptor, line: Int?) {
            for field in input.fields {
                guard case .reference(let object) = field.kind, isPartial(object) else { continue }
                let id = record.text(field.name)
                if !id.isEmpty { named.append((object, id, field.name, line)) }
            }
        }
        collect(record, input, line: nil)
        for list in input.lists {
            for (index, line) in (record.lists[list.name] ?? []).enumerated() {
                collect(line, list.element, line: index + 1)
            }
        }
        guard !named.isEmpty else { return [] }
        return try bus.read(as: actor) { reading in
            try named.compactMap { object, id, field, line in
                guard bus.module.object(object) != nil, try reading.record(object, id) == nil else { return nil }
                return Reason(
                    .notFound, "There is no \(object) with the id '\(id)'", document: object, line: line, field: field,
                    allowed: "the id of a record in your sight")
            }
        }
    }
}
