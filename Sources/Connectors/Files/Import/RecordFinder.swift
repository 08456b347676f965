import Kernel
import Platform

/// Finds the records that cells name, in the target's store: one statement per kind of reference, answers kept.
final class RecordFinder {
    /// How many answers are kept; when there are more, all are forgotten.
    static let cacheLimit = 100_000

    private struct Key: Hashable {
        let reference: MappedField.Reference
        let text: String
    }

    private let store: any Store
    private let module: Module
    private var cache: [Key: String] = [:]
    private var statements: [MappedField.Reference: String] = [:]

    init(store: any Store, module: Module) {
        self.store = store
        self.module = module
    }

    func find(_ reference: MappedField.Reference, _ text: String) throws -> FoundRecord {
        let key = Key(reference: reference, text: text)
        if let id = cache[key] { return .one(id) }
        guard let sql = statement(reference) else { return .none }
        let argument: String
        if case .earlierImport(let map) = reference { argument = FileImport.key(map, text) } else { argument = text }
        let rows = try store.read { session in try session.rows(sql, [.text(argument)], as: [.text]) }
        guard rows.count == 1, let id = rows.first?.first?.text, !id.isEmpty else {
            return rows.count > 1 ? .several : .none
        }
        if cache.count >= Self.cacheLimit { cache.removeAll(keepingCapacity: true) }
        cache[key] = id
        return .one(id)
    }

    private func statement(_ reference: MappedField.Reference) -> String? {
        if let known = statements[reference] { return known }
        let sql: String
        switch reference {
        case .earlierImport: sql = "SELECT answer FROM idempotency_key WHERE key = ?"
        case .record(let object, let by):
            // Names come from the schema, never from the file.
            guard let descriptor = module.object(object)?.descriptor else { return nil }
            let column = by == "id" ? "id" : descriptor.field(by)?.column
            guard let column else { return nil }
            sql = "SELECT id FROM \(descriptor.table) WHERE \(column) = ? LIMIT 2"
        }
        statements[reference] = sql
        return sql
    }
}
