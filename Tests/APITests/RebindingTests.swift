import Foundation
import Kernel
import RouterRig
import Synchronization
import Testing

@testable import Outbound

/// Names that lead elsewhere the next time they are asked, and servers that take their time.
@Suite("Outbound, against tricks")
struct RebindingTests {
    private static let script = """
        import http.server, sys, time
        class H(http.server.BaseHTTPRequestHandler):
            def log_message(self, *a): pass
            def do_GET(self):
                began = time.monotonic()
                if self.path == '/never': self.rfile.read(1); self.told(began); return
                self.send_response(200); self.send_header('Content-Length', '1000000'); self.end_headers()
                if self.path == '/name': self.wfile.write(self.headers['Host'].encode()); self.wfile.flush()
                if self.path == '/name': return
                try:
                    while True: self.wfile.write(b'x'); self.wfile.flush(); time.sleep(0.1)
                except OSError: self.told(began)
            def told(self, began): sys.stdout.write(f'{time.monotonic() - began}\\n'); sys.stdout.flush()
        s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H)
        sys.stdout.write(f'{s.server_port}\\n'); sys.stdout.flush()
        s.serve_forever()
        """

    private static func four(_ text: String) throws -> NetworkAddress { try #require(NetworkAddress(text)) }

    @Test("a name is asked for once, and what was checked is what is connected to")
    func rebinding() async throws {
        let server = try PythonServer(
            Self.script.replacing("'1000000'", with: "str(len(self.headers['Host']))"))
        defer { server.stop() }
        let asked = Mutex(0)
        let (here, inside) = (try Self.four("127.0.0.1"), try Self.four("10.0.0.1"))
        // The second answer would lead inside.
        let outbound = Outbound(policy: OutboundPolicy(allowsLoopback: true)) { _ throws(OutboundError) in
            asked.withLock {
                $0 += 1
                return $0 == 1 ? [here] : [inside]
            }
        }
        let url = "http://hooks.nowhere.example:\(server.port)/name"
        let answer = try await outbound.send(OutboundRequest("GET", url))
        #expect(
            answer.address == "127.0.0.1" && String(decoding: answer.body, as: UTF8.self).hasPrefix("hooks.nowhere"))
        #expect(asked.withLock { $0 } == 1)
        await #expect {
            _ = try await outbound.send(OutboundRequest("GET", url))
        } throws: { error in
            guard case OutboundError.forbiddenAddress(let text) = error else { return false }
            return text.contains("10.0.0.1")
        }
    }

    @Test("of several addresses one inside is enough to refuse")
    func mixed() async throws {
        let (outside, inside) = (try Self.four("93.184.216.34"), try Self.four("::ffff:192.168.0.1"))
        for addresses in [[outside, inside], [inside, outside]] {
            let outbound = Outbound(policy: .publicOnly) { _ throws(OutboundError) in addresses }
            await #expect {
                _ = try await outbound.send(OutboundRequest("GET", "http://hooks.example/"))
            } throws: { error in
                guard case OutboundError.forbiddenAddress = error else { return false }
                return true
            }
        }
    }

    @Test(
        "ten seconds is the most, for a server that says nothing and for one that drips", arguments: ["never", "drip"])
    func slow(path: String) async throws {
        let server = try PythonServer(Self.script)
        defer { server.stop() }
        await #expect(throws: OutboundError.timedOut) {
            _ = try await Outbound(policy: OutboundPolicy(allowsLoopback: true))
                .send(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/\(path)"))
        }
        // As the server saw it: the sender may wait longer for a thread of the tests.
        let seconds = try #require(Double(server.line()))
        #expect(seconds > 8 && seconds < 15)
    }
}
