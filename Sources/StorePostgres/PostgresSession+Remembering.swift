import Kernel
import Platform

/// A writer is alone with its database: what it was told of a row stays so until it writes to that table itself. The
/// commands of one commit ask for the same company, customer or item again and again.
extension PostgresSession {
    /// For a row by its id.
    struct Question: Hashable {
        let sql: String
        let id: Value
    }

    struct Remembered {
        let kinds: [FieldKind]
        let rows: [[Value]]
    }

    func recall(_ text: StatementText, _ arguments: [Value], _ kinds: [FieldKind]) -> [[Value]]? {
        guard manner == .ahead, let shape = text.shape, shape.isByID, shape.condition != nil, arguments.count == 1,
            let table = shape.tables.first,
            let known = remembered[table]?[Question(sql: text.sql, id: arguments[0])], known.kinds == kinds
        else { return nil }
        return known.rows
    }

    func remember(_ rows: [[Value]], _ text: StatementText, _ arguments: [Value], _ kinds: [FieldKind]) {
        guard manner == .ahead, let shape = text.shape, shape.isByID, shape.condition != nil, arguments.count == 1,
            let table = shape.tables.first
        else { return }
        if remembered[table, default: [:]].count >= PostgresLimits.rememberedRows { remembered[table] = nil }
        let question = Question(sql: text.sql, id: arguments[0])
        remembered[table, default: [:]][question] = Remembered(kinds: kinds, rows: rows)
    }
}
