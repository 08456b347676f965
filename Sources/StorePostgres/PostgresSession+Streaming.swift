import Kernel
import Platform

extension PostgresSession {
    /// Through a cursor: the body may ask other questions meanwhile, and memory does not grow with the rows.
    func forEachRow(
        _ sql: String, _ arguments: [Value], as kinds: [FieldKind], _ body: ([Value]) throws -> Bool
    ) throws {
        let text = texts.text(sql)
        guard text.isQuery else {
            for row in try rows(sql, arguments, as: kinds) { guard try body(row) else { return } }
            return
        }
        try makeVisible(text, arguments)
        try guarded(needsAnswer: true)
        cursors += 1
        let cursor = "rows\(cursors)"
        try send("DECLARE \(cursor) NO SCROLL CURSOR FOR \(text.sql)", try Parameters(arguments), once: true)
        var wanted = PostgresLimits.firstRows
        while true {
            let answer = try one("FETCH \(wanted) FROM \(cursor)", .none, once: true)
            for row in 0..<answer.count {
                guard try body(try answer.row(row, kinds)) else { return try close(cursor) }
            }
            if answer.count < wanted { return try close(cursor) }
            wanted = PostgresLimits.moreRows
        }
    }

    private func close(_ cursor: String) throws(StoreError) {
        if spoiled == nil { try send("CLOSE \(cursor)", .none, once: true) }
    }
}
