import Hummingbird
import Kernel
import Platform
import Serving

/// One request to a page: who asks, of which company, in what form he reads. Every screen works through it.
public struct Visit: Sendable {
    public let site: Site
    public let actor: Actor
    public let request: Request
    public let context: CompanyContext
    public let format: Format
    /// What had happened before anything was read for this page.
    let place: LivePlace
    /// All that stands behind the question mark, read once.
    let asked: Form

    init(
        site: Site, actor: Actor, request: Request, context: CompanyContext, place: LivePlace, format: Format
    ) {
        self.site = site
        self.actor = actor
        self.request = request
        self.context = context
        self.place = place
        self.format = format
        asked = Form(encoded: request.uri.query ?? "")
    }

    public var company: Company { site.company }
    /// The token that every form carries.
    public var token: String { context.formToken }
    /// A fresh idempotency key for a form: sending it twice has one effect.
    public var newKey: String { company.crm.world.newID() }
    /// "sales, finance"
    var roleNames: String { actor.roles.filter { $0 != .person }.map(\.name).joined(separator: ", ") }
    public var now: Instant { format.now }
    public var today: CalendarDate { format.today }

    /// A part of the address: `visit.parameter("id")`.
    public func parameter(_ name: String) -> String { context.parameters.get(name) ?? "" }

    /// What stands behind the question mark; nil when it is absent or blank.
    public func query(_ name: String) -> String? {
        let value = asked[name]
        return value.isEmpty ? nil : value
    }

    /// Path and query of this page: where to come back to.
    public var address: String { request.uri.string }
    public var path: String { request.uri.path }

    public func bus(_ source: Source) -> CommandBus {
        switch source {
        case .crm: company.crm
        case .erp: company.erp
        case .bridge: company.bridge
        }
    }

    /// Reads on the signed-in person's behalf.
    public func read<T>(_ source: Source, _ body: (Reading) throws -> T) throws -> T {
        try bus(source).read(as: actor, body)
    }

    /// Reads a report on the signed-in person's behalf: from the copy that is for reports, if there is one.
    public func report<T>(_ source: Source, _ body: (Reading) throws -> T) throws -> T {
        try company.suite.reportBus(for: bus(source)).read(as: actor, body)
    }

    /// How old a report is that was read from a copy: " · from a copy, 0.4 seconds behind"; empty where there is none.
    public var reportAge: String {
        guard let replica = company.suite.replica else { return "" }
        guard case .near(let lag) = replica.standing else { return " · read where people work: the copy is not near" }
        return " · from a copy, \(lag / 1_000_000).\(lag / 100_000 % 10) seconds behind"
    }

    public func may(_ permission: Permission, in source: Source) -> Bool {
        bus(source).access.allows(actor, permission)
    }

    public func mayRead<Object: BusinessObject>(_ type: Object.Type, in source: Source) -> Bool {
        bus(source).access.scope(actor, reading: Object.schema.descriptor.name) > .none
    }

    /// Runs a command as the signed-in person. Throws its `Refusal`.
    @discardableResult
    public func run<C: Command>(_ command: C, in source: Source, key: String? = nil, why: String? = nil) async throws
        -> C.Answer
    {
        try await company.run(command, in: bus(source), by: actor, key: key, why: why)
    }
}

/// What a sent form leads to.
public enum Reaction: Sendable {
    /// To another page, which says what was done.
    case go(to: String, saying: String = "")
    /// A page at once: what it shows is not shown again.
    case show(Page)
    /// Back to the form, which shows why it was not taken.
    case again(Page)
    /// Somebody was quicker: both values, and the choice between them.
    case conflict(Page)
    /// Something that is no page: a file, JSON.
    case other(Response)
}

/// A page that is not there, or not for this reader: the two are not told apart.
public struct PageNotFound: Error {
    public let what: String
    public init(_ what: String = "This page") { self.what = what }
}
