import CRM
import Foundation
import Histogram
import Kernel
import Platform

/// The pages of a large company, asked for over HTTP of the program itself by people who are signed in: how long an
/// answer takes when nobody else asks, and how many there are in a second when many ask and write at once.
struct ServedPages {
    private let options: BenchmarkOptions
    private let home: BenchmarkHome
    private let progress: @Sendable (String) -> Void
    static let slowest = 50.0
    static let perSecond = 1_000.0
    static let firstPageKiB = 150.0
    static let residentMiB = 512.0

    init(_ options: BenchmarkOptions, _ home: BenchmarkHome, _ progress: @escaping @Sendable (String) -> Void) {
        self.options = options
        self.home = home
        self.progress = progress
    }

    func measure() async throws -> [Figure] {
        _ = try WebLoad.toolPath()
        let folder = try options.home ?? home.fresh("web")
        defer { if options.home == nil { home.remove(folder) } }
        let (questions, count) = try await prepared(folder)
        let server = try ServedProgram(options, home: folder)
        var runs = try (0..<max(options.runs, 1)).map { number in
            progress("web: pages one by one, run \(number + 1) of \(max(options.runs, 1))")
            return try oneByOne(questions, number, server)
        }
        for number in runs.indices {
            progress("web: \(options.seconds) s of reads and writes, run \(number + 1) of \(runs.count)")
            let before = try count()
            let used = server.processorSeconds
            runs[number].load = try WebLoad.run(
                questions.load(stamp: "r\(number)x\(questions.stamp)"), port: server.port, seconds: options.seconds)
            runs[number].load.processorSeconds = server.processorSeconds - used
            let added = try count() - before
            guard added >= runs[number].load.written else {
                throw BenchmarkFailure("of \(runs[number].load.written) acknowledged writes \(added) are there")
            }
        }
        let memory = server.peakMiB
        let weight = try FirstPage.weighed(server.port, questions)
        try server.stop()
        progress("web: the bare route")
        let port = try ServedProgram.freePort()
        let seconds = options.seconds
        let bare = try await BareRoute.serving(port: port) {
            while (try? WebClient(port: port).get("/bare").status) != 200 {
                try await Task.sleep(for: .milliseconds(20))
            }
            return try WebLoad.run(WebLoadScript.bare("/bare"), port: port, seconds: seconds)
        }
        return figures(runs, memory: memory, weight: weight, bare: bare)
    }

    /// The company, the people and what they will ask; and how to count what was written. Closed again before the
    /// program opens it.
    private func prepared(_ folder: String) async throws -> (WebQuestions, () throws -> Int) {
        let trading = try await TradingCompany.open(options, folder: folder, progress: progress)
        let crm = trading.company.suite.crm.store
        let questions = try WebQuestions(trading, visitors: try Visitors(trading.company))
        return (
            questions,
            {
                try crm.read { session in
                    try session.integer("SELECT count(*) FROM idempotency_key")
                }
            }
        )
    }

    private struct Run {
        var customer = Timing()
        var list = Timing()
        var search = Timing()
        var screen = Timing()
        var load = WebLoad()
    }

    /// Answers of one kind, in microseconds.
    private struct Timing {
        private var histogram = Histogram<UInt64>(
            highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)

        mutating func record(_ reply: WebClient.Reply) { _ = histogram.record(reply.nanoseconds / 1_000) }
        func milliseconds(_ percentile: Double) -> Double { Double(histogram.valueAtPercentile(percentile)) / 1_000 }
    }

    private func oneByOne(_ questions: WebQuestions, _ number: Int, _ server: ServedProgram) throws -> Run {
        let client = try WebClient(port: server.port)
        var run = Run()
        func ask(_ asked: [WebLoadScript.Read], _ timing: WritableKeyPath<Run, Timing>) throws {
            for question in asked {
                let reply = try client.get(question.path, cookie: question.visitor.cookie)
                guard reply.status == 200 else {
                    throw BenchmarkFailure("\(question.path) is answered \(reply.status), not 200")
                }
                run[keyPath: timing].record(reply)
            }
        }
        // What opens files and compiles statements is not what is measured.
        try ask(questions.warming, \.screen)
        run.screen = Timing()
        try ask(questions.customers(run: number), \.customer)
        try ask(questions.lists(run: number), \.list)
        try ask(questions.searches(run: number), \.search)
        try ask(questions.screens, \.screen)
        return run
    }

