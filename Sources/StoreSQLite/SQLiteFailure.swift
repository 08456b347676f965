import GRDB
import GRDBSQLite
import Platform

/// Reads SQLite's result codes as the store's errors.
enum SQLiteFailure {
    static func storeError(_ error: DatabaseError) -> StoreError {
        storeError(code: error.extendedResultCode.rawValue, message: error.message ?? error.description)
    }

    static func storeError(code: Int32, message: String) -> StoreError {
        // The extended code says which constraint; its low byte the family.
        switch code {
        case 2067, 1555: return .notUnique(columns: columns(in: message))
        case 787: return .foreignKey
        case 275, 1299, 3091: return .check(message)
        case 1811: return .posted(message)
        default: break
        }
        switch code & 0xFF {
        case SQLITE_FULL: return .diskFull(message)
        case SQLITE_IOERR: return .failed("the disk failed: \(message)")
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy(message)
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupt(message)
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM:
            return .failed("cannot write the database: \(message); check the folder's owner and permissions")
        default: return .failed("SQLite \(code): \(message)")
        }
    }

    /// "UNIQUE constraint failed: account.number, account.country" → the columns.
    private static func columns(in message: String) -> [String] {
        guard let colon = message.lastIndex(of: ":") else { return [] }
        return message[message.index(after: colon)...].split(separator: ",").map {
            String($0.drop { $0 == " " })
        }
    }
}

extension StoreError {
    /// The same, saying which file.
    func naming(_ file: String) -> StoreError {
        switch self {
        case .diskFull(let message): .diskFull("\(file): \(message)")
        case .busy(let message): .busy("\(file): \(message)")
        case .corrupt(let message): .corrupt("\(file): \(message)")
        case .failed(let message): .failed("\(file): \(message)")
        case .notUnique, .foreignKey, .check, .posted, .newerVersion, .notDurable: self
        }
    }
}
