import CRM
import Kernel
import Platform
import StoreSQLite

/// The sellers and the service desk: what they set up and do.
extension SimulatedCompany {
    func setUp() async throws {
        try ask(suite.crm, SetUpCRM())
        try setUpERP()
        for name in [Fixture.harbourMarine, Fixture.kauriBoats] {
            fixture.accounts[name] = try openAccount(name, isCustomer: true) ?? ""
        }
        try await settleDown(rounds: Self.patience)
        let products = try crm.read { try $0.rows("SELECT code, id FROM product", [], as: [.text, .text]) }
        for row in products { fixture.products[row[0].text] = row[1].text }
        var ghost = Product()
        ghost.source = "crm"
        ghost.sourceID = Fixture.ghost
        ghost.code = Fixture.ghost
        ghost.name = "Something the catalogue never had"
        ghost.unit = .each
        ghost.isSellable = true
        fixture.products[Fixture.ghost] = try ask(suite.crm, RecordMirror<Product>(ghost))?.raw
    }

    /// Opens an account; a prospect reaches the ERP when it has accepted a quote.
    func openAccount(_ name: String, isCustomer: Bool) throws -> String? {
        var account = Account()
        account.name = name
        account.type = isCustomer ? .customer : .prospect
        account.email = "office@\(name.prefix { $0 != " " }.lowercased()).example"
        account.street = "12 Quay Street"
        account.city = "Auckland"
        account.postcode = "1010"
        return try ask(suite.crm, CreateAccount(account))?.raw
    }

    /// Types an account's field in the CRM.
    func edit(account id: String, _ field: String, _ text: String) throws -> Bool {
        var update = UpdateAccount(ID(id))
        switch field {
        case "phone": update.fields[\.phone] = text
        case "email": update.fields[\.email] = text
        case "street": update.fields[\.street] = text
        case "suburb": update.fields[\.suburb] = text
        default: update.fields[\.city] = text
        }
        return try ask(suite.crm, update) != nil
    }

    /// Drafts a quote from (code, quantity) lines; without a price of their own they take the mirrored one.
    func draft(account id: String, _ lines: [(code: String, quantity: Int)]) throws -> String? {
        let inputs = lines.map { line in
            let product = ID<Product>(fixture.products[line.code] ?? "")
            let quantity = Quantity(line.quantity, .each)
            return line.code == Fixture.ghost
                ? QuoteLineInput(product: product, quantity: quantity, unitPrice: 10)
                : QuoteLineInput(product: product, quantity: quantity)
        }
        return try ask(suite.crm, CreateQuote(account: ID(id), lines: inputs))?.raw
    }

    /// Puts the quote before the customer, who accepts it.
    func accept(quote id: String) throws {
        let quote = ID<Quote>(id)
        guard try ask(suite.crm, PresentQuote(quote)) != nil else { return }
        if try ask(suite.crm, AcceptQuote(quote, acceptedBy: "Aroha Ngata")) != nil { happened.acceptedQuotes += 1 }
    }

    /// A refused quote is offered anew, with what can be had.
    func reviseRefused(quote id: String, _ lines: [(code: String, quantity: Int)]) throws {
        let inputs = lines.map { line in
            QuoteLineInput(
                product: ID<Product>(fixture.products[line.code] ?? ""), quantity: Quantity(line.quantity, .each))
        }
        if let revision = try ask(suite.crm, ReviseQuote(ID(id), lines: inputs)) { try accept(quote: revision.raw) }
    }

    /// Changes a draft's lines.
    func redraft(quote id: String, _ lines: [(code: String, quantity: Int)]) throws {
        let inputs = lines.map { line in
            QuoteLineInput(
                product: ID<Product>(fixture.products[line.code] ?? ""), quantity: Quantity(line.quantity, .each))
        }
        try ask(suite.crm, ChangeQuoteLines(ID(id), lines: inputs))
    }

    /// The trusted person for invoices, whom the ERP shall know.
    func addFinanceContact(account id: String, name: String) throws {
        var create = CreateContact()
        create.account = ID(id)
        create.isFinanceContact = true
        create.fields[\.givenName] = name
        create.fields[\.familyName] = "Ngata"
        create.fields[\.email] = "\(name.lowercased())@accounts.example"
        try ask(suite.crm, create)
    }

    /// A unit broke: the service desk opens a case and asks for its return.
    func complain(serial: String) throws {
        let unit = try crm.read {
            try $0.rows(
                "SELECT account, product, order_number FROM installed_unit WHERE serial = ?", [.text(serial)],
                as: [.text, .text, .text]
            ).first
        }
        guard let unit else { return }
        var supportCase = SupportCase()
        supportCase.subject = "The pump \(serial) hums and does not pump"
        supportCase.account = ID(unit[0].text)
        supportCase.product = ID(unit[1].text)
        supportCase.serial = serial
        supportCase.orderNumber = unit[2].text
        guard let id = try ask(suite.crm, OpenCase(supportCase)) else { return }
        try ask(suite.crm, RequestReturn(id, reason: "hums"))
    }

    /// The first column of a query.
    func crmText(_ sql: String, _ arguments: [Value] = []) throws -> [String] {
        try crm.read { try $0.rows(sql, arguments, as: [.text]).map { $0[0].text } }
    }
}
