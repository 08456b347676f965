import CRM
import Kernel
import Platform

/// What sellers do in a scenario. It sees the CRM alone.
struct SalesSide {
    let bus: CommandBus

    func setUp() throws { try bus.run(SetUpCRM(), by: .system) }

    func openAccount(
        _ name: String, city: String = "Nelson", postcode: String = "7010", isCustomer: Bool = true,
        whyDouble: String = ""
    ) throws -> ID<Account> {
        var account = Account()
        account.name = name
        account.type = isCustomer ? .customer : .prospect
        account.email = "office@harbour.example"
        account.phone = "+6493021180"
        account.street = "12 Quay Street"
        account.city = city
        account.postcode = postcode
        account.duplicateReason = whyDouble
        return try bus.run(CreateAccount(account), by: .system)
    }

    /// Types fields of an account; what is not named is not mentioned.
    func type(
        _ account: ID<Account>, city: String? = nil, suburb: String? = nil, street: String? = nil,
        email: String? = nil, currency: Currency? = nil
    ) throws {
        var update = UpdateAccount(account)
        if let city { update.fields[\.city] = city }
        if let suburb { update.fields[\.suburb] = suburb }
        if let street { update.fields[\.street] = street }
        if let email { update.fields[\.email] = email }
        if let currency { update.fields[\.currency] = currency }
        try bus.run(update, by: .seller)
    }

    func account(named name: String = "Harbour Marine Ltd") throws -> Account {
        try load(Select<Account>().where(\.name, .equal, name))
    }

    func accounts() throws -> [Account] { try bus.store.read { try $0.all(Select<Account>()) } }

    func orders() throws -> [CustomerOrder] { try bus.store.read { try $0.all(Select<CustomerOrder>()) } }

    func quote(_ id: ID<Quote>) throws -> Quote { try load(Select<Quote>().where(\.id, .equal, id)) }

    func reasons(_ id: ID<Quote>) throws -> [Reason] { Reason.list(fromJSON: try quote(id).refusalReasons) }

    func draft(_ account: ID<Account>, _ lines: [(code: String, quantity: Int)]) throws -> ID<Quote> {
        try bus.run(CreateQuote(account: account, lines: try inputs(lines)), by: .seller)
    }

    func present(_ quote: ID<Quote>) throws { try bus.run(PresentQuote(quote), by: .seller) }

    func accept(_ quote: ID<Quote>, reference: String = "") throws {
        try bus.run(AcceptQuote(quote, acceptedBy: "Aroha Ngata", customerReference: reference), by: .seller)
    }

    /// Drafted, presented and accepted.
    func win(
        _ account: ID<Account>, _ lines: [(code: String, quantity: Int)], reference: String = ""
    ) throws -> ID<Quote> {
        let quote = try draft(account, lines)
        try present(quote)
        try accept(quote, reference: reference)
        return quote
    }

    func revise(_ quote: ID<Quote>, _ lines: [(code: String, quantity: Int)]) throws -> ID<Quote> {
        let revision = try bus.run(ReviseQuote(quote, lines: try inputs(lines)), by: .seller)
        try present(revision)
        try accept(revision)
        return revision
    }

    private func inputs(_ lines: [(code: String, quantity: Int)]) throws -> [QuoteLineInput] {
        try lines.map { line in
            let product = try load(Select<Product>().where(\.code, .equal, line.code))
            return QuoteLineInput(product: product.id, quantity: Quantity(line.quantity, .each))
        }
    }

    private func load<Object: BusinessObject>(_ select: Select<Object>) throws -> Object {
        guard let object = try bus.store.read({ try $0.all(select).first }) else {
            throw Refusal(.notFound, "the CRM holds no such \(Object.objectName)")
        }
        return object
    }
}
