import Bridge
import CRM
import Kernel
import Platform
import Suite

/// What sales and support do in the story. They see the CRM and nothing else.
struct SalesDesk {
    typealias AccountID = ID<Account>
    typealias QuoteID = ID<Quote>
    typealias Line = QuoteLineInput
    let suite: Suite
    let seller = Actor(id: "mere", name: "Mere Tamihana", roles: [.sales])
    let support = Actor(id: "tama", name: "Tama Rewi", roles: [.support])

    func setUp() throws { try suite.crm.run(SetUpCRM(), by: .system, why: "first start") }

    func takeLead() throws -> ID<Lead> {
        var lead = Lead()
        lead.company = "Harbour Marine Ltd"
        lead.givenName = "Aroha"
        lead.familyName = "Ngata"
        lead.email = "aroha@harbourmarine.example"
        lead.phone = "09 302 1180"
        lead.city = "Auckland"
        lead.postcode = "1010"
        lead.source = "boat show"
        lead.interest = "three bilge pumps for a ferry refit"
        return try suite.crm.run(CreateLead(lead), by: seller)
    }

    func convert(_ lead: ID<Lead>) throws -> ID<Account> {
        try suite.crm.run(QualifyLead(lead, rating: .hot), by: seller)
        let account = try suite.crm.run(ConvertLead(lead, opportunityName: "Ferry refit"), by: seller)
        var address = UpdateAccount(account)
        address.fields[\.street] = "12 Customs Street"
        address.fields[\.taxNumber] = "49091850"
        try suite.crm.run(address, by: seller)
        return account
    }

    func opportunity(of account: ID<Account>) throws -> Opportunity? {
        try read { try $0.all(Select<Opportunity>().where(\.account, .equal, account)).first }
    }

    func product(_ code: String) throws -> Product {
        guard let product = try read({ try $0.all(Select<Product>().where(\.code, .equal, code)).first }) else {
            throw Refusal(.notFound, "The product book has no '\(code)'", document: "Product", field: "code")
        }
        return product
    }

    /// A line at the price that the ERP answers now, through the bridge.
    func line(_ code: String, _ quantity: Int) async throws -> (QuoteLineInput, Answer) {
        let product = try product(code)
        let answer = try await suite.questions.ask(
            Question(
                kind: "price",
                fields: [
                    "item": .text(code), "quantity": .decimal(FixedDecimal(quantity)), "currency": .text("NZD"),
                    "date": .date(suite.crm.world.today()),
                ]))
        guard case .decimal(let price)? = answer.fields["netUnitPrice"] else {
            throw Refusal(.notFound, "\(answer.source) gave no price for \(code)", field: "unitPrice")
        }
        let line = QuoteLineInput(
            product: product.id, quantity: Quantity(quantity, product.unit), unitPrice: price,
            priceExplanation: answer.fields["explanation"]?.text ?? "", priceAsOf: answer.asOf)
        return (line, answer)
    }

    func quote(_ account: ID<Account>, _ lines: [QuoteLineInput]) throws -> ID<Quote> {
        var create = CreateQuote(account: account, lines: lines)
        create.fields[\.opportunity] = try opportunity(of: account)?.id
        return try suite.crm.run(create, by: seller)
    }

    func presentAndAccept(_ quote: ID<Quote>, reference: String) throws {
        let state = try load(quote).state
        if state == .draft { try suite.crm.run(SubmitQuote(quote), by: seller) }
        try suite.crm.run(PresentQuote(quote), by: seller)
        try suite.crm.run(
            AcceptQuote(quote, acceptedBy: "Aroha Ngata", customerReference: reference), by: seller,
            why: "signed by e-mail")
    }

    /// A new revision with these lines; the old one stays readable.
    func revise(_ quote: ID<Quote>, _ lines: [QuoteLineInput]) throws -> ID<Quote> {
        try suite.crm.run(ReviseQuote(quote, lines: lines), by: seller)
    }

