import API
import Bridge
import CRM
import ERP
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import NIOCore
import Platform
import RouterRig
import Serving
import StoreSQLite
import Suite
import Synchronization

@testable import Web

/// A company in memory behind all of its doors, pages and interface, with somebody in every role.
final class GuardedCompany: Sendable {
    let suite: Suite
    let company: Serving.Company
    let clock: RiggedClock
    let canaries: Canaries
    let rig: RouterRig<RouterResponder<CompanyContext>>
    /// What the interface says of itself.
    let operations: [APIOperation]
    /// The addresses of the pages, as they are routed.
    let routes: [PageRoute]
    private let tokens: [String: String]

    static let roles = StandardRoles.roles.map(\.role)
    /// In the sheets' order.
    static let letters = ["S", "M", "F", "O", "W", "C", "K", "I", "A", "E"]

    /// - Parameters:
    ///   - prefix: of its identities, so that two companies have none in common.
    ///   - letters: of its canaries.
    ///   - isSetUp: with settings, chart of accounts and periods; else somebody has still to set it up.
    init(prefix: String = "id", letters: String = "qzx", isSetUp: Bool = true) async throws {
        clock = RiggedClock(prefix: prefix)
        let stores = try Suite.modules.map { try SQLiteStore.inMemory($0) }
        suite = Suite(stores: stores, world: clock.world, recipes: try Self.recipes, country: "NZ")
        company = Serving.Company(suite)
        canaries = Canaries(Suite.modules, letters: letters)
        if isSetUp {
            try suite.crm.run(SetUpCRM(), by: .system)
            try suite.erp.run(SetUpCompany(name: "Waitematā Pumps Ltd", country: "NZ", currency: .nzd), by: .system)
        }
        var tokens: [String: String] = [:]
        for role in Self.roles {
            tokens[role.name] = try Self.hire(Self.name(of: role), [role], in: suite.bridge)
        }
        tokens["everybody"] = try Self.hire("everybody", Self.roles, in: suite.bridge)
        self.tokens = tokens
        let limits = ServerLimits(rate: RateLimit(perSecond: 1_000_000, burst: 1_000_000), requestsAtOnce: 100_000)
        let open = company
        let server = CompanyServer(open, limits: limits) { router in
            router.addAPI(of: open)
            try router.addPages(of: open)
        }
        let rig = RouterRig(try server.router().buildResponder())
        self.rig = rig
        let description = try await rig.execute(uri: "/api/openapi.json", method: .get)
        operations = APIOperation.all(in: try JSON(parsing: String(buffer: description.body)))
        routes = CompanyRouter(context: CompanyContext.self).siteMap(of: open).routes.map {
            PageRoute(method: $0.method, path: $0.path)
        }
    }

    static func name(of role: Role) -> String { role.name.filter { $0 != " " } }

    /// The id by which somebody's deeds are known.
    static func actorID(of role: String) -> String { role.filter { $0 != " " } }

    private static func hire(_ name: String, _ roles: [Role], in bridge: CommandBus) throws -> String {
        let user = try bridge.run(CreateUser(signInName: name, name: name.capitalized, roles: roles), by: .system)
        let secret = BearerSecret.apiToken(bridge.world)
        try bridge.run(
            CreateAPIToken(user, name: "test", tokenHash: secret.hash, scopes: "read write"),
            by: Actor(id: name, name: name.capitalized, roles: roles + [.person]))
        return secret.text
    }

    func token(of role: String) -> String { tokens[role] ?? "" }

    private static var recipes: [Recipe] {
        get throws {
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().path
            return try RecipeFolder.load(root + "/Recipes").recipes
        }
    }

    /// Who somebody is for the rules, as a token of his makes him.
    func actor(_ role: Role) -> Actor {
        Actor(id: Self.name(of: role), name: role.name, roles: [role, .person], scopes: ["read", "write"])
    }

    private let known: Mutex<[String: Set<Canaries.Place>]> = Mutex([:])

    /// The places whose values the role sees, as it was when first asked.
    func shown(to role: Role) throws -> Set<Canaries.Place> {
        if let shown = known.withLock({ $0[role.name] }) { return shown }
        let shown = try AccessMatrixTests.shown(to: role, self)
        known.withLock { $0[role.name] = shown }
        return shown
    }

    var buses: [CommandBus] { [suite.crm, suite.erp, suite.bridge] }

    /// One record of every object, each field with its own mark.
    @discardableResult
    func plant() throws -> [String: String] {
        let canaries = canaries
        let planting = Planting { canaries.values($0, $1, $2) }
        return try buses.reduce(into: [:]) { $0.merge(try planting.plant(in: $1).refused) { first, _ in first } }
    }

    func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, as role: String?,
        type: String = "application/json", _ headers: [String: String] = [:],
        hearing: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Answer {
        var fields: HTTPFields = [:]
        if body != nil { fields[.contentType] = type }
        if let role { fields[.authorization] = "Bearer \(token(of: role))" }
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        let answer = try await rig.execute(
            uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) },
            hearing: hearing)
        return Answer(
            status: answer.status.code, headers: answer.headers, bytes: Array(answer.body.readableBytesView))
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let bytes: [UInt8]
        var text: String { String(decoding: bytes, as: UTF8.self) }
        var json: JSON { (try? JSON(parsing: text)) ?? .null }
        var location: String { headers[.location] ?? "" }
        var isIn: Bool { status < 400 && !location.hasPrefix("/sign-in") }
        var isDenied: Bool { status == 403 || status == 404 }
        var codes: [String] { json["errors"]?.array?.compactMap { $0["code"]?.string } ?? [] }
    }
}

/// One address and method of the pages.
struct PageRoute: Sendable {
    let method: HTTPRequest.Method
    /// `crm/accounts/:id`
    let path: String
    /// Endless, or printed by another program.
    var isStream: Bool { path == "live" }
    var isPrinted: Bool { path.hasSuffix(".pdf") }
}
