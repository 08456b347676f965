import Hummingbird
import Kernel
import Platform

/// What accompanies one request: who asks, by what right, and in what form he reads.
public struct CompanyContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Who asks; nil until authentication has found out, or when nobody signed in.
    public var actor: Actor?
    /// The token that every form of this session must carry, and that a foreign site cannot know.
    public var formToken = ""
    /// The policy of scripts and styles of this answer.
    public var nonce = ""

    public init(source: Source) { coreContext = .init(source: source) }

    /// The signed-in actor. Throws 401 otherwise: pages turn it into the sign-in page, the API into a problem.
    public func requireActor() throws(HTTPError) -> Actor {
        guard let actor else { throw HTTPError(.unauthorized, message: "Sign in first") }
        return actor
    }
}

/// The routes of one company: API and pages add theirs.
public typealias CompanyRouter = Router<CompanyContext>
