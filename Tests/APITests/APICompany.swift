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

/// Waitematā Pumps in memory behind its HTTP interface, with everybody's tokens.
final class APICompany: Sendable {
    let suite: Suite
    let company: Serving.Company
    let clock = RiggedClock()
    private let tokens: Mutex<[String: String]> = Mutex([:])
    private let rateLimit: RateLimit

    init(rateLimit: RateLimit = RateLimit(perSecond: 1_000_000, burst: 1_000_000), recipes: [Recipe] = []) throws {
        let stores = try Suite.modules.map { try SQLiteStore.inMemory($0) }
        suite = Suite(stores: stores, world: clock.world, recipes: recipes, country: "NZ")
        company = Serving.Company(suite)
        self.rateLimit = rateLimit
        try suite.crm.run(SetUpCRM(), by: .system)
    }

    /// Somebody with these roles, and a token for him.
    func hire(_ name: String, _ roles: [Role], scopes: String = "read write") throws {
        let user = try suite.bridge.run(
            CreateUser(signInName: name, name: name.capitalized, roles: roles), by: .system)
        let secret = BearerSecret.apiToken(suite.bridge.world)
        try suite.bridge.run(
            CreateAPIToken(user, name: "test", tokenHash: secret.hash, scopes: scopes),
            by: Actor(id: name, name: name.capitalized, roles: roles + [.person]))
        tokens.withLock { $0[name] = secret.text }
    }

    func token(of name: String) -> String? { tokens.withLock { $0[name] } }

    /// Opens the interface; `body` asks it.
    func open<T: Sendable>(_ body: @Sendable (APIClient) async throws -> T) async throws -> T {
        let company = company
        let server = CompanyServer(company, limits: ServerLimits(rate: rateLimit)) { $0.addAPI(of: company) }
        return try await body(APIClient(rig: RouterRig(server.router().buildResponder()), company: self))
    }
}

/// Asks as one of the people.
struct APIClient: Sendable {
    let rig: RouterRig<RouterResponder<CompanyContext>>
    let company: APICompany

    struct Answer: Sendable {
        let status: Int
        let type: String
        let headers: HTTPFields
        let text: String
        let json: JSON

        /// The codes of all reasons, in order.
        var codes: [String] { json["errors"]?.array?.compactMap { $0["code"]?.string } ?? [] }
        /// The reason about this place of the body, parameter or header.
        func error(at place: String) -> JSON? {
            json["errors"]?.array?.first { $0["pointer"]?.string == place || $0["parameter"]?.string == place }
        }
        subscript(_ key: String) -> JSON? { json[key] }
    }

    func get(_ path: String, as name: String? = "mere", _ headers: [String: String] = [:]) async throws -> Answer {
        try await ask(.get, path, as: name, headers)
    }

    func post(
        _ path: String, _ body: String = "{}", as name: String? = "mere", _ headers: [String: String] = [:]
    ) async throws -> Answer {
        try await ask(.post, path, body, as: name, headers)
    }

    func patch(
        _ path: String, _ body: String, as name: String? = "mere", _ headers: [String: String] = [:]
    ) async throws -> Answer {
        try await ask(.patch, path, body, as: name, headers)
    }

    func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, as name: String?,
        _ headers: [String: String] = [:]
    ) async throws -> Answer {
        var fields: HTTPFields = [:]
        if body != nil { fields[.contentType] = "application/json" }
        if let name, let token = company.token(of: name) { fields[.authorization] = "Bearer \(token)" }
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        let response = try await rig.execute(
            uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) })
        let text = String(buffer: response.body)
        return Answer(
            status: response.status.code, type: response.headers[.contentType] ?? "", headers: response.headers,
            text: text, json: (try? JSON(parsing: text)) ?? .null)
    }
}
