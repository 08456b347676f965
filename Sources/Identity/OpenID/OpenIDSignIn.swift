import Kernel
import Platform
import Synchronization

/// Sign-in by another house: OpenID Connect's authorization code flow with PKCE. `begin` sends the browser there,
/// `finish` takes what it brings back. Nothing of the provider is believed that its published keys did not sign.
public final class OpenIDSignIn: Sendable {
    public let provider: OpenIDProvider
    private let world: World
    private let fetch: OpenIDFetch
    private let state = Mutex(State())

    /// How long somebody may take over there.
    static let patienceSeconds = 600
    static let mostUnderWay = 10_000
    /// What was learnt about the provider is asked anew after this time.
    static let memorySeconds = 3_600
    /// An unknown key is asked for, but not at every knock.
    static let keyPauseSeconds = 60

    private struct State {
        var underWay: [String: Journey] = [:]
        var discovery: (found: OpenIDDiscovery, until: Instant)?
        var keys: (found: OpenIDKeys, at: Instant)?
    }

    /// One browser on its way to the provider and back.
    private struct Journey {
        let nonce: String
        let verifier: String
        let until: Instant
    }

    public init(_ provider: OpenIDProvider, world: World, fetch: @escaping OpenIDFetch) {
        self.provider = provider
        self.world = world
        self.fetch = fetch
    }

    /// Where the browser goes, and the ticket that it keeps in a cookie meanwhile. Refuses `openIDFailed`.
    public func begin() async throws -> (url: String, ticket: BearerSecret) {
        let discovery = try await discover()
        let ticket = BearerSecret.session(world)
        let journey = Journey(
            nonce: Base64URL.text(world.randomBytes(32)), verifier: Base64URL.text(world.randomBytes(32)),
            until: world.now().adding(seconds: Self.patienceSeconds))
        let now = world.now()
        state.withLock { state in
            state.underWay = state.underWay.filter { now < $0.value.until }
            if state.underWay.count >= Self.mostUnderWay { state.underWay.removeAll() }
            state.underWay[ticket.hash] = journey
        }
        let query = Self.form([
            ("response_type", "code"), ("client_id", provider.clientID), ("redirect_uri", provider.redirectURI),
            ("scope", "openid email profile"), ("state", ticket.hash), ("nonce", journey.nonce),
            ("code_challenge", Base64URL.text(Hex.bytes(Digest.hexadecimal(Array(journey.verifier.utf8))) ?? [])),
            ("code_challenge_method", "S256"),
        ])
        let separator = discovery.authorizationEndpoint.contains("?") ? "&" : "?"
        return (discovery.authorizationEndpoint + separator + query, ticket)
    }

    /// What the browser brought back: `state` and `code` from the address, the ticket from its cookie. Once only.
    /// Refuses `openIDFailed` whatever was wrong, saying what.
    public func finish(state returned: String, code: String, ticket: BearerSecret?) async throws -> VouchedPerson {
        let now = world.now()
        guard let ticket, ConstantTime.equal(ticket.hash, returned),
            let journey = state.withLock({ $0.underWay.removeValue(forKey: returned) }), now < journey.until
        else { throw Self.failed("This sign-in was not begun in this browser, took too long, or was used already") }
        guard !code.isEmpty else { throw Self.failed("\(provider.name) sent no code") }
        let discovery = try await discover()
        let answer = try await json(question(code, journey, discovery), "hand out a token")
        guard let text = answer["id_token"]?.string, let token = IDToken(text) else {
            throw Self.failed("\(provider.name) sent no token that can be read")
        }
        try await verifySignature(of: token, discovery)
        let expected = IDToken.Expected(
            issuer: provider.issuer, clientID: provider.clientID, nonce: journey.nonce, now: world.now())
        if let problem = token.problem(expected) { throw Self.failed("The token of \(provider.name) \(problem)") }
        return token.person(issuer: provider.issuer)
    }

    private func question(_ code: String, _ journey: Journey, _ discovery: OpenIDDiscovery) -> OpenIDQuestion {
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", provider.redirectURI),
            ("client_id", provider.clientID), ("code_verifier", journey.verifier),
        ]
        var headers = ["Accept": "application/json"]
        if !provider.clientSecret.isEmpty {
            if discovery.takesBasic {
                let pair = Self.escaped(provider.clientID) + ":" + Self.escaped(provider.clientSecret)
                headers["Authorization"] = "Basic " + Base64URL.padded(Array(pair.utf8))
            } else {
                form.append(("client_secret", provider.clientSecret))
            }
        }
        return OpenIDQuestion(url: discovery.tokenEndpoint, headers: headers, form: Self.form(form))
    }

    // MARK: What the provider publishes

    private func discover() async throws -> OpenIDDiscovery {
        let now = world.now()
        if let known = state.withLock({ $0.discovery }), now < known.until { return known.found }
        var base = provider.issuer
        if base.hasSuffix("/") { base.removeLast() }
        let answer = try await json(get(base + "/.well-known/openid-configuration"), "say how to sign in")
        guard let found = OpenIDDiscovery(answer, of: provider.issuer) else {
            throw Self.failed(
                "\(provider.name) describes itself as another house, without https, or without PKCE by S256")
        }
        state.withLock { $0.discovery = (found, now.adding(seconds: Self.memorySeconds)) }
        return found
    }

    private func verifySignature(of token: IDToken, _ discovery: OpenIDDiscovery) async throws {
        let now = world.now()
        if let known = state.withLock({ $0.keys }), now < known.at.adding(seconds: Self.memorySeconds) {
            if known.found.haveSigned(token) { return }
            guard known.at.adding(seconds: Self.keyPauseSeconds) < now else { throw Self.wrongSignature(provider) }
        }
        let found = OpenIDKeys(try await json(get(discovery.keysEndpoint), "publish its keys"))
        state.withLock { $0.keys = (found, now) }
        guard found.haveSigned(token) else { throw Self.wrongSignature(provider) }
    }

    private func get(_ url: String) -> OpenIDQuestion {
        OpenIDQuestion(url: url, headers: ["Accept": "application/json"], form: nil)
    }

    private func json(_ question: OpenIDQuestion, _ purpose: String) async throws -> JSON {
        let (status, body): (Int, [UInt8])
        do {
            (status, body) = try await fetch(question)
        } catch {
            throw Self.failed("\(provider.name) cannot be reached to \(purpose)")
        }
        guard status == 200, let json = try? JSON(parsing: body, maximumBytes: 1 << 20) else {
            throw Self.failed("\(provider.name) did not \(purpose): status \(status)")
        }
        return json
    }

    // MARK: Words

    private static func wrongSignature(_ provider: OpenIDProvider) -> Refusal {
        failed("The token is not signed by a key of \(provider.name)")
    }

    private static func failed(_ message: String) -> Refusal {
        Refusal(
            .openIDFailed, message, document: "Sign-in", allowed: "begin again, or sign in with a password",
            fixedBy: "integration admin")
    }

    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0)=\(escaped($1))" }.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        return text.utf8.map {
            allowed.contains($0) ? String(UnicodeScalar($0)) : "%" + Hex.text([$0]).uppercased()
        }.joined()
    }
}
