import Foundation
import Kernel
import Platform
import Serving
import Testing

@testable import Identity

@Suite("Sign-in by another house")
struct OpenIDTests {
    let office: Office
    let house = SigningHouse()
    let signIn: OpenIDSignIn

    init() throws {
        office = try Office()
        let provider = OpenIDProvider(
            name: "Kauri", issuer: SigningHouse.issuer, clientID: "tandem", clientSecret: "s3cret/+",
            redirectURI: "https://tandem.example.nz/sign-in/return")
        signIn = OpenIDSignIn(provider, world: office.clock.world, fetch: house.fetch)
    }

    private func query(_ url: String) -> [String: String] {
        var fields: [String: String] = [:]
        for item in URLComponents(string: url)?.queryItems ?? [] { fields[item.name] = item.value ?? "" }
        return fields
    }

    /// Begins, lets the house sign what `edit` makes of the right claims, and comes back.
    private func journey(_ edit: (inout [String: String]) -> Void = { _ in }) async throws -> VouchedPerson {
        let (url, ticket) = try await signIn.begin()
        let fields = query(url)
        let now = office.clock.now.microseconds / 1_000_000
        var claims = [
            "iss": "\"\(SigningHouse.issuer)\"", "aud": "\"tandem\"", "sub": "\"u-1\"", "exp": "\(now + 300)",
            "iat": "\(now)", "nonce": "\"\(fields["nonce"] ?? "")\"", "email": "\"Mere@pumps.example\"",
            "email_verified": "true", "name": "\"Mere Tamihana\"",
        ]
        edit(&claims)
        house.change { $0.claims = claims }
        return try await signIn.finish(state: fields["state"] ?? "", code: "c-1", ticket: ticket)
    }

    @Test("there and back: what is asked, with which challenge, and for whom the house vouches")
    func thereAndBack() async throws {
        let (url, _) = try await signIn.begin()
        let fields = query(url)
        #expect(url.hasPrefix("https://login.example.nz/authorize?"))
        #expect(fields["response_type"] == "code" && fields["code_challenge_method"] == "S256")
        #expect(fields["redirect_uri"] == "https://tandem.example.nz/sign-in/return")
        #expect(fields["scope"] == "openid email profile")

        let person = try await journey()
        #expect(person.subject == "u-1" && person.email == "Mere@pumps.example" && person.name == "Mere Tamihana")
        let asked = try #require(house.state.withLock { $0.questions.last { $0.form != nil } })
        let form = query("https://x/?" + (asked.form ?? ""))
        #expect(form["grant_type"] == "authorization_code" && form["code"] == "c-1")
        #expect(asked.headers["Authorization"] == "Basic " + Base64URL.padded(Array("tandem:s3cret%2F%2B".utf8)))
        let verifier = try #require(form["code_verifier"])
        #expect(verifier.count == 43)
    }

    @Test("the challenge is the digest of the verifier")
    func challenge() async throws {
        let (url, ticket) = try await signIn.begin()
        let fields = query(url)
        _ = try? await signIn.finish(state: fields["state"] ?? "", code: "c", ticket: ticket)
        let form = query("https://x/?" + (house.state.withLock { $0.questions.last { $0.form != nil }?.form } ?? ""))
        let digest = Hex.bytes(Digest.hexadecimal(Array((form["code_verifier"] ?? "").utf8))) ?? []
        #expect(Base64URL.text(digest) == fields["code_challenge"])
    }

    @Test("a person comes in by a verified address once, and by his subject from then on")
    func whoItIs() async throws {
        let mere = try await office.hire("mere", [.sales], email: "mere@pumps.example")
        let secret = try await office.desk.signIn(try await journey())
        #expect(try office.person(secret)?.actor.id == "mere")
        #expect(try office.user(mere).externalID == SigningHouse.issuer + " u-1")
        // The address may change there now.
        _ = try await office.desk.signIn(try await journey { $0["email"] = "\"m@elsewhere.example\"" })
        // Another subject with the same address is somebody else.
        let other = try await journey { $0["sub"] = "\"u-2\"" }
        #expect(try await refusal { _ = try await office.desk.signIn(other) } == "signInRefused")
        try office.bridge.run(DeactivateUser(mere), by: .system)
        let gone = try await journey()
        #expect(try await refusal { _ = try await office.desk.signIn(gone) } == "signInRefused")
    }

