import API
import CRM
import Foundation
import Kernel
import Outbound
import Platform
import RouterRig
import Testing

/// A receiver that listens: what arrives there, signed by what, how often, and where nothing goes.
@Suite("Webhooks at their receiver")
struct WebhookDeliveryTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    /// Prints each request as a line of JSON. `/flaky` fails at first, `/redirect` leads inside, `/large` is too much.
    private static let receiver = """
        import http.server, json, sys
        class H(http.server.BaseHTTPRequestHandler):
            seen = 0
            def log_message(self, *a): pass
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                H.seen += 1
                sys.stdout.write(json.dumps({'path': self.path, 'id': self.headers['webhook-id'],
                    'timestamp': self.headers['webhook-timestamp'], 'signature': self.headers['webhook-signature'],
                    'type': self.headers['Content-Type'], 'body': body.decode()}) + '\\n'); sys.stdout.flush()
                status = 500 if self.path == '/flaky' and H.seen == 1 else 200
                if self.path == '/redirect': status = 302
                if self.path == '/gone': status = 410
                self.send_response(status)
                if status == 302: self.send_header('Location', '/inside')
                answer = b'x' * 200000 if self.path == '/large' else b''
                self.send_header('Content-Length', str(len(answer))); self.end_headers(); self.wfile.write(answer)
            do_GET = do_POST
        s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H)
        sys.stdout.write(f'{s.server_port}\\n'); sys.stdout.flush()
        s.serve_forever()
        """

    private struct Message {
        let path: String
        let id: String
        let timestamp: String
        let signatures: [String]
        let body: String

        init(_ line: String) throws {
            let json = try JSON(parsing: line)
            path = json["path"]?.string ?? ""
            id = json["id"]?.string ?? ""
            timestamp = json["timestamp"]?.string ?? ""
            signatures = (json["signature"]?.string ?? "").split(separator: " ").map(String.init)
            body = json["body"]?.string ?? ""
        }

        /// The formula of Standard Webhooks, by another program.
        func signature(by secret: String) throws -> String {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            process.arguments = [
                "-c",
                """
                import base64, hashlib, hmac, sys
                secret, id, timestamp, body = sys.argv[1:]
                key = base64.b64decode(secret.removeprefix('whsec_'))
                mac = hmac.new(key, f'{id}.{timestamp}.{body}'.encode(), hashlib.sha256).digest()
                print('v1,' + base64.b64encode(mac).decode(), end='')
                """, secret, id, timestamp, body,
            ]
            process.standardOutput = output
            try process.run()
            return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
    }

    /// A company whose administrator is told at this path of the receiver, which no form would take: it has no TLS.
    private func company(told path: String, at port: Int) async throws -> (APICompany, WebhookRunner, String) {
        let company = try APICompany()
        try company.hire("sam", [.integrationAdmin])
        try company.hire("mere", [.sales])
        let runner = WebhookRunner(
            company.company, outbound: Outbound(policy: OutboundPolicy(allowsLoopback: true)))
        let id = try company.suite.bridge.run(
            SubscribeHere(url: "http://127.0.0.1:\(port)\(path)", secret: Self.secret), by: .system)
        try await runner.turn()
        return (company, runner, id)
    }

    private func open(_ name: String, in company: APICompany) async throws {
        try await company.open { api in
            let made = try await api.post("/api/crm/accounts", #"{"name":"\#(name)"}"#)
            #expect(made.status == 201, "\(made.text)")
        }
    }

    private func delivery(_ company: APICompany) throws -> WebhookDelivery {
        try #require(
            try company.suite.bridge.store.read {
                try $0.all(Select<WebhookDelivery>().ordered(by: \.sequence, descending: true)).first
            })
    }

    @Test("signed, again after a failure, by hand once more, and by both secrets after a rotation")
    func delivered() async throws {
        let server = try PythonServer(Self.receiver)
        defer { server.stop() }
        let (company, runner, id) = try await company(told: "/flaky", at: server.port)
        try await open("Harbour Marine", in: company)
        #expect(try await runner.turn() == 1)
        let first = try Message(try server.line())
        let expected = [try first.signature(by: Self.secret)]
        #expect(first.body.contains("Harbour Marine") && first.signatures == expected)
        let failed = try delivery(company)
        #expect(failed.state == .waiting && failed.lastStatus == 500)

        #expect(try await runner.turn() == 0, "it is not time yet")
        company.clock.advance(seconds: 10)
        #expect(try await runner.turn() == 1)
        let second = try Message(try server.line())
        #expect(second.id == first.id && second.body == first.body && second.timestamp != first.timestamp)
        let asBefore = [try second.signature(by: Self.secret)]
        #expect(second.signatures == asBefore)
        let sent = try delivery(company)
        #expect(sent.state == .delivered && sent.attempts == 2)
        let newSecret = try await company.open { api in
            let again = try await api.post("/api/bridge/webhook-deliveries/\(sent.id)/replay", "{}", as: "sam")
            #expect(again.status == 200, "\(again.text)")
            let rotated = try await api.post(
                "/api/bridge/webhook-subscriptions/\(id)/secret-rotation", "{}", as: "sam")
            return rotated["answer"]?.string ?? ""
        }
        #expect(try await runner.turn() == 1)
        let third = try Message(try server.line())
        #expect(third.id == first.id)
        let both = [try third.signature(by: newSecret), try third.signature(by: Self.secret)]
        #expect(third.signatures == both && newSecret != Self.secret)

        company.clock.advance(seconds: Webhooks.rotationSeconds + 1)
        try await open("Kauri Pumps", in: company)
        #expect(try await runner.turn() == 1)
        let fourth = try Message(try server.line())
        let alone = [try fourth.signature(by: newSecret)]
        #expect(fourth.id != first.id && fourth.signatures == alone)
    }

    @Test(
        "a receiver that leads elsewhere is not followed, one that says too much is cut off, one that is gone is left")
    func unwelcome() async throws {
        let server = try PythonServer(Self.receiver)
        defer { server.stop() }
        for (path, status, error) in [
            ("/redirect", 302, "answered 302"), ("/large", nil, "larger than"), ("/gone", 410, "answered 410"),
        ] as [(String, Int?, String)] {
            let (company, runner, id) = try await company(told: path, at: server.port)
            try await open("Harbour Marine", in: company)
            #expect(try await runner.turn() == 1)
            #expect(try Message(try server.line()).path == path)
            let sent = try delivery(company)
            #expect(sent.lastStatus == status && sent.lastError.contains(error), "\(path): \(sent.lastError)")
            let subscription = try #require(
                try company.suite.bridge.store.read { try $0.find(ID<WebhookSubscription>(id)) })
            #expect((subscription.state == .disabled) == (path == "/gone"))
        }
        // Had a redirect been followed, its request would stand before this one.
        _ = try await Outbound(policy: OutboundPolicy(allowsLoopback: true))
            .send(OutboundRequest("POST", "http://127.0.0.1:\(server.port)/last", body: [1]))
        #expect(try Message(try server.line()).path == "/last")
    }

    @Test("an address inside, whoever subscribed it, is refused at the sending, and the log says why")
    func inside() async throws {
        for url in ["https://127.0.0.1/in", "https://[::ffff:10.0.0.1]/in", "https://169.254.169.254/latest"] {
            let company = try APICompany()
            try company.hire("sam", [.integrationAdmin])
            try company.hire("mere", [.sales])
            let runner = WebhookRunner(company.company, outbound: Outbound())
            try await company.open { api in
                let made = try await api.post("/api/bridge/webhook-subscriptions", #"{"url":"\#(url)"}"#, as: "sam")
                #expect(made.status == 201, "\(made.text)")
            }
            try await runner.turn()
            try await open("Harbour Marine", in: company)
            #expect(try await runner.turn() >= 1)
            let sent = try delivery(company)
            #expect(sent.lastStatus == nil && sent.lastError.contains("not a public address"), "\(sent.lastError)")
        }
    }

    @Test("a token that may not read subscribes to nothing")
    func narrowToken() async throws {
        let company = try APICompany()
        try company.hire("sam", [.integrationAdmin], scopes: "write")
        try await company.open { api in
            let made = try await api.post(
                "/api/bridge/webhook-subscriptions", #"{"url":"https://hooks.example/in"}"#, as: "sam")
            #expect(made.status == 403 && made.codes == ["notPermitted"], "\(made.text)")
        }
    }
}

/// Subscribes to accounts at an address without TLS.
private struct SubscribeHere: Command {
    static let name = "test.subscribe"
    static let permission: Permission = "test.subscribe"
    static let isInternal = true
    static let input = Schema<SubscribeHere>("SubscribeHere") { _ in }
    var url = ""
    var secret = ""
    init() {}
    init(url: String, secret: String) {
        self.url = url
        self.secret = secret
    }

    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> String {
        var subscription = WebhookSubscription()
        subscription.url = url
        subscription.owner = "sam"
        subscription.objects = "crm.Account"
        subscription.secret = secret
        subscription.crmSequence = -1
        subscription.erpSequence = -1
        subscription.bridgeSequence = -1
        return try tx.insert(subscription).id.raw
    }
}
