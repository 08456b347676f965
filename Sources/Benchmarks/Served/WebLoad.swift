import Foundation
import Kernel

/// Many requests at once, sent by `wrk`: what it counted.
struct WebLoad {
    var requests = 0
    var seconds = 0.0
    /// Answers that were not what such a request gets, and connections that failed.
    var errors = 0
    /// Writes that the server said were done.
    var written = 0
    var p99Milliseconds = 0.0
    /// Of the server, for all of it.
    var processorSeconds = 0.0

    var rate: Double { seconds > 0 ? Double(requests) / seconds : 0 }
    /// The server's processor time for one request.
    var processorMilliseconds: Double { requests > 0 ? processorSeconds * 1_000 / Double(requests) : 0 }

    static let connections = 32
    static let threads = 2
    static let tool = "wrk"

    /// Throws when there is no `wrk`: the others run without it.
    static func toolPath() throws -> String {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        guard let folder = folders.first(where: { access("\($0)/\(tool)", X_OK) == 0 }) else {
            throw BenchmarkFailure(
                "the benchmark web needs \(tool), which is not installed; as root: apt-get install \(tool)")
        }
        return "\(folder)/\(tool)"
    }

    /// Runs it with a script that prints one line of what it counted.
    static func run(_ script: String, port: Int, seconds: Int) throws -> WebLoad {
        let folder = NSTemporaryDirectory() + "tandem-load-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(script.utf8).write(to: URL(fileURLWithPath: folder + "/load.lua"))
        try Data().write(to: URL(fileURLWithPath: folder + "/output"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try toolPath())
        process.arguments = [
            "-t\(threads)", "-c\(connections)", "-d\(seconds)s", "--timeout", "10s", "-s", folder + "/load.lua",
            "http://127.0.0.1:\(port)",
        ]
        let output = FileHandle(forWritingAtPath: folder + "/output")
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOfFile: folder + "/output", encoding: .utf8)
        guard process.terminationStatus == 0, let line = text.split(separator: "\n").last(where: { $0.hasPrefix("{") })
        else { throw BenchmarkFailure("\(tool) counted nothing: \(text.suffix(500))") }
        return try WebLoad(counted: String(line))
    }

    init() {}

    private init(counted line: String) throws {
        let json = try JSON(parsing: line)
        func number(_ name: String) -> Int { json[name]?.string.flatMap { Int($0) } ?? 0 }
        requests = number("requests")
        seconds = Double(number("microseconds")) / 1e6
        errors = number("errors")
        written = number("written")
        p99Milliseconds = Double(number("p99")) / 1_000
    }
}

/// What `wrk` is told to send: four reads to one write, every write with a key of its own.
struct WebLoadScript {
    struct Read {
        let visitor: Visitors.Visitor
        let path: String
    }

    let reads: [Read]
    let writers: [Visitors.Visitor]
    /// Ids of accounts that notes and calls are written to.
    let accounts: [String]
    /// Tells the keys of this run from those of every other.
    let stamp: String
    static let writesInHundred = 20

    var text: String {
        let reading = reads.map { "{\(Self.quoted($0.path)),\(Self.quoted($0.visitor.cookie))}" }
        let writing = writers.map {
            "{\(Self.quoted($0.cookie)),\(Self.quoted($0.formToken)),\(Self.quoted("Bearer " + $0.bearer))}"
        }
        return """
            local reads = {\(reading.joined(separator: ",\n"))}
            local writers = {\(writing.joined(separator: ",\n"))}
            local accounts = {\(accounts.map(Self.quoted).joined(separator: ",\n"))}
            local stamp = \(Self.quoted(stamp))
            local writesInHundred = \(Self.writesInHundred)
            \(Self.sending)
            \(Self.counting)
            """
    }

    /// Only GETs of one address, by nobody.
    static func bare(_ path: String) -> String {
        """
        function init(args)
          prepared = wrk.format("GET", \(quoted(path)))
          ok, redirected, created, other = 0, 0, 0, 0
        end
        function request() return prepared end
        \(counting)
        """
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }

    private static let sending = """
        function init(args)
          math.randomseed(number * 7919)
          ok, redirected, created, other, sent = 0, 0, 0, 0, 0
          prepared = {}
          for place, read in ipairs(reads) do prepared[place] = wrk.format("GET", read[1], {["Cookie"] = read[2]}) end
        end
        function request()
          if math.random(100) > writesInHundred then return prepared[math.random(#prepared)] end
          sent = sent + 1
          local key = stamp .. "-" .. number .. "-" .. sent
          local writer = writers[math.random(#writers)]
          local account = accounts[math.random(#accounts)]
          if sent % 2 == 0 then
            return wrk.format("POST", "/api/crm/notes",
              {["Authorization"] = writer[3], ["Content-Type"] = "application/json", ["Idempotency-Key"] = key},
              '{"account":"' .. account .. '","body":"Called back, ' .. key .. '"}')
          end
          return wrk.format("POST", "/crm/accounts/" .. account .. "/log",
            {["Cookie"] = writer[1], ["Content-Type"] = "application/x-www-form-urlencoded"},
            "_form=" .. writer[2] .. "&idempotencyKey=" .. key .. "&kind=call&subject=Called+" .. key)
        end
        """

    /// A read gets 200; a note by the interface 201; a form that was taken leads on with 303.
    private static let counting = """
        local threads = {}
        function setup(thread)
          table.insert(threads, thread)
          thread:set("number", #threads)
        end
        function response(status)
          if status == 200 then ok = ok + 1
          elseif status == 201 then created = created + 1
          elseif status == 303 then redirected = redirected + 1
          else other = other + 1 end
        end
        function done(summary, latency, requests)
          local written, wrong = 0, 0
          for _, thread in ipairs(threads) do
            written = written + thread:get("created") + thread:get("redirected")
            wrong = wrong + thread:get("other")
          end
          local failed = summary.errors
          wrong = wrong + failed.connect + failed.read + failed.write + failed.timeout
          local form = '{"requests":"%d","microseconds":"%d","errors":"%d","written":"%d","p99":"%d"}'
          io.write("\\n", string.format(form, summary.requests, summary.duration, wrong, written,
            latency:percentile(99)), "\\n")
        end
        """
}
