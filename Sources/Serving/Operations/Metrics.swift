import Bridge
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Suite

/// `GET /metrics`: how the company does, for whoever measures it. Tells counts and times, and no content.
struct Metrics: Sendable {
    let company: Company
    let requests: RequestMeasures
    /// Whoever has it may ask from anywhere; nil: only from this machine.
    let token: String?

    func answer(_ request: Request, _ context: CompanyContext) throws -> Response {
        guard isWelcome(request, context) else {
            throw HTTPError(.forbidden, message: "Metrics are for this machine, or for who has the metrics token")
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: try text())))
    }

    /// From this machine means: by nobody in between. A proxy on this machine says for whom it asks.
    private func isWelcome(_ request: Request, _ context: CompanyContext) -> Bool {
        if let token, let given = request.headers[.authorization], given.hasPrefix("Bearer ") {
            return ConstantTime.equal(String(given.dropFirst(7)), token)
        }
        let passedOn = ["x-forwarded-for", "forwarded", "x-real-ip", "via"].contains { name in
            HTTPField.Name(name).map { request.headers[$0] != nil } ?? false
        }
        return !passedOn && ["127.0.0.1", "::1"].contains(context.address)
    }

    func text() throws -> String {
        var text = MetricsText()
        let node = company.suite.engine.nodes.identity
        text.family("tandem_build_info", .gauge, "The program and this node; always 1.")
        text.sample("tandem_build_info", [("version", Suite.version), ("node", node.name)], 1)
        try bridge(&text)
        databases(&text)
        replica(&text)
        http(&text)
        return text.text
    }

    private func bridge(_ text: inout MetricsText) throws {
        let backlog = try BridgeBacklog(of: company.suite)
        text.family(
            "tandem_bridge_lag_seconds", .gauge, "Age of the oldest change that a recipe has not carried yet.")
        for (recipe, lag) in backlog.lag.sorted(by: { $0.key < $1.key }) {
            text.seconds("tandem_bridge_lag_seconds", [("recipe", recipe)], microseconds: lag)
        }
        text.family("tandem_bridge_deliveries", .gauge, "Deliveries that are under way or did not end well, by state.")
        for (state, count) in backlog.byState.sorted(by: { $0.key < $1.key }) {
            text.sample("tandem_bridge_deliveries", [("state", state)], count)
        }
        text.family("tandem_nodes", .gauge, "Nodes of the company that live.")
        text.sample("tandem_nodes", [], backlog.nodes)
        let measures = company.suite.measures
        let done = measures.report
        text.family("tandem_bridge_attempts_total", .counter, "Attempts of this node, by how they ended.")
        for (outcome, count) in done.outcomes {
            text.sample("tandem_bridge_attempts_total", [("outcome", outcome)], count)
        }
        text.family("tandem_bridge_captured_total", .counter, "Changes that became deliveries by this node.")
        text.sample("tandem_bridge_captured_total", [], done.captured)
        text.family("tandem_bridge_failed_turns_total", .counter, "Turns of this node that ended in an error.")
        text.sample("tandem_bridge_failed_turns_total", [], measures.failures)
        text.family("tandem_bridge_taken_over_total", .counter, "Deliveries taken over from silent nodes.")
        text.sample("tandem_bridge_taken_over_total", [], measures.takenOver)
    }

    private func databases(_ text: inout MetricsText) {
        let measured = company.suite.measured.map { ([("database", $0.name)], $0.measures) }
        let commits = "tandem_database_commit_seconds"
        text.family(commits, .histogram, "Writing transactions, waiting for their turn included.")
        for (labels, measures) in measured { text.histogram(commits, labels, measures.commits) }
        text.family("tandem_database_undone_total", .counter, "Writing transactions that were undone.")
        for (labels, measures) in measured { text.sample("tandem_database_undone_total", labels, measures.undone) }
        text.family("tandem_database_reads_total", .counter, "Reading transactions.")
        for (labels, measures) in measured { text.sample("tandem_database_reads_total", labels, measures.reads) }
        text.family("tandem_database_readers", .gauge, "Reading transactions under way or waiting for a connection.")
        for (labels, measures) in measured { text.sample("tandem_database_readers", labels, measures.readersAtOnce) }
        text.family("tandem_database_writers", .gauge, "Writing transactions under way or waiting for their turn.")
        for (labels, measures) in measured { text.sample("tandem_database_writers", labels, measures.writersAtOnce) }
    }

    /// Nothing where there is no copy; no lag where it does not answer.
    private func replica(_ text: inout MetricsText) {
        guard let replica = company.suite.replica else { return }
        let standing = replica.standing
        text.family("tandem_replica_near", .gauge, "1 when reports are read from the copy, 0 when it is not near.")
        text.sample("tandem_replica_near", [], standing.isNear ? 1 : 0)
        guard let lag = standing.lag else { return }
        text.family("tandem_replica_lag_seconds", .gauge, "How far the copy that answers reports is behind.")
        text.seconds("tandem_replica_lag_seconds", [], microseconds: lag)
    }

    private func http(_ text: inout MetricsText) {
        let present = requests.present
        text.family("tandem_http_requests_total", .counter, "Requests answered, by class of route and status.")
        for (kind, count) in present.counts.sorted(by: { ($0.key.name, $0.key.status) < ($1.key.name, $1.key.status) })
        {
            let labels = [("class", kind.name), ("status", String(kind.status))]
            text.sample("tandem_http_requests_total", labels, count)
        }
        text.family("tandem_http_request_seconds", .histogram, "Seconds until the answer began, by class of route.")
        for (kind, times) in present.times.sorted(by: { $0.key < $1.key }) {
            text.histogram("tandem_http_request_seconds", [("class", kind)], times)
        }
        text.family("tandem_http_requests_under_way", .gauge, "Requests not answered yet.")
        text.sample("tandem_http_requests_under_way", [], present.underWay)
        text.family("tandem_live_connections", .gauge, "Open lines on which changes are told.")
        text.sample("tandem_live_connections", [], present.openLines)
    }
}

extension CycleReport {
    /// By the words of the metrics.
    var outcomes: [(String, Int)] {
        [
            ("applied", applied), ("conflict", conflicts), ("dead", dead), ("echo", echoes), ("refused", refused),
            ("retried", retried), ("skipped", skipped), ("waiting", waiting),
        ]
    }
}
