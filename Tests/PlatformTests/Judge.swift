import Foundation

/// Python's own sqlite3, hashlib and json: they share no code with what they judge.
enum Judge {
    struct Failure: Error { let text: String }

    /// Runs a Python program with arguments; returns what it prints, without the last newline.
    static func python(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program] + arguments
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(text: String(decoding: complaint, as: UTF8.self))
        }
        return String(decoding: printed, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// Runs one statement on a connection of its own; returns its rows, or what the database said against it.
    static func sql(_ statement: String, in file: String) throws -> String {
        try python(
            """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            try:
                for row in db.execute(sys.argv[2]): print(*row, sep="|")
            except sqlite3.Error as error:
                print("refused:", error)
            """, file, statement)
    }

    /// Recomputes the audit chain; prints the first broken sequence, or the count and the head.
    static func auditChain(in file: String) throws -> String {
        try python(
            """
            import sqlite3, sys, json, hashlib
            head, count = "0" * 64, 0
            columns = "seq, at, actor, command, why, correlation, object, object_id, version, changes, hash"
            for *entry, found in sqlite3.connect(sys.argv[1]).execute("SELECT " + columns + " FROM audit ORDER BY seq"):
                count += 1
                text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
                head = hashlib.sha256((head + text).encode()).hexdigest()
                if head != found or entry[0] != count:
                    print("broken at", count)
                    sys.exit()
            print(count, head)
            """, file)
    }
}
