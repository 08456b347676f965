import Foundation
import Kernel
import Outbound
import RouterRig
import Testing

/// Requests to the outside go to public addresses only, and cost no more than they may.
@Suite("Outbound")
struct OutboundTests {
    @Test(
        "an address inside is refused before anything is sent",
        arguments: [
            "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://0.0.0.0/", "http://0.1.2.3/",
            "http://224.0.0.1/", "http://255.255.255.255/", "http://[::1]/", "http://[::]/", "http://[fe80::1]/",
            "http://[fc00::1]/", "http://[ff02::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://2130706433/", "http://0x7f000001/",
            "http://0177.0.0.1/", "http://127.1/", "http://198.18.0.1/", "http://[2001:db8::1]/",
        ])
    func inside(url: String) async {
        await #expect {
            _ = try await Outbound().send(OutboundRequest("GET", url))
        } throws: { error in
            guard case OutboundError.forbiddenAddress = error else { return false }
            return true
        }
    }

    @Test(
        "what is no http address, or carries a password, is refused",
        arguments: [
            "file:///etc/passwd", "gopher://example.com/", "http://", "http://user:secret@example.com/",
            "http://example.com\r\nHost: x/", "ftp://example.com/", "",
        ])
    func strange(url: String) async {
        await #expect {
            _ = try await Outbound().send(OutboundRequest("GET", url))
        } throws: { error in
            guard case OutboundError.badAddress = error else { return false }
            return true
        }
    }

    @Test("with the test's own permission: an answer, no redirect followed, no more than 100 KB, no header split")
    func ownServer() async throws {
        let server = try PythonServer(Self.script)
        defer { server.stop() }
        let outbound = Outbound(policy: OutboundPolicy(allowsLoopback: true))
        let home = "http://127.0.0.1:\(server.port)"
        let echo = try await outbound.send(
            OutboundRequest("POST", home + "/echo", headers: [("X-Test", "yes")], body: Array("Kia ora".utf8)))
        #expect(echo.status == 200 && String(decoding: echo.body, as: UTF8.self) == "POST yes Kia ora")
        #expect(echo.address == "127.0.0.1")
        #expect(try await outbound.send(OutboundRequest("GET", home + "/redirect")).status == 302)
        await #expect(throws: OutboundError.tooLarge) {
            _ = try await outbound.send(OutboundRequest("GET", home + "/large"))
        }
        await #expect {
            _ = try await outbound.send(OutboundRequest("GET", home, headers: [("X", "a\r\nY: b")]))
        } throws: { error in
            guard case OutboundError.failed = error else { return false }
            return true
        }
    }

    private static let script = """
        import http.server, sys
        class H(http.server.BaseHTTPRequestHandler):
            def log_message(self, *a): pass
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                self.send(200, b'POST ' + self.headers['X-Test'].encode() + b' ' + body)
            def do_GET(self):
                if self.path == '/redirect': self.send(302, b'', [('Location', 'http://127.0.0.1:1/')])
                else: self.send(200, b'x' * 200000)
            def send(self, status, body, headers=[]):
                self.send_response(status)
                for h in headers: self.send_header(*h)
                self.send_header('Content-Length', str(len(body))); self.end_headers(); self.wfile.write(body)
        s = http.server.HTTPServer(('127.0.0.1', 0), H)
        sys.stdout.write(f'{s.server_port}\\n'); sys.stdout.flush()
        s.serve_forever()
        """
}