    /// Why the ERP refused the quote, as the seller reads it.
    func reasons(_ quote: ID<Quote>) throws -> [Reason] {
        Reason.list(fromJSON: try load(quote).refusalReasons)
    }

    /// What the quote waits for, as the seller reads it.
    func waiting(_ quote: ID<Quote>) throws -> String { try load(quote).waitingFor }

    func caseStatus(_ id: ID<SupportCase>) throws -> String {
        let supportCase = try load(id)
        return
            "\(supportCase.number) \(supportCase.state.rawValue), "
            + "\(supportCase.returnNumber) \(supportCase.returnStatus)"
    }

    func load<Object: BusinessObject>(_ id: ID<Object>) throws -> Object {
        guard let object = try read({ try $0.find(id) }) else {
            throw Refusal(.notFound, "no \(Object.objectName) \(id)")
        }
        return object
    }

    func read<T>(_ body: (any StoreSession) throws -> T) throws -> T { try suite.crm.store.read(body) }

    // MARK: Support

    func openReturnCase(_ account: ID<Account>, serial: String) throws -> ID<SupportCase> {
        var problem = SupportCase()
        problem.subject = "Pump hums but does not prime"
        problem.account = account
        problem.serial = serial
        let opened = try suite.crm.run(OpenCase(problem), by: support)
        try suite.crm.run(RequestReturn(opened, reason: "does not prime, under warranty"), by: support)
        return opened
    }

    /// The three questions that reach support every day, answered from the CRM's own copies.
    func answers(serial: String, order: String, account: ID<Account>) throws -> [String] {
        let today = suite.crm.world.today()
        return try read { session in
            var answers: [String] = []
            for answer in try InstalledBase.isUnderWarranty(serial: serial, on: today, in: session) {
                answers.append(
                    "Is \(serial) under warranty?  \(answer.isCovered ? "Yes" : "No"): \(answer.reason) "
                        + "(\(answer.freshness))"
                )
            }
            if let status = try OrderTracking.status(orderNumber: order, in: session) {
                answers.append("Has \(order) shipped?  \(status.summary) (\(status.freshness))")
            }
            let money = try Receivables.overdue(account: account, on: today, in: session)
            let overdue = money.overdue.isEmpty ? "nothing" : money.overdue.map(\.description).joined(separator: ", ")
            let open = money.notYetDue.isEmpty ? "nothing" : money.notYetDue.map(\.description).joined(separator: ", ")
            answers.append("What is overdue?  \(overdue); not yet due: \(open) (\(money.freshness))")
            return answers
        }
    }

    /// What the CRM holds now, in one line.
    func holding(_ account: ID<Account>?) throws -> String {
        try read { session in
            var parts: [String] = []
            func count(_ table: String, _ word: String) throws {
                let number = try session.integer("SELECT count(*) FROM " + table)
                if number > 0 { parts.append("\(number) \(word)\(number == 1 ? "" : "s")") }
            }
            try count("lead", "lead")
            try count("account", "account")
            try count("product", "product")
            try count("price_book_entry", "price")
            for quote in try session.all(Select<Quote>().ordered(by: \.id, descending: true).limit(1)) {
                parts.append("\(quote.title) \(quote.state.rawValue) \(quote.total)")
            }
            for order in try session.all(Select<CustomerOrder>().ordered(by: \.id, descending: true).limit(1)) {
                parts.append(
                    "order \(order.number) \(order.deliveryStatus)/\(order.billingStatus)/\(order.paymentStatus)")
            }
            try count("customer_shipment", "shipment")
            try count("installed_unit", "serialised unit")
            try count("customer_invoice", "invoice")
            try count("customer_credit_memo", "credit memo")
            try count("customer_payment", "payment")
            if let account, let held = try session.find(account), !held.customerNumber.isEmpty {
                parts.append("\(held.name) = \(held.customerNumber) (\(held.customerState))")
            }
            return parts.joined(separator: " · ")
        }
    }
}
