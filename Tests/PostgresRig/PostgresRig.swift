import Foundation

/// A PostgreSQL server of one's own, in a temporary folder, heard on a socket there and nowhere else. It ends, and its
/// folder goes, with the program that started it, however that ends.
public final class PostgresRig: Sendable {
    public let folder: String
    private let program: Process
    private let lifeline: Pipe
    private let binaries: String
    private let account: String?
    private let port: String

    /// One for all tests of a program that need not harm it. It does not flush: its content may be lost with the
    /// machine.
    public static func shared() throws -> PostgresRig { try common.get() }
    private static let common = Result { try PostgresRig(flushes: false) }

    /// - Parameters:
    ///   - flushes: survives a crash of the machine; slower.
    ///   - prepare: sees the folder, its `data` made, and who owns it, before the server starts.
    public convenience init(
        flushes: Bool, settings: [String: String] = [:],
        prepare: (_ folder: String, _ account: String?) throws -> Void = { _, _ in }
    ) throws {
        try self.init(flushes: flushes, settings: settings) { binaries, folder, account in
            try Self.run(
                account,
                [
                    binaries + "/initdb", "-D", folder + "/data", "-U", "tandem", "-A", "trust", "-E", "UTF8",
                    "--locale=C", "--no-sync",
                ])
            try prepare(folder, account)
        }
    }

    /// A copy of another server that it keeps up with by streaming, and that answers questions meanwhile.
    public convenience init(copyOf primary: PostgresRig) throws {
        try self.init(flushes: true, settings: ["hot_standby": "on"]) { binaries, folder, account in
            try Self.run(
                account,
                [
                    binaries + "/pg_basebackup", "-h", primary.folder, "-U", "tandem", "-D", folder + "/data", "-R",
                    "-X", "stream", "-c", "fast", "--no-sync",
                ])
        }
    }

