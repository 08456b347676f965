import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform
import RouterRig
import Serving
import Testing

@testable import Identity

@Suite("Who asks, and whether the form is ours")
struct RequestTests {
    private func rig(_ office: Office) -> RouterRig<some HTTPResponder<CompanyContext>> {
        let router = CompanyRouter(context: CompanyContext.self)
        router.addAccess(of: office.company, isSecure: true)
        router.get("me") { _, context in try context.requireActor().id }
        router.post("do") { _, context in try context.requireActor().id }
        router.post("sign-in") { _, _ in "asked" }
        return RouterRig(router.buildResponder())
    }

    private func fields(_ pairs: [String: String]) -> HTTPFields {
        var fields: HTTPFields = [:]
        for (name, value) in pairs { if let name = HTTPField.Name(name) { fields[name] = value } }
        return fields
    }

    private static let form = "application/x-www-form-urlencoded"

    @Test("nobody is let in; a cookie and a token are known; a wrong token is told so")
    func authentication() async throws {
        let office = try Office()
        try await office.hire("mere", [.sales])
        let rig = rig(office)
        #expect(try await rig.execute(uri: "/me", method: .get).status == .unauthorized)
        let secret = try await office.signIn("mere")
        let cookie = ["Cookie": "theme=dark; tandem_session=\(secret.text)"]
        let answer = try await rig.execute(uri: "/me", method: .get, headers: fields(cookie))
        #expect(String(buffer: answer.body) == "mere")
        #expect(answer.headers[.cacheControl] == "private, no-store")
        let person = try #require(try office.person(secret))
        let (_, token) = try await office.desk.createToken(for: person, name: "till", scopes: ["read"])
        let bearer = try await rig.execute(
            uri: "/do", method: .post, headers: fields(["Authorization": "Bearer \(token.text)"]))
        #expect(String(buffer: bearer.body) == "mere")
        let wrong = try await rig.execute(
            uri: "/me", method: .get, headers: fields(["Authorization": "Bearer tnd_no"]))
        #expect(wrong.status == .unauthorized && wrong.headers[.wwwAuthenticate]?.contains("invalid_token") == true)
        let strange = try await rig.execute(
            uri: "/me", method: .get, headers: fields(["Authorization": "Basic bWVyZTpwdw=="]))
        #expect(strange.status == .unauthorized)
    }

    @Test("a form without the session's token, with another's, or from another site changes nothing")
    func forms() async throws {
        let office = try Office()
        try await office.hire("mere", [.sales])
        let rig = rig(office)
        let secret = try await office.signIn("mere")
        let other = try await office.signIn("mere")
        func post(_ body: String, _ headers: [String: String] = [:], to path: String = "/do") async throws -> Int {
            var all = ["Cookie": "tandem_session=\(secret.text)", "Content-Type": Self.form]
            for (name, value) in headers { all[name] = value }
            return try await rig.execute(
                uri: path, method: .post, headers: fields(all), body: ByteBuffer(string: body)
            ).status.code
        }
        let right = "a=1&_form=\(secret.formToken)"
        #expect(try await post("a=1") == 403)
        #expect(try await post("_form=") == 403)
        #expect(try await post("a=1&_form=\(other.formToken)") == 403)
        #expect(try await post("a=1&_form=\(secret.text)") == 403)
        #expect(try await post(right) == 200)
        #expect(try await post("", ["X-Form-Token": secret.formToken]) == 200)
        #expect(try await post(right, ["Origin": "https://evil.example"]) == 403)
        #expect(try await post(right, ["Origin": "null"]) == 403)
        #expect(try await post(right, ["Origin": "http://localhost"]) == 200)
        #expect(try await post(right, ["Sec-Fetch-Site": "cross-site"]) == 403)
        #expect(try await post(right, ["Sec-Fetch-Site": "same-site"]) == 403)
        #expect(try await post(right, ["Sec-Fetch-Site": "same-origin"]) == 200)
        let part = "--x\r\nContent-Disposition: form-data; name=\"_form\"\r\n\r\n\(secret.formToken)\r\n--x--\r\n"
        #expect(try await post(part, ["Content-Type": "multipart/form-data; boundary=x"]) == 200)
        #expect(try await post("{}", ["Content-Type": "application/json"]) == 403)
        // The sign-in page of a stranger's site cannot sign somebody in either.
        #expect(try await post("name=mere", ["Cookie": "", "Origin": "https://evil.example"], to: "/sign-in") == 403)
        #expect(try await post("name=mere", ["Cookie": ""], to: "/sign-in") == 200)
    }

    @Test("every answer, errors too, tells the browser what it may not do")
    func headers() async throws {
        let rig = rig(try Office())
        for path in ["/me", "/nowhere", "/health"] {
            let answer = try await rig.execute(uri: path, method: .get)
            let policy = try #require(answer.headers[.contentSecurityPolicy])
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.strictTransportSecurity] != nil)
        }
        let cookie = SessionCookie.header(BearerSecret("abc"), isSecure: true)
        #expect(["HttpOnly", "SameSite=Lax", "Secure", "Path=/"].allSatisfy(cookie.contains))
    }

    @Test("who must change his password may do nothing else")
    func mustChange() async throws {
        let office = try Office()
        let made = try #require(try await office.desk.firstStart())
        let secret = try await office.desk.signIn(name: made.signInName, password: made.password)
        let answer = try await rig(office).execute(
            uri: "/me", method: .get, headers: fields(["Cookie": "tandem_session=\(secret.text)"]))
        #expect(answer.status == .unauthorized)
    }
}
