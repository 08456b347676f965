/// How long is waited, how often is tried, how much is kept: every limit of the store in one place.
enum PostgresLimits {
    /// To reach a server. Seconds.
    static let connectSeconds = 5
    /// A network that does not acknowledge is given up. Milliseconds.
    static let networkMilliseconds = 10_000
    /// One statement of a writer; of a reader, whose reports may walk everything.
    static let writerStatementSeconds = 60
    static let readerStatementSeconds = 600
    /// A writer waits for another node's transaction, and for a lock of somebody past the program. Seconds.
    static let lockSeconds = 10
    /// A transaction whose program has fallen silent is ended by the server. Seconds.
    static let idleWriterSeconds = 60
    static let idleReaderSeconds = 900
    /// Readers of one database at once; one more waits, so long. Seconds.
    static let readers = 8
    static let readerWaitSeconds = 10
    /// The same of a copy that answers reports; there are fewer of these, and they take longer.
    static let replicaReaders = 4
    /// Statements that one connection keeps prepared.
    static let preparedStatements = 600
    /// Statements sent ahead without waiting for their answers.
    static let unanswered = 200
    /// Rows that wait to be written together; within one savepoint.
    static let waitingRows = 2_000
    static let waitingRowsWithin = 8_000
    /// Rows of a table that a transaction remembers.
    static let rememberedRows = 1_000
    /// Transactions that wait for every answer after one that should have.
    static let waitingAfterSurprise = 16
    /// Rows asked for at once when many are streamed: the first time, and then.
    static let firstRows = 200
    static let moreRows = 2_000
    /// A transaction that the server gave up for another, or whose connection was lost before its commit, is run again.
    static let attempts = 5
    /// A server that is gone is looked for so long. The wait doubles from the first to the longest. Milliseconds.
    static let reconnectMilliseconds = 60_000
    static let firstWaitMilliseconds = 20
    static let longestWaitMilliseconds = 1_000
    /// The lock of the one writer of a database: "Tndm".
    static let writerLock = 0x546E_646D
    /// PostgreSQL 14 brought pipelines.
    static let oldestVersion = 140_000
}
