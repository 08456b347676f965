import CPQ
import Platform

/// An answer that is an error, as the server put it.
struct ServerError: Error {
    var state = ""
    var message = ""
    var detail = ""
    var table = ""
    var column = ""
    var constraint = ""

    init(_ result: OpaquePointer, _ address: PostgresAddress) {
        func text(_ field: Int32) -> String { PQresultErrorField(result, field).map { String(cString: $0) } ?? "" }
        state = text(tandem_pq_sqlstate)
        message = address.withoutSecrets(text(tandem_pq_message))
        detail = text(tandem_pq_detail)
        table = text(tandem_pq_table)
        column = text(tandem_pq_column)
        constraint = text(tandem_pq_constraint)
        if message.isEmpty, let whole = PQresultErrorMessage(result) {
            message = address.withoutSecrets(String(cString: whole)).trimmed
        }
    }

    /// The server ended the connection, or says that it is going to or not there yet.
    var meansLost: Bool { state.hasPrefix("08") || ["57P01", "57P02", "57P03"].contains(state) }

    /// The transaction was given up for another one; the same again may well succeed.
    var meansAgain: Bool { ["40001", "40P01"].contains(state) }

    /// The statement is refused for what it says; nothing is wrong with the server.
    var isRefusal: Bool {
        state.hasPrefix("23") || state.hasPrefix("22") || state == "54000" || state == PostgresFailure.postedState
    }

    /// We are talking to a copy that does not write: the writer is elsewhere now.
    var meansElsewhere: Bool { state == "25006" }
}

/// Reads the server's error states as the store's errors.
enum PostgresFailure {
    /// Raised by our own triggers.
    static let postedState = "TD001"

    static func storeError(_ error: ServerError, _ words: ConstraintWords) -> StoreError {
        switch error.state {
        case "23505": return .notUnique(columns: words.columns(of: error.constraint, in: error.table))
        case "23503": return .foreignKey
        case "23502": return .check("NOT NULL constraint failed: \(error.table).\(error.column)")
        case "23514": return .check("CHECK constraint failed: \(words.condition(of: error.constraint))")
        case "22001", "22003", "22021", "22P02", "22P05", "54000": return .check(error.message)
        case postedState: return .posted(error.message)
        case "53100": return .diskFull(error.message)
        case "55P03": return .busy(error.message)
        case "53300": return .busy("the server takes no more connections: \(error.message)")
        case "XX001", "XX002": return .corrupt(error.message)
        case "58030": return .failed("the disk failed: \(error.message)")
        default: return .failed("PostgreSQL \(error.state): \(error.message)")
        }
    }
}

/// What the constraints of a schema are about, by their names.
struct ConstraintWords: Sendable {
    var columns: [String: [String]] = [:]
    var conditions: [String: String] = [:]

    func columns(of constraint: String, in table: String) -> [String] {
        columns[constraint] ?? ["\(table).\(constraint)"]
    }

    func condition(of constraint: String) -> String { conditions[constraint] ?? constraint }
}

extension String {
    /// Without spaces and ends of lines around it, and in one line.
    var trimmed: String {
        split(whereSeparator: \.isNewline).map { String($0.drop { $0 == " " || $0 == "\t" }) }.joined(separator: "; ")
    }
}
