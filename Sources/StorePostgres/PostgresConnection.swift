import CPQ
import Kernel
import Platform

/// What went wrong on a connection: the server said no, or there is nobody any more who could say anything.
enum ConnectionTrouble: Error {
    case server(ServerError)
    case lost(String)
    /// A statement that nobody waited for failed, or changed more or fewer rows than was taken for granted.
    case surprised
}

/// One connection to one database. Statements are sent ahead through a pipeline and their answers read together, so
/// that a transaction waits for the network only where it needs to know. Why unchecked: whoever took it from its pool
/// is the only one who uses it.
final class PostgresConnection: @unchecked Sendable {
    let address: PostgresAddress
    private let handle: OpaquePointer
    /// By text: the statements that the server has prepared here.
    private var prepared: [String: String] = [:]
    private var preparedCount = 0
    /// What has been sent since the last answer was read, in order.
    private var awaited: [Awaited] = []
    /// Bites sent off whose answers nobody waited for.
    private var owed: [[Awaited]] = []
    private(set) var isLost = false

    private enum Awaited {
        case preparation(String)
        /// Of so many changed rows, where somebody took that for granted.
        case answer(changes: Int?)
    }

    /// Connects. Throws `lost` with libpq's words when nobody is there or lets us in.
    init(_ address: PostgresAddress) throws(ConnectionTrouble) {
        let address = address.with("connect_timeout", orElse: String(PostgresLimits.connectSeconds))
            .with("tcp_user_timeout", orElse: String(PostgresLimits.networkMilliseconds))
            .with("keepalives_idle", orElse: "10").with("keepalives_interval", orElse: "5")
            .with("keepalives_count", orElse: "3").with("application_name", orElse: "tandem")
            .with("client_encoding", "UTF8")
        guard let handle = address.connect() else { throw .lost("there is no memory for a connection") }
        self.address = address
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else {
            isLost = true
            throw .lost(complaint)
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    var serverVersion: Int { Int(PQserverVersion(handle)) }
    var socket: Int32 { PQsocket(handle) }

    private var complaint: String {
        PQerrorMessage(handle).map { address.withoutSecrets(String(cString: $0)).trimmed } ?? "no reason given"
    }

    // MARK: Before the pipeline, and without one

    /// Runs statements one by one, each answered before the next; only while there is no pipeline.
    @discardableResult
    func run(_ sql: String, _ values: [Value] = []) throws(ConnectionTrouble) -> AnswerRows {
        let result: OpaquePointer?
        if values.isEmpty {
            result = PQexec(handle, sql)
        } else {
            guard let parameters = try? Parameters(values) else { throw .lost("a value cannot be bound") }
            result = parameters.withPointers { PQexecParams(handle, sql, $0, nil, $1, nil, nil, 0) }
        }
        guard let result else { throw lost() }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return AnswerRows(result)
        default: throw trouble(result)
        }
    }

    func enterPipeline() throws(ConnectionTrouble) {
        guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    }

    /// Only when all answers have been read.
    func leavePipeline() throws(ConnectionTrouble) {
        // The end of the last bite is followed by one nothing.
        while let result = PQgetResult(handle) { PQclear(result) }
        guard PQexitPipelineMode(handle) == 1 else { throw lost() }
    }

    /// Streams bytes into `COPY … FROM STDIN`, outside a pipeline. Returns how many rows the server took.
    func copy(
        _ sql: String, _ body: (_ send: @escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> Int {
        guard let begun = PQexec(handle, sql) else { throw lost() }
        guard PQresultStatus(begun) == PGRES_COPY_IN else { throw trouble(begun) }
        PQclear(begun)
        do {
            try body { [self] bytes in
                let base = bytes.bindMemory(to: CChar.self).baseAddress
                guard PQputCopyData(handle, base, Int32(bytes.count)) == 1 else { throw lost() }
            }
        } catch {
            PQputCopyEnd(handle, "given up")
            while let result = PQgetResult(handle) { PQclear(result) }
            throw error
        }
        guard PQputCopyEnd(handle, nil) == 1 else { throw lost() }
        var rows = 0
        var failure: ConnectionTrouble?
        while let result = PQgetResult(handle) {
            if PQresultStatus(result) == PGRES_COMMAND_OK {
                rows = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
                PQclear(result)
            } else {
                failure = trouble(result)
            }
        }
        if let failure { throw failure }
        return rows
    }

    /// The texts that others have sent by NOTIFY since the last look, with their channels.
    func notifications() throws(ConnectionTrouble) -> [(channel: String, text: String)] {
        // Twice: the first reads what has come, the second notices that nothing more ever will. Both may be told by one
        // event, after which a closed socket tells nothing.
        guard PQconsumeInput(handle) == 1, PQconsumeInput(handle) == 1 else { throw lost() }
        var heard: [(String, String)] = []
        while let notice = PQnotifies(handle) {
            heard.append((String(cString: notice.pointee.relname), String(cString: notice.pointee.extra)))
            PQfreemem(notice)
        }
        return heard
    }

    // MARK: The pipeline

    /// Statements sent whose answers have not been read.
    var unanswered: Int { awaited.count }

    /// Sends a statement ahead. Its text is prepared on first use and kept, unless it is used once only.
    /// - Parameter changes: how many rows it is taken to change by somebody who does not wait for its answer.
    func send(
        _ sql: String, _ parameters: Parameters = .none, once: Bool = false, changes: Int? = nil
    ) throws(ConnectionTrouble) {
        guard !isLost else { throw .lost("the connection is closed") }
        let isSent: Bool
        if once {
            isSent = parameters.withPointers { PQsendQueryParams(handle, sql, $0, nil, $1, nil, nil, 0) == 1 }
        } else {
            let name = try statement(sql)
            isSent = parameters.withPointers { PQsendQueryPrepared(handle, name, $0, $1, nil, nil, 0) == 1 }
        }
        guard isSent else { throw lost() }
        awaited.append(.answer(changes: changes))
    }

    private func statement(_ sql: String) throws(ConnectionTrouble) -> String {
        if let name = prepared[sql] { return name }
        if prepared.count >= PostgresLimits.preparedStatements {
            prepared.removeAll()
            try send("DEALLOCATE ALL", once: true)
        }
        preparedCount += 1
        let name = "t\(preparedCount)"
        guard PQsendPrepare(handle, name, sql, 0, nil) == 1 else { throw lost() }
        awaited.append(.preparation(sql))
        prepared[sql] = name
        return name
    }

    /// Waits for the answers to all that was sent, and returns the last one's. Throws the first error, or that
    /// something was not as it was taken for granted; what was sent after an error has not been done.
    @discardableResult
    func answers() throws(ConnectionTrouble) -> AnswerRows? {
        guard !isLost, PQpipelineSync(handle) == 1 else { throw lost() }
        let bite = awaited
        awaited = []
        // What nobody waited for is answered first.
        try collectOwed()
        return try read(bite)
    }

    /// Sends what is waiting and does not wait for answers; they are read before the connection is used again.
    func sendOff() throws(ConnectionTrouble) {
        guard !isLost, PQpipelineSync(handle) == 1, PQflush(handle) >= 0 else { throw lost() }
        owed.append(awaited)
        awaited = []
    }

    /// Reads the answers that were left; any error among them is a loss.
    func collectOwed() throws(ConnectionTrouble) {
        while !owed.isEmpty { _ = try read(owed.removeFirst()) }
    }

    private func read(_ bite: [Awaited]) throws(ConnectionTrouble) -> AnswerRows? {
        var last: AnswerRows?
        var failure: ConnectionTrouble?
        var isSurprised = false
        var position = 0
        var nothings = 0
        while true {
            guard let result = PQgetResult(handle) else {
                // One follows each answer; more are the end of a broken conversation.
                nothings += 1
                guard nothings < 3, PQstatus(handle) == CONNECTION_OK else { throw lost() }
                continue
            }
            nothings = 0
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                if let failure { throw failure }
                if isSurprised { throw .surprised }
                return last
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                let answer = AnswerRows(result)
                if position < bite.count, case .answer(let changes?) = bite[position], answer.changed != changes {
                    isSurprised = true
                }
                last = consume answer
            case PGRES_PIPELINE_ABORTED:
                forget(bite, position)
                PQclear(result)
            default:
                forget(bite, position)
                var new = trouble(result)
                if isLost { throw new }
                if case .server(let error) = new, error.isRefusal, position < bite.count,
                    case .answer(.some) = bite[position]
                {
                    new = .surprised
                }
                if failure == nil { failure = new }
            }
            position += 1
        }
    }

    /// A statement that was not prepared after all.
    private func forget(_ bite: [Awaited], _ position: Int) {
        if position < bite.count, case .preparation(let sql) = bite[position] { prepared[sql] = nil }
    }

    /// Reads an error and frees its answer.
    private func trouble(_ result: OpaquePointer) -> ConnectionTrouble {
        let error = ServerError(result, address)
        PQclear(result)
        if error.meansLost || PQstatus(handle) != CONNECTION_OK {
            isLost = true
            return .lost(error.message)
        }
        return .server(error)
    }

    private func lost() -> ConnectionTrouble {
        isLost = true
        return .lost(complaint)
    }
}
