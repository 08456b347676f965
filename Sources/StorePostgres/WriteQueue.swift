import Kernel
import Platform

/// Rows that wait to be written, by statement: what a transaction writes one by one travels and is done many rows at
/// once. Nothing is asked of the database that could see them missing; see `PostgresSession`.
struct WriteQueue {
    /// Rows of one statement.
    struct Batch {
        let write: RowWrite
        var rows: [[Value]] = []
        /// Those before have been sent.
        var sent = 0
        /// The values of a column, when somebody has asked for one.
        fileprivate var values: [Int: Set<Value>] = [:]
    }

    private(set) var batches: [Batch] = []
    private var places: [String: Int] = [:]
    private(set) var tables: Set<String> = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func add(_ row: [Value], _ write: RowWrite) {
        let place: Int
        if let known = places[write.sql] {
            place = known
        } else {
            place = batches.count
            places[write.sql] = place
            batches.append(Batch(write: write))
        }
        batches[place].rows.append(row)
        for column in batches[place].values.keys { batches[place].values[column]?.insert(row[column]) }
        tables.insert(write.table)
        count += 1
    }

    mutating func removeAll() {
        batches.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        tables.removeAll(keepingCapacity: true)
        count = 0
    }

    // MARK: Parts

    /// How many rows of each batch there are now.
    var mark: [Int] { batches.map(\.rows.count) }

    /// Has anything been added since?
    func hasMore(than mark: [Int]) -> Bool {
        batches.count > mark.count || zip(batches, mark).contains { $0.rows.count > $1 }
    }

    /// Takes the rows that are to be sent next: all, or those before the mark. Insertions first, and before those that
    /// refer to them.
    mutating func take(upTo mark: [Int]?) -> [(write: RowWrite, rows: ArraySlice<[Value]>)] {
        var taken: [(write: RowWrite, rows: ArraySlice<[Value]>)] = []
        for place in batches.indices {
            let batch = batches[place]
            let end = mark.map { place < $0.count ? $0[place] : 0 } ?? batch.rows.count
            guard end > batch.sent else { continue }
            taken.append((batch.write, batch.rows[batch.sent..<end]))
            batches[place].sent = end
        }
        let ordered = taken.enumerated().sorted {
            (order($0.element.write), $0.offset) < (order($1.element.write), $1.offset)
        }
        return ordered.map(\.element)
    }

    private func order(_ write: RowWrite) -> Int { write.isInsertion ? write.rank : .max }

    // MARK: What may be missed

    /// Could a row that waits, or a change that waits, be among what is asked for?
    mutating func mayHold(_ condition: RowCondition?, in table: String, _ arguments: [Value]) -> Bool {
        for place in batches.indices where batches[place].write.table == table {
            guard let condition else { return true }
            if condition.mayBe(arguments, { batches[place].mayHold($0, $1) }) { return true }
        }
        return false
    }

    /// Does a change of the row with this id wait?
    mutating func changes(_ id: Value, of table: String) -> Bool {
        batches.indices.contains { place in
            batches[place].write.table == table && !batches[place].write.isInsertion
                && batches[place].mayHold("id", id)
        }
    }
}

extension WriteQueue.Batch {
    /// Of a change only the row is known, not what else it holds.
    fileprivate mutating func mayHold(_ column: String, _ value: Value) -> Bool {
        guard write.isInsertion || column == "id", let place = write.columns.firstIndex(of: column) else { return true }
        if values[place] == nil { values[place] = Set(rows.map { $0[place] }) }
        return values[place]?.contains(value) ?? true
    }
}
