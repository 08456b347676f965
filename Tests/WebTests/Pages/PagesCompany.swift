import Bridge
import CRM
import ERP
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform
import RouterRig
import Serving
import StoreSQLite
import Suite
import Testing

@testable import Web

/// Waitematā Pumps in memory, with its pages: Harbour Marine is an active customer that both sides agree on.
final class PagesCompany: Sendable {
    let suite: Suite
    let harbour: ID<Account>

    init() async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let stores = try Suite.modules.map { try SQLiteStore.inMemory($0) }
        suite = Suite(
            stores: stores, world: .live(zone: "Pacific/Auckland"),
            recipes: try RecipeFolder.load(root + "/Recipes").recipes, country: "NZ")
        try Self.stock(suite.erp)
        try suite.crm.run(SetUpCRM(), by: .system)
        var account = Account()
        account.name = "Harbour Marine Ltd"
        account.type = .customer
        account.owner = "mere"
        account.street = "12 Quay Street"
        account.city = "Auckland"
        account.postcode = "1010"
        harbour = try suite.crm.run(CreateAccount(account), by: .system)
        try await quiet()
        let waiting = try suite.erp.store.read { try $0.all(Select<Customer>()) }
        for customer in waiting {
            try suite.erp.run(
                AcceptCustomer(
                    customer: customer.id, terms: ID("NET20"),
                    creditLimit: Money(minorUnits: 5_000_000, currency: .nzd)), by: .system)
        }
        try await quiet()
    }

    private static func stock(_ erp: CommandBus) throws {
        try erp.run(SetUpCompany(name: "Waitematā Pumps Ltd", country: "NZ", currency: .nzd), by: .system)
        try erp.run(CreateWarehouse(code: "AKL", name: "Auckland"), by: .system)
        let list = try erp.run(
            CreatePriceList(code: "NZD", name: "Standard", currency: .nzd, isDefault: true), by: .system)
        var counted: [StockCountInput] = []
        for (code, price) in [("PMP-200", 480), ("SEAL-10", 18)] {
            let isSerial = code == "PMP-200"
            var create = CreateItem(code: code, name: "Part \(code)", tracking: isSerial ? .serial : .none)
            create.fields[\.standardCost] = FixedDecimal(micros: 7_777_000)
            let item = try erp.run(create, by: .system)
            try erp.run(SetPrice(priceList: list, item: item, unitPrice: FixedDecimal(price)), by: .system)
            counted.append(
                StockCountInput(
                    item: item, counted: Quantity(isSerial ? 9 : 90, .each), unitCost: 5,
                    serials: isSerial ? "KP-001..KP-009" : ""))
        }
        try erp.run(CountStock(counted, isOpening: true), by: .system)
    }

    func quiet() async throws { _ = try await suite.engine.runUntilQuiet(maximumCycles: 200) }

    func product(_ code: String) throws -> Product {
        try #require(try suite.crm.store.read { try $0.all(Select<Product>().where(\.code, .equal, code)).first })
    }

    func quote(_ lines: [(code: String, quantity: Int)], account: ID<Account>? = nil) throws -> ID<Quote> {
        let inputs = try lines.map {
            QuoteLineInput(product: try product($0.code).id, quantity: Quantity($0.quantity, .each))
        }
        return try suite.crm.run(CreateQuote(account: account ?? harbour, lines: inputs), by: .seller)
    }

    /// Drafted, presented, accepted, and placed by the bridge.
    func win(_ lines: [(code: String, quantity: Int)]) async throws -> ID<Quote> {
        let quote = try quote(lines)
        try suite.crm.run(PresentQuote(quote), by: .seller)
        try suite.crm.run(AcceptQuote(quote, acceptedBy: "Aroha Ngata", customerReference: "PO-77"), by: .seller)
        try await quiet()
        return quote
    }

    func load<Object: BusinessObject>(_ id: ID<Object>, from bus: CommandBus) throws -> Object {
        try #require(try bus.store.read { try $0.find(id) })
    }

    func first<Object: BusinessObject>(_ select: Select<Object>, from bus: CommandBus) throws -> Object {
        try #require(try bus.store.read { try $0.all(select).first })
    }

    // MARK: The browser

    struct Answer {
        let status: Int
        let html: String
        let location: String
        var cookies: [String] = []
    }

    func get(_ path: String, as actor: Actor, _ settings: SiteSettings = SiteSettings()) async throws -> Answer {
        try await send(.get, path, as: actor, settings)
    }

    func post(
        _ path: String, _ form: [(String, String)] = [], as actor: Actor, _ settings: SiteSettings = SiteSettings()
    ) async throws -> Answer {
        let body = form.map { "\(Form.encoded($0.0))=\(Form.encoded($0.1))" }.joined(separator: "&")
        return try await send(
            .post, path, as: actor, settings, type: "application/x-www-form-urlencoded", body: Array(body.utf8))
    }

    /// A form with a file, as browsers send it.
    func upload(
        _ path: String, _ form: [(String, String)], file: String, _ bytes: [UInt8], as actor: Actor
    ) async throws -> Answer {
        let mark = "----a5b2e9"
        var body: [UInt8] = []
        for (name, value) in form {
            body += Array("--\(mark)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        let head = "--\(mark)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file)\"\r\n"
        body += Array((head + "Content-Type: application/octet-stream\r\n\r\n").utf8)
        body += bytes + Array("\r\n--\(mark)--\r\n".utf8)
        return try await send(
            .post, path, as: actor, SiteSettings(), type: "multipart/form-data; boundary=\(mark)", body: body)
    }

    /// - Parameter actor: nil for somebody who is not signed in.
    func send(
        _ method: HTTPRequest.Method, _ path: String, as actor: Actor?, _ settings: SiteSettings, type: String? = nil,
        cookies: String = "", body: [UInt8]? = nil
    ) async throws -> Answer {
        let router = CompanyRouter(context: CompanyContext.self)
        if let actor { router.add(middleware: SignedIn(actor: actor)) }
        try router.addPages(of: Company(suite), settings: settings)
        var headers: HTTPFields = [:]
        if let type { headers[.contentType] = type }
        if !cookies.isEmpty { headers[.cookie] = cookies }
        let answer = try await RouterRig(router.buildResponder()).execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
        return Answer(
            status: answer.status.code, html: String(buffer: answer.body), location: answer.headers[.location] ?? "",
            cookies: answer.headers[values: .setCookie])
    }
}

/// Signs one person in, for every request.
struct SignedIn: RouterMiddleware {
    let actor: Actor

    func handle(
        _ request: Request, context: CompanyContext, next: (Request, CompanyContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.actor = actor
        context.formToken = "token"
        return try await next(request, context)
    }
}

extension Actor {
    static let seller = Actor(id: "mere", name: "Mere Tamihana", roles: [.sales])
    static let salesManager = Actor(id: "moana", name: "Moana Wirihana", roles: [.salesManager])
    static let clerk = Actor(id: "priya", name: "Priya Nair", roles: [.finance])
    static let dispatcher = Actor(id: "rangi", name: "Rangi Pool", roles: [.operations])
    static let integrationAdmin = Actor(id: "ines", name: "Ines Admin", roles: [.integrationAdmin])
}