    private init(
        flushes: Bool, settings: [String: String],
        makingData: (_ binaries: String, _ folder: String, _ account: String?) throws -> Void
    ) throws {
        binaries = try Self.findBinaries()
        // The server refuses to run as root.
        account = getuid() == 0 ? "postgres" : nil
        folder = try Self.temporaryFolder(ownedBy: account)
        var options = [
            "listen_addresses": "", "unix_socket_directories": folder, "port": "5432", "max_connections": "200",
            "shared_buffers": "64MB", "log_min_messages": "fatal", "max_wal_size": "4GB", "lc_messages": "C",
        ]
        if !flushes { options.merge(["fsync": "off", "full_page_writes": "off"]) { $1 } }
        options.merge(settings) { $1 }
        port = options["port"] ?? "5432"
        try makingData(binaries, folder, account)
        lifeline = Pipe()
        // Programs that we start must not hold it open when we are gone.
        for end in [lifeline.fileHandleForReading, lifeline.fileHandleForWriting] {
            _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        program = Process()
        program.executableURL = URL(fileURLWithPath: "/bin/sh")
        let server = Self.asAccount(
            account,
            [binaries + "/postgres", "-D", folder + "/data"]
                + options.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0)=\($1)"] })
        program.arguments = ["-c", Self.keeper, "rig", folder] + server
        program.standardInput = lifeline
        program.standardOutput = FileHandle.nullDevice
        program.standardError = FileHandle.nullDevice
        try program.run()
        try start()
    }

    /// The pipe is closed when we end, whatever ends us. Each line starts the server; its own shell takes note of its
    /// end, so that nobody takes the dead for living.
    private static let keeper = """
        folder=$1; shift
        while read -r _; do
            { "$@" < /dev/null >> "$folder/log" 2>&1; true; } &
        done
        server=$(head -n 1 "$folder/data/postmaster.pid" 2> /dev/null)
        if [ -n "$server" ]; then
            kill -INT $server 2> /dev/null
            while kill -0 $server 2> /dev/null; do sleep 0.1; done
        fi
        rm -rf "$folder"
        """

    deinit {
        try? lifeline.fileHandleForWriting.close()
        program.waitUntilExit()
    }

    /// The address of a company on this server.
    public func address(_ company: String) -> String { "postgresql://tandem@/\(company)?host=\(folder)" }

    /// The address of a company on whichever of these servers takes changes now.
    public static func address(_ company: String, onOneOf rigs: [PostgresRig]) -> String {
        "postgresql://tandem@/\(company)?host=\(rigs.map(\.folder).joined(separator: ","))"
    }

    /// A name that nobody else uses.
    public static func freshName() -> String {
        "c" + UUID().uuidString.filter { $0 != "-" }.prefix(12).lowercased()
    }

    /// What the server's own client says to a statement, in plain lines.
    @discardableResult
    public func sql(_ statement: String, in database: String = "postgres") throws -> String {
        try Self.run(
            nil,
            [
                "psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", folder, "-p", port, "-U", "tandem", "-d",
                database, "-c", statement,
            ])
    }

    /// Kills the server's first process, as a crash does; its other processes notice and end.
    public func kill() throws { try signal(SIGKILL) }

    /// Stops the server as who looks after it does, and waits until it has ended.
    public func stop() throws {
        let mark = folder + "/data/postmaster.pid"
        try signal(SIGINT)
        for _ in 0..<1_200 {
            guard FileManager.default.fileExists(atPath: mark) else { return }
            usleep(50_000)
        }
        throw Failed("the server did not stop within a minute")
    }

    /// Runs lines of a shell as who owns the server's files, with its programs at hand; one that fails ends them.
    @discardableResult
    public func runAsOwner(_ lines: String) throws -> String {
        try Self.run(account, ["sh", "-ec", #"PATH="$1:$PATH"; eval "$2""#, "owner", binaries, lines])
    }

    /// Starts the server, again after `stop` or `kill`, and waits until it answers.
    public func startAgain() throws { try start() }

    /// Makes of a copy the server that takes changes, and waits until it does.
    public func promote() throws { try sql("SELECT pg_promote(true, 30)") }

    /// Waits until a statement's answer is so; false when it is not after a minute.
    public func says(_ answer: String, to statement: String) throws -> Bool {
        for _ in 0..<1_200 {
            if try sql(statement) == answer { return true }
            usleep(50_000)
        }
        return false
    }

    private func start() throws {
        for look in 0..<2_000 {
            // What it left behind may take a moment to notice its death, and until then it does not start.
            if look % 10 == 0 { try lifeline.fileHandleForWriting.write(contentsOf: Data("start\n".utf8)) }
            if (try? Self.run(nil, [binaries + "/pg_isready", "-h", folder, "-p", port, "-q"])) != nil { return }
            guard program.isRunning else { break }
            usleep(30_000)
        }
        throw Failed(
            "the server did not start: \((try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "")")
    }

    private func signal(_ number: Int32) throws {
        let text = try String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
        guard let line = text.split(separator: "\n").first, let pid = Int32(line) else { throw Failed("no pid file") }
        Foundation.kill(pid, number)
    }

    private static func findBinaries() throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let folders = versions.compactMap { Int($0) }.sorted(by: >).map { "/usr/lib/postgresql/\($0)/bin" }
        guard let found = folders.first(where: { FileManager.default.fileExists(atPath: $0 + "/initdb") }) else {
            throw Failed("no PostgreSQL server is installed; Scripts/install-what-is-missing.sh installs it")
        }
        return found
    }

    private static func temporaryFolder(ownedBy account: String?) throws -> String {
        // A socket's path has room for 107 characters.
        let parent = NSTemporaryDirectory().count < 60 ? NSTemporaryDirectory() : "/tmp/"
        let folder = (parent.hasSuffix("/") ? parent : parent + "/") + "pg-" + freshName()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if let account { try run(nil, ["chown", account, folder]) }
        return folder
    }

    private static func asAccount(_ account: String?, _ command: [String]) -> [String] {
        guard let account else { return command }
        return ["setpriv", "--reuid=\(account)", "--regid=\(account)", "--clear-groups"] + command
    }

    /// Runs a program to its end, as `account` where that is not ourselves, and gives what it said.
    @discardableResult
    public static func run(_ account: String?, _ command: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = asAccount(account, command)
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed("\(command[0]): \(said)") }
        return said.trimmingCharacters(in: .newlines)
    }

    /// What could not be done, in the words of whoever could not do it.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
        init(_ description: String) { self.description = description }
    }
}
