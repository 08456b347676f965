import Identity
import Kernel
import Outbound
import Platform

/// How browsers reach a company, and what it reaches for them: what only whoever runs it knows.
public struct SiteSettings: Sendable {
    /// `https://tandem.example.nz`, without a slash at its end; empty when it is only as the browser asks.
    public let publicURL: String
    /// Sign-in by another house; nil when there is none.
    public let openID: OpenIDSignIn?
    /// Sends papers; nil when no mail server is known.
    public let post: PaperPost?

    public init(publicURL: String = "", openID: OpenIDSignIn? = nil, post: PaperPost? = nil) {
        self.publicURL = publicURL
        self.openID = openID
        self.post = post
    }

    /// Cookies go over https only.
    public var isSecure: Bool { publicURL.hasPrefix("https://") }
}

extension OpenIDSignIn {
    /// Where the provider sends browsers back to.
    public static let returnPath = "/sign-in/return"

    /// Asks the provider by libcurl, within the limits of every request of ours.
    public convenience init(_ provider: OpenIDProvider, world: World, outbound: Outbound) {
        self.init(provider, world: world) { question in
            var headers = question.headers.map { (name: $0.key, value: $0.value) }
            if question.form != nil {
                headers.append((name: "Content-Type", value: "application/x-www-form-urlencoded"))
            }
            let answer = try await outbound.send(
                OutboundRequest(
                    question.form == nil ? "GET" : "POST", question.url, headers: headers,
                    body: Array((question.form ?? "").utf8)))
            return (answer.status, answer.body)
        }
    }
}