    private func figures(_ runs: [Run], memory: Double, weight: FirstPage, bare: WebLoad) -> [Figure] {
        let most = Bar.atMost(Self.slowest)
        func times(_ name: String, _ title: String, _ timing: KeyPath<Run, Timing>, bar: Bar) -> [Figure] {
            [
                Figure(
                    "web.\(name).p95", "\(title): 95th percentile",
                    runs.map { $0[keyPath: timing].milliseconds(95) }, unit: "ms", bar: bar),
                Figure(
                    "web.\(name).p50", "\(title): median", runs.map { $0[keyPath: timing].milliseconds(50) }, unit: "ms"
                ),
                Figure(
                    "web.\(name).worst", "\(title): the slowest", runs.map { $0[keyPath: timing].milliseconds(100) },
                    unit: "ms"),
            ]
        }
        let load = "80 reads to 20 writes, \(WebLoad.connections) at once"
        return times("customer", "Customer on one screen, another each time", \.customer, bar: most)
            + times("list", "Lists, filtered and sorted", \.list, bar: most)
            + times("search", "Search and palette", \.search, bar: most)
            + times("screen", "Home, pipeline, approvals, receivables, ledger", \.screen, bar: .none)
            + [
                Figure(
                    "web.mix.rate", load, runs.map(\.load.rate), unit: "requests/s", bar: .atLeast(Self.perSecond)),
                Figure(
                    "web.mix.errors", load + ": errors", runs.map { Double($0.load.errors) }, unit: "errors",
                    bar: .atMost(0)),
                Figure("web.mix.p99", load + ": 99th percentile", runs.map(\.load.p99Milliseconds), unit: "ms"),
                Figure(
                    "web.mix.processor", load + ": server's processor time of each",
                    runs.map(\.load.processorMilliseconds), unit: "ms"),
                Figure("web.bare.rate", "A bare route of the same server", [bare.rate], unit: "requests/s"),
                Figure(
                    "web.firstPage", "First page with styles and scripts, \(weight.form)", [weight.homeKiB],
                    unit: "KiB",
                    bar: .atMost(Self.firstPageKiB)),
                Figure("web.customerPage", "A customer's page by itself", [weight.customerKiB], unit: "KiB"),
                Figure(
                    "web.memory", "Server's peak memory", [memory], unit: "MiB", bar: .atMost(Self.residentMiB)),
            ]
    }
}

/// What comes over the wire until the first page stands: the page, and every style, script, font and picture of ours
/// that it names.
struct FirstPage {
    var homeKiB = 0.0
    var customerKiB = 0.0
    var isCompressed = false
    var form: String { isCompressed ? "compressed" : "not compressed" }

    static func weighed(_ port: Int, _ questions: WebQuestions) throws -> FirstPage {
        let client = try WebClient(port: port)
        guard let customer = questions.customers(run: 0).first else {
            throw BenchmarkFailure("no customer has bought anything")
        }
        var page = FirstPage()
        let home = try client.get("/", cookie: customer.visitor.cookie)
        var bytes = home.wireBytes
        page.isCompressed = home.isCompressed
        var named: Set<String> = []
        for piece in home.text.split(separator: "\"") where piece.hasPrefix("/") {
            let path = String(piece)
            guard path.hasPrefix("/assets/") || path.hasSuffix(".webmanifest"), named.insert(path).inserted else {
                continue
            }
            bytes += try client.get(path, cookie: customer.visitor.cookie).wireBytes
        }
        guard named.count > 2 else { throw BenchmarkFailure("the first page names no styles and scripts") }
        page.homeKiB = Double(bytes) / 1_024
        page.customerKiB =
            Double(try client.get(customer.path, cookie: customer.visitor.cookie).wireBytes) / 1_024
        return page
    }
}
