import Kernel
import Platform

/// Another house that vouches for people: a provider of OpenID Connect, as its administrator registered us there.
public struct OpenIDProvider: Sendable, Hashable {
    /// What the button says: "Microsoft", "Keycloak".
    public let name: String
    /// Its address, exactly as it names itself in its tokens: `https://login.example.nz/realms/kauri`.
    public let issuer: String
    public let clientID: String
    /// Empty for a public client: PKCE alone protects it then.
    public let clientSecret: String
    /// Ours, registered there: `https://tandem.example.nz/sign-in/return`.
    public let redirectURI: String

    public init(name: String, issuer: String, clientID: String, clientSecret: String = "", redirectURI: String) {
        self.name = name
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.redirectURI = redirectURI
    }
}

/// A question to the provider. Without a body it is a GET, with one a POST of a form.
public struct OpenIDQuestion: Sendable, Hashable {
    public let url: String
    public let headers: [String: String]
    public let form: String?
}

/// Asks the provider; gives the status and the body. Whoever makes it limits time, size and redirections.
public typealias OpenIDFetch = @Sendable (OpenIDQuestion) async throws -> (status: Int, body: [UInt8])

/// For whom the provider has vouched.
public struct VouchedPerson: Sendable, Hashable {
    public let issuer: String
    /// Its own name for him, never given to another.
    public let subject: String
    /// Empty unless the provider has verified it.
    public let email: String
    public let name: String

    public var externalID: String { issuer + " " + subject }

    /// Who that is here: the one linked to this subject, or the only one with his verified address who is linked to
    /// nobody. nil when there is none; he may not come in then.
    public func user(in session: any StoreSession) throws(StoreError) -> User? {
        if let linked = try session.all(Select<User>().where(\.externalID, .equal, externalID).limit(1)).first {
            return linked.isActive ? linked : nil
        }
        guard !email.isEmpty else { return nil }
        let sameAddress = try session.all(
            Select<User>().where(\.externalID, .equal, "").where(\.isActive, .equal, true)
        )
        .filter { $0.email.lowercased() == email.lowercased() }
        return sameAddress.count == 1 ? sameAddress[0] : nil
    }
}

extension RefusalCode {
    /// The other house did not answer, or not as it must; or the answer was not meant for this browser.
    public static let openIDFailed = RefusalCode("openIDFailed")
}
