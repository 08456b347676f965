import Kernel
import Platform

/// Statements within one transaction. What nobody waits for (savepoints, the audit trail, the changes feed) is sent
/// ahead and travels with the next statement whose answer is needed. Rows that nobody asks for yet wait, to be written
/// many at once.
final class PostgresSession: StoreSession {
    let connection: PostgresConnection
    private let schema: PostgresSchema
    let texts: StatementTexts
    private let isWriter: Bool
    let manner: Manner
    var cursors = 0
    /// Rows that wait, and the savepoints within which they do.
    var queue = WriteQueue()
    var levels: [Level] = []
    /// Rows sent, by table.
    var inserted: [String: Int] = [:]
    /// Answers that are still so, by table.
    var remembered: [String: [Question: Remembered]] = [:]
    /// The last number given in each table that numbers its rows.
    private var numbers: [String: Int64] = [:]
    private var numbersGiven = Set<String>()
    /// What spoiled the transaction since its innermost savepoint began. PostgreSQL does nothing more until that is
    /// undone, where SQLite would only have undone the one statement.
    var spoiled: StoreError?

    /// In which manner the whole must be run again, because this one does not do.
    private(set) var needed: Manner?
    /// The server gave this transaction up for another one, or writes elsewhere now.
    private(set) var isGivenUp = false
    /// Something has been answered: whoever reads may have passed it on.
    private(set) var hasAnswered = false
    private(set) var hasWritten = false
    /// Changes were sent ahead whose counts nobody has seen.
    var hasAssumed = false

    init(
        _ connection: PostgresConnection, schema: PostgresSchema, texts: StatementTexts, isWriter: Bool,
        manner: Manner = .waiting
    ) {
        self.connection = connection
        self.schema = schema
        self.texts = texts
        self.isWriter = isWriter
        self.manner = manner
    }

    var isLost: Bool { connection.isLost }
    /// A statement failed and nobody undid it.
    var isSpoiled: Bool { spoiled != nil }
    /// The same in another manner may do.
    var nextManner: Manner? { needed.flatMap { $0.rawValue > manner.rawValue ? $0 : nil } }
    /// Rows were added to the changes feed or to another numbered table.
    var hasAppended: Bool { !numbersGiven.isEmpty }

    // MARK: Beginning and end

