import Kernel
import Platform

/// Makes a token for oneself; its secret stays outside, only the hash comes here. Refuses: notFound, notPermitted,
/// requiredField, unknownScope.
public struct CreateAPIToken: Command {
    public static let name = "token.create"
    public static let permission: Permission = "own.createToken"
    public static let isInternal = true
    public var user = ID<User>.blank
    public var label = ""
    public var tokenHash = ""
    public var scopes = ""
    public var expiresAt: Instant?
    public init() {}
    public init(_ user: ID<User>, name: String, tokenHash: String, scopes: String, expiresAt: Instant? = nil) {
        self.user = user
        label = name
        self.tokenHash = tokenHash
        self.scopes = scopes
        self.expiresAt = expiresAt
    }

    public static let input = Schema<CreateAPIToken>("CreateAPIToken") { s in
        s.field("user", \.user, .required)
        s.field("name", \.label, .required, .maxLength(120))
        s.field("tokenHash", \.tokenHash, .required, .secret, .maxLength(64))
        s.field("scopes", \.scopes, .required, .maxLength(400))
        s.field("expiresAt", \.expiresAt)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<APIToken> {
        let user = try tx.ownUser(user)
        let words = Set(scopes.split { $0 == " " || $0 == "," }.map(String.init))
        let unknown = words.filter { $0 != "read" && $0 != "write" && !$0.contains(".") }.sorted()
        guard !words.isEmpty, unknown.isEmpty else {
            throw Refusal(
                .unknownScope, "A token cannot have the scopes '\(unknown.joined(separator: " "))'",
                document: "APIToken", field: "scopes", allowed: "read, write, or permissions such as quote.create",
                fixedBy: "the person")
        }
        // A token makes none that may more than itself.
        let more = words.subtracting(actor.scopes ?? words).sorted()
        guard more.isEmpty else {
            throw Refusal(
                .notPermitted, "This token does not have the scopes '\(more.joined(separator: " "))' itself",
                document: "APIToken", field: "scopes", allowed: (actor.scopes ?? []).sorted().joined(separator: " "),
                fixedBy: "the person, signed in by himself")
        }
        var token = APIToken()
        token.user = user.id
        token.name = label
        token.tokenHash = tokenHash
        token.scopes = words.sorted().joined(separator: " ")
        token.createdAt = tx.now
        token.expiresAt = expiresAt
        return try tx.insert(token).id
    }
}
