import CPQ
import Platform

/// Where a server is, whose account is used, and which database is meant: what libpq reads from a URL such as
/// `postgresql://tandem@db1,db2/harbour?sslmode=verify-full`. The password, if there is one, is never told to anybody.
public struct PostgresAddress: Sendable, CustomStringConvertible {
    private var options: [(keyword: String, value: String)]

    /// Throws `StoreError.failed` when libpq cannot read it. The text itself is not repeated: it may hold a password.
    public init(url: String) throws(StoreError) {
        guard let parsed = PQconninfoParse(url, nil) else {
            throw .failed(
                "this is no address of a PostgreSQL server; one looks like "
                    + "postgresql://user@host:5432/company?sslmode=require")
        }
        defer { PQconninfoFree(parsed) }
        var options: [(String, String)] = []
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options.append((String(cString: keyword), String(cString: value))) }
            option += 1
        }
        self.options = options
    }

    private init(options: [(keyword: String, value: String)]) { self.options = options }

    subscript(keyword: String) -> String? { options.first { $0.keyword == keyword }?.value }

    /// The same server and account, with an option set.
    func with(_ keyword: String, _ value: String) -> PostgresAddress {
        PostgresAddress(options: options.filter { $0.keyword != keyword } + [(keyword, value)])
    }

    /// The same, with an option set where the address says nothing of it.
    func with(_ keyword: String, orElse value: String) -> PostgresAddress {
        self[keyword] == nil ? with(keyword, value) : self
    }

    public var database: String { self["dbname"] ?? self["user"] ?? "" }

    /// Where there are several hosts: the one that writes.
    var primary: PostgresAddress { with("target_session_attrs", orElse: "read-write") }

    /// Where there are several hosts: one that only reads, if any does.
    var replica: PostgresAddress { with("target_session_attrs", orElse: "prefer-standby") }

    func database(_ name: String) -> PostgresAddress { with("dbname", name) }

    /// The name that an address gives to a company; empty when it gives none.
    public var company: String { self["dbname"] ?? "" }

    /// Another company of the same server.
    public func company(_ name: String) -> PostgresAddress { database(name) }

    /// The database of one part of the company that this names.
    public func database(of module: String) -> PostgresAddress { database(company + "_" + module) }

    /// What a person may read: server and database.
    public var description: String {
        let port = self["port"].map { ":" + $0 } ?? ""
        return "postgresql://\(self["host"] ?? self["hostaddr"] ?? "local")\(port)/\(database)"
    }

    /// A message of libpq or of the server without the password, should it ever repeat it.
    func withoutSecrets(_ message: String) -> String {
        var message = message
        for keyword in ["password", "sslpassword"] {
            guard let secret = self[keyword], !secret.isEmpty else { continue }
            message = message.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "…")
        }
        return message
    }

    /// Opens a connection; nil only when there is no memory. The caller looks at its status.
    func connect() -> OpaquePointer? {
        let keywords = options.map(\.keyword)
        let values = options.map(\.value)
        return withArray(of: keywords) { keywords in
            withArray(of: values) { values in PQconnectdbParams(keywords, values, 0) }
        }
    }
}

/// C's array of texts with nil at its end, valid within `body`.
private func withArray<T>(of texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T) -> T {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
        starts.append(bytes.count)
        bytes += text.utf8CString
    }
    return bytes.withUnsafeBufferPointer { buffer in
        let pointers = starts.map { buffer.baseAddress?.advanced(by: $0) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