    @Test("an address that nobody verified vouches for nobody")
    func unverified() async throws {
        try await office.hire("mere", [.sales], email: "mere@pumps.example")
        let person = try await journey { $0["email_verified"] = "false" }
        #expect(person.email.isEmpty)
        #expect(try await refusal { _ = try await office.desk.signIn(person) } == "signInRefused")
    }

    @Test(
        "a token that says the wrong thing is refused",
        arguments: [
            ("iss", "\"https://evil.example\""), ("aud", "\"another\""), ("aud", "[\"another\",\"third\"]"),
            ("aud", "[\"tandem\",\"another\"]"), ("azp", "\"another\""), ("exp", "1"), ("exp", "\"never\""),
            ("iat", "99999999999"), ("nbf", "99999999999"), ("nonce", "\"of another\""), ("sub", "\"\""),
        ])
    func wrongClaims(name: String, value: String) async throws {
        #expect(try await refusal { _ = try await journey { $0[name] = value } } == "openIDFailed")
    }

    @Test("a token is believed only with the signature of a published key, by RS256")
    func signatures() async throws {
        house.change { $0.spoilsSignature = true }
        #expect(try await refusal { _ = try await journey() } == "openIDFailed")
        house.change { $0.spoilsSignature = false }
        for header in [#"{"alg":"none"}"#, #"{"alg":"HS256","kid":"k1"}"#, #"{"alg":"RS256","kid":"k9"}"#] {
            house.change { $0.header = header }
            #expect(try await refusal { _ = try await journey() } == "openIDFailed", "\(header)")
        }
        house.change { $0.header = #"{"alg":"RS256"}"# }
        _ = try await journey()
    }

    @Test("new keys are found, but not asked for at every knock")
    func newKeys() async throws {
        _ = try await journey()
        house.change {
            $0.publishedID = "k2"
            $0.header = #"{"alg":"RS256","kid":"k2"}"#
        }
        #expect(try await refusal { _ = try await journey() } == "openIDFailed")
        office.clock.advance(seconds: 61)
        _ = try await journey()
        #expect(house.state.withLock { $0.questions.filter { $0.url.hasSuffix("/keys") }.count } == 2)
    }

    @Test("an answer for another browser, a second time, too late, or without a ticket is refused")
    func states() async throws {
        let (url, ticket) = try await signIn.begin()
        let (_, other) = try await signIn.begin()
        let state = query(url)["state"] ?? ""
        #expect(
            try await refusal { _ = try await signIn.finish(state: state, code: "c", ticket: other) }
                == "openIDFailed")
        #expect(
            try await refusal { _ = try await signIn.finish(state: state, code: "c", ticket: nil) }
                == "openIDFailed")
        #expect(
            try await refusal { _ = try await signIn.finish(state: state, code: "", ticket: ticket) }
                == "openIDFailed")
        _ = try await journey()
        let (late, lateTicket) = try await signIn.begin()
        office.clock.advance(seconds: 601)
        let lateState = query(late)["state"] ?? ""
        #expect(
            try await refusal { _ = try await signIn.finish(state: lateState, code: "c", ticket: lateTicket) }
                == "openIDFailed")
    }

    @Test("a house that describes itself as another, without TLS or PKCE, or not at all, is not asked")
    func discovery() async throws {
        for edit: (inout SigningHouse.State) -> Void in [
            { $0.issuer = "https://evil.example" }, { $0.methods = #"["plain"]"# },
            { $0.tokenEndpoint = "http://login.example.nz/token" }, { $0.isDown = true },
        ] {
            house.change { $0 = SigningHouse.State() }
            house.change(edit)
            #expect(try await refusal { _ = try await signIn.begin() } == "openIDFailed")
        }
    }
}