    /// A writer waits for its turn first: one transaction at a time writes a database, whichever node it is of. So the
    /// moments that its body notes are moments of its turn.
    func begin() throws(StoreError) {
        if isWriter {
            try send("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            _ = try ask("SELECT pg_advisory_xact_lock(\(PostgresLimits.writerLock))", .none)
        } else {
            try send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
    }

    /// After the body: nothing may be left that was taken for granted and is not so, nor a refusal that was swallowed.
    func finish() throws(StoreError) {
        if spoiled == nil { try writeWaiting() }
        if hasAssumed { _ = try answers() }
        if spoiled != nil {
            need(.careful)
            throw spoiledError
        }
    }

    /// Before anybody is told that the body failed: was what it saw so?
    func verify() {
        if spoiled == nil, needed == nil, !connection.isLost { try? writeWaiting() }
        if needed == nil, !connection.isLost, connection.unanswered > 0 { _ = settle() }
    }

    /// Commits, leaving a mark by which it can be told later whether it happened.
    func commit(mark: CommitMark) throws(StoreError) {
        if hasWritten {
            for table in numbersGiven.sorted() {
                try send(
                    "UPDATE tandem_number SET last = $1 WHERE table_name = $2",
                    [.integer(numbers[table] ?? 0), .text(table)])
            }
            try send(CommitMark.leave, mark.values)
        }
        let tag = try ask("COMMIT", .none).tag
        guard tag == "COMMIT" else { throw .failed("the server ended the transaction with \(tag)") }
    }

    /// Ends a transaction that wrote nothing, or takes back all that it wrote; nobody waits for it.
    func end(undoing: Bool) throws(ConnectionTrouble) {
        // What was sent ahead may fail; after its answers a ROLLBACK always works.
        if undoing, connection.unanswered > 0 { _ = try? connection.answers() }
        try connection.send(undoing ? "ROLLBACK" : "COMMIT")
        try connection.sendOff()
    }

    // MARK: Statements

    @discardableResult
    func execute(_ sql: String, _ arguments: [Value]) throws(StoreError) -> Int {
        let text = texts.text(sql)
        hasWritten = true
        if try wait(text, arguments) { return 1 }
        let parameters = try Parameters(arguments)
        try makeWay(for: text)
        if Self.isWrittenBehind(sql) {
            try guarded(needsAnswer: false)
            try send(text.sql, parameters)
            return 1
        }
        if manner == .ahead, let usual = text.usualChanges {
            try guarded(needsAnswer: false)
            try send(text.sql, parameters, changes: usual)
            // An insertion inserts or is refused; of anything else there may be nothing.
            if !sql.hasPrefix("INSERT") { hasAssumed = true }
            return usual
        }
        return try one(text.sql, parameters).changed
    }

    func append(_ sql: String, _ arguments: [Value]) throws(StoreError) -> Int64 {
        guard let text = texts.appending(sql), let table = text.numbers, schema.numbered.contains(table) else {
            throw .failed("this inserts into no table that numbers its rows: \(sql)")
        }
        try guarded(needsAnswer: false)
        var last = numbers[table]
        if last == nil {
            let answer = try ask(
                "SELECT last FROM tandem_number WHERE table_name = $1", try Parameters([.text(table)]))
            guard answer.count == 1, case .integer(let number)? = try answer.row(0, [.integer]).first else {
                throw .corrupt("nobody knows the last number of \(table)")
            }
            last = number
        }
        let number = (last ?? 0) + 1
        numbers[table] = number
        numbersGiven.insert(table)
        hasWritten = true
        let row = arguments + [.integer(number)]
        if try !wait(text, row) { try send(text.sql, row) }
        return number
    }

    func rows(_ sql: String, _ arguments: [Value], as kinds: [FieldKind]) throws(StoreError) -> [[Value]] {
        let text = texts.text(sql)
        if !text.isQuery { hasWritten = true }
        if let known = recall(text, arguments, kinds) { return known }
        try makeVisible(text, arguments)
        let answer = try one(text.sql, try Parameters(arguments))
        var rows: [[Value]] = []
        rows.reserveCapacity(answer.count)
        for row in 0..<answer.count { rows.append(try answer.row(row, kinds)) }
        remember(rows, text, arguments, kinds)
        return rows
    }

    /// Begun on the server when something is written within. The innermost savepoint of a name is meant; so those
    /// beyond the last level may share its name.
    func savepoint<T>(_ body: () throws -> T) throws -> T {
        try guarded(needsAnswer: true)
        levels.append(Level(name: "level\(min(levels.count + 1, 4))", mark: queue.mark))
        defer { levels.removeLast() }
        let before = (numbers, numbersGiven)
        if manner != .ahead { try writeWaiting() }
        do {
            let result = try body()
            guard spoiled == nil else {
                // Somebody swallowed a refusal: this cannot be kept, and must not be lost.
                need(.careful)
                throw spoiledError
            }
            if let level = levels.last, level.isOpen { try send("RELEASE " + level.name) }
            return result
        } catch {
            guard !connection.isLost, !isGivenUp, needed == nil else { throw error }
            try takeBack(error)
            (numbers, numbersGiven) = before
            throw error
        }
    }

    // MARK: Inside

    private var spoiledError: StoreError {
        .failed("an earlier statement was refused: \(spoiled?.description ?? "")")
    }

    func need(_ manner: Manner) {
        if needed == nil { needed = manner }
    }

    /// Reads what is owed, whatever it is, and returns what was wrong.
    func settle() -> ConnectionTrouble? {
        do throws(ConnectionTrouble) {
            try connection.answers()
            return nil
        } catch {
            _ = failure(error)
            return error
        }
    }

    func guarded(needsAnswer: Bool) throws(StoreError) {
        if spoiled != nil {
            need(.careful)
            throw spoiledError
        }
        if connection.unanswered > PostgresLimits.unanswered
            || (needsAnswer && manner == .careful && connection.unanswered > 0)
        {
            _ = try answers()
        }
    }

    /// One statement that is waited for; undone alone where that is asked for.
    func one(_ sql: String, _ parameters: Parameters, once: Bool = false) throws(StoreError) -> AnswerRows {
        try guarded(needsAnswer: true)
        guard manner == .careful else { return try ask(sql, parameters, once: once) }
        try send("SAVEPOINT alone")
        do throws(StoreError) {
            let answer = try ask(sql, parameters, once: once)
            try send("RELEASE alone")
            return answer
        } catch {
            guard !connection.isLost, !isGivenUp else { throw error }
            spoiled = nil
            try send("ROLLBACK TO alone")
            try send("RELEASE alone")
            _ = try answers()
            throw error
        }
    }

    func send(_ sql: String, _ values: [Value]) throws(StoreError) { try send(sql, try Parameters(values)) }

    func send(
        _ sql: String, _ parameters: Parameters = .none, once: Bool = false, changes: Int? = nil
    ) throws(StoreError) {
        do throws(ConnectionTrouble) {
            try connection.send(sql, parameters, once: once, changes: changes)
        } catch {
            throw failure(error)
        }
    }

    private func ask(_ sql: String, _ parameters: Parameters, once: Bool = false) throws(StoreError) -> AnswerRows {
        try send(sql, parameters, once: once)
        guard let answer = try answers() else { throw .failed("the server did not answer") }
        return answer
    }

    func answers() throws(StoreError) -> AnswerRows? {
        do throws(ConnectionTrouble) {
            hasAssumed = false
            let answer = try connection.answers()
            hasAnswered = true
            return answer
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ trouble: ConnectionTrouble) -> StoreError {
        switch trouble {
        case .lost(let message): return .failed("the connection to the database was lost: \(message)")
        case .surprised:
            need(.waiting)
            let unclear = StoreError.failed("something that was sent ahead was refused")
            spoiled = unclear
            return unclear
        case .server(let error):
            if error.meansAgain || (isWriter && error.meansElsewhere) { isGivenUp = true }
            let known = PostgresFailure.storeError(error, schema.words)
            spoiled = known
            return known
        }
    }
}
