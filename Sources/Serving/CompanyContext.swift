import Hummingbird
import Identity
import Kernel
import NIOCore
import Platform

/// What accompanies one request: who asks, by what right, and in what form he reads.
public struct CompanyContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Who asks; nil until authentication has found out, when nobody signed in, or when he must change his password
    /// before anything else: then `person` says who that is.
    public var actor: Actor?
    /// His name, zone and language, and by which session or token he came.
    public var person: Person?
    /// The token that every form of this session must carry, and that a foreign site cannot know.
    public var formToken = ""
    /// The policy of scripts and styles of this answer.
    public var nonce = ""
    /// From where the request came; empty when unknown.
    public let address: String

    public init(source: Source) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }

    /// The signed-in actor. Throws 401 otherwise: pages turn it into the sign-in page, the API into a problem.
    public func requireActor() throws(HTTPError) -> Actor {
        guard let actor else { throw HTTPError(.unauthorized, message: "Sign in first") }
        return actor
    }
}

/// The routes of one company: API and pages add theirs.
public typealias CompanyRouter = Router<CompanyContext>

extension Router where Context == CompanyContext {
    /// Puts what guards every route before the routes: answer headers, what no text may hold, who asks, and whether
    /// his form is ours.
    /// `isSecure` says that browsers reach us by https; `authority` is the name by which they know us, where a proxy
    /// asks us by another.
    public func addAccess(of company: Company, isSecure: Bool = false, authority: String? = nil) {
        add(middleware: SecurityHeadersMiddleware(world: company.bridge.world, isSecure: isSecure))
        add(middleware: ProblemMiddleware())
        add(middleware: UnstorableTextMiddleware())
        add(middleware: AuthenticationMiddleware(company: company))
        add(middleware: FormTokenMiddleware(authority: authority))
    }
}
