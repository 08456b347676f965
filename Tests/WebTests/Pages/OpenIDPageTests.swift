import Foundation
import Identity
import Kernel
import Outbound
import Platform
import RouterRig
import Serving
import Testing

@testable import Web

/// Sign-in by another house that really runs, over HTTP and by its own signatures.
@Suite(.enabled(if: Judges.areThere)) struct OpenIDPageTests {
    /// Signs by PyJWT whatever it is asked to: `/do` sets what the next token says.
    private static let house = """
        import base64, hashlib, json, sys, threading, time, urllib.parse
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        import jwt
        from cryptography.hazmat.primitives.asymmetric import rsa
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
        state = {'claims': {}, 'codes': {}, 'signer': 'right', 'alg': 'RS256'}
        class House(BaseHTTPRequestHandler):
            def log_message(self, *words): pass
            def send(self, body, status=200, location=None):
                self.send_response(status)
                if location: self.send_header('Location', location)
                self.send_header('Content-Type', 'application/json'); self.end_headers()
                self.wfile.write(json.dumps(body).encode())
            def do_GET(self):
                url = urllib.parse.urlparse(self.path)
                asked = dict(urllib.parse.parse_qsl(url.query))
                if url.path == '/.well-known/openid-configuration':
                    self.send({'issuer': issuer, 'authorization_endpoint': issuer + '/authorize',
                        'token_endpoint': issuer + '/token', 'jwks_uri': issuer + '/keys',
                        'code_challenge_methods_supported': ['S256']})
                elif url.path == '/keys':
                    self.send({'keys': [dict(public, kid='k1', use='sig', alg='RS256')]})
                elif url.path == '/authorize':
                    state['codes']['c-1'] = asked
                    self.send({}, 302, asked['redirect_uri'] + '?' + urllib.parse.urlencode(
                        {'code': 'c-1', 'state': asked['state']}))
                elif url.path == '/do':
                    state.update(json.loads(asked['set'])); self.send({})
            def do_POST(self):
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers['Content-Length'])).decode()))
                asked = state['codes'].pop(form['code'], None)
                digest = hashlib.sha256(form['code_verifier'].encode()).digest()
                proof = base64.urlsafe_b64encode(digest).decode().rstrip('=')
                basic = 'Basic ' + base64.b64encode(b'tandem:s3cret').decode()
                if not asked or asked['code_challenge'] != proof or self.headers['Authorization'] != basic:
                    return self.send({'error': 'invalid_grant'}, 400)
                now = int(time.time())
                claims = {'iss': issuer, 'aud': 'tandem', 'sub': 'u-1', 'iat': now, 'exp': now + 300,
                    'nonce': asked['nonce'], 'email': 'mere@pumps.example', 'email_verified': True, 'name': 'Mere'}
                claims.update(state['claims'])
                by = 'x' * 40 if state['alg'] == 'HS256' else key if state['signer'] == 'right' else other
                self.send({'token_type': 'Bearer', 'access_token': 'a',
                    'id_token': jwt.encode(claims, by, algorithm=state['alg'], headers={'kid': 'k1'})})
        server = ThreadingHTTPServer(('127.0.0.1', 0), House)
        issuer = f'http://127.0.0.1:{server.server_port}'
        sys.stdout.write(f'{server.server_port}\\n'); sys.stdout.flush()
        server.serve_forever()
        """

    private let server: PythonServer
    private let company: PagesCompany
    private let settings: SiteSettings

    init() async throws {
        server = try PythonServer(Self.house, python: Judges.python)
        company = try await PagesCompany()
        let provider = OpenIDProvider(
            name: "Kauri", issuer: "http://127.0.0.1:\(server.port)", clientID: "tandem", clientSecret: "s3cret",
            redirectURI: "https://tandem.example.nz" + OpenIDSignIn.returnPath)
        settings = SiteSettings(
            publicURL: "https://tandem.example.nz",
            openID: OpenIDSignIn(
                provider, world: company.suite.bridge.world,
                outbound: Outbound(policy: OutboundPolicy(trustedHosts: ["127.0.0.1"]))))
        try company.suite.bridge.run(
            CreateUser(signInName: "mere", name: "Mere Tamihana", email: "mere@pumps.example", roles: [.sales]),
            by: .system)
    }

    private func tell(_ set: String) async throws {
        _ = try await Self.fetch("http://127.0.0.1:\(server.port)/do?set=\(Form.encoded(set))")
    }

    /// The answer's `Location`, not followed.
    private static func fetch(_ url: String) async throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["curl", "-s", "-o", "/dev/null", "-w", "%{redirect_url}", url]
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// A browser: leaves by the button, lets the house send it back, and comes back with its cookies.
    private func journey(next: String = "", keeping cookies: Bool = true) async throws -> PagesCompany.Answer {
        let left = try await company.send(
            .get, "/sign-in/with" + (next.isEmpty ? "" : "?next=\(Form.encoded(next))"), as: nil, settings)
        #expect(left.status == 303)
        let kept = left.cookies.map { String($0.prefix { $0 != ";" }) }.joined(separator: "; ")
        let back = try await Self.fetch(left.location)
        #expect(back.hasPrefix("https://tandem.example.nz/sign-in/return?"))
        return try await company.send(
            .get, String(back.dropFirst("https://tandem.example.nz".count)), as: nil, settings,
            cookies: cookies ? kept : "")
    }

    @Test func theButtonLeadsThereAndBackIn() async throws {
        defer { server.stop() }
        let door = try await company.send(.get, "/sign-in?next=/crm/quotes", as: nil, settings)
        #expect(door.html.contains("Sign in with Kauri") && door.html.contains("/sign-in/with?next=%2Fcrm%2Fquotes"))
        #expect(try await !company.send(.get, "/sign-in", as: nil, SiteSettings()).html.contains("Sign in with"))
        let answer = try await journey(next: "/crm/quotes")
        #expect(answer.status == 303 && answer.location == "/crm/quotes", "\(answer.html.suffix(600))")
        let session = try #require(answer.cookies.first { $0.hasPrefix(SessionCookie.name) })
        #expect(session.contains("; Secure") && session.contains("HttpOnly"))
        let secret = BearerSecret(String(session.dropFirst(SessionCookie.name.count + 1).prefix { $0 != ";" }))
        let person = try #require(try Company(company.suite).sessions.person(session: secret))
        #expect(person.actor.id == "mere")
        #expect(answer.cookies.contains { $0.hasPrefix("tandem_ticket=;") })
    }

    @Test func aTicketOfAnotherBrowserOpensNothing() async throws {
        defer { server.stop() }
        let answer = try await journey(keeping: false)
        #expect(answer.status == 403 && answer.html.contains("was not begun in this browser"))
        let wrong = try await company.send(
            .get, "/sign-in/return?state=made-up&code=c-1", as: nil, settings, cookies: "tandem_ticket=made-up")
        #expect(wrong.status == 403 && !wrong.cookies.contains { $0.hasPrefix(SessionCookie.name) })
        let denied = try await company.send(
            .get, "/sign-in/return?error=access_denied%3Cscript%3E&state=x", as: nil, settings)
        #expect(denied.status == 403 && denied.html.contains("access_denied&lt;script&gt;"))
    }

    @Test(arguments: [
        (#"{"claims":{"nonce":"another"}}"#, "belongs to another sign-in"),
        (#"{"claims":{"iss":"https://evil.example"}}"#, "comes from another house"),
        (#"{"claims":{"aud":"somebody-else"}}"#, "is meant for somebody else"),
        (#"{"claims":{"exp":1}}"#, "has expired"),
        (#"{"signer":"other"}"#, "is not signed by a key of Kauri"),
        (#"{"alg":"HS256"}"#, "no token that can be read"),
        (#"{"claims":{"sub":"u-9","email":"eve@pumps.example"}}"#, "nobody here is that person"),
        (#"{"claims":{"email_verified":false}}"#, "nobody here is that person"),
    ])
    func aWrongTokenOpensNothing(set: String, words: String) async throws {
        defer { server.stop() }
        try await tell(set)
        let answer = try await journey()
        #expect(answer.status == 403 && answer.html.contains(words), "\(answer.html.suffix(500))")
        #expect(!answer.cookies.contains { $0.hasPrefix(SessionCookie.name) })
    }

    @Test func aHouseThatIsDownIsSaid() async throws {
        server.stop()
        let answer = try await company.send(.get, "/sign-in/with", as: nil, settings)
        #expect(answer.status == 403 && answer.html.contains("Kauri cannot be reached"))
        #expect(answer.html.contains("name=\"password\""), "the other way in stays open")
    }
}
