import CRM
import ERP
import Kernel
import Platform
import Suite

/// More customers around the story's, so that every list and screen of the demo has something to show: leads, deals in
/// every stage, quotes in every state, orders that wait, ship, and are invoiced.
struct Neighbours {
    let suite: Suite
    private let sales: SalesDesk
    private let office: BackOffice

    init(_ suite: Suite) {
        self.suite = suite
        sales = SalesDesk(suite: suite)
        office = BackOffice(suite: suite)
    }

    private struct Neighbour {
        let name: String
        let person: (given: String, family: String)
        let address: (street: String, city: String, postcode: String)
        let deal: String
        let amount: Int
        let stage: Int
        let goods: [(code: String, quantity: Int)]
        var accepts = false
    }

    private let neighbours = [
        Neighbour(
            name: "Tasman Bay Dairy Ltd", person: ("Grace", "Lowe"), address: ("41 Port Road", "Nelson", "7010"),
            deal: "Pump room, line 2", amount: 4_800, stage: 2, goods: [("SEAL-10", 24), ("FLT-5", 6)], accepts: true),
        Neighbour(
            name: "Southern Alps Winery Ltd", person: ("Henare", "Pohatu"),
            address: ("12 Gibbston Road", "Queenstown", "9384"), deal: "Vintage spares", amount: 1_250, stage: 1,
            goods: [("SEAL-10", 12), ("FLT-5", 10)], accepts: true),
        Neighbour(
            name: "Coastal Fisheries Co-operative", person: ("Ishaan", "Patel"),
            address: ("2 Wharf Street", "Timaru", "7910"), deal: "Fleet maintenance", amount: 9_400, stage: 3,
            goods: [("SEAL-10", 40)], accepts: true),
        Neighbour(
            name: "Mount Eden Plumbing Ltd", person: ("Sofia", "Reyes"),
            address: ("88 Dominion Road", "Auckland", "1024"), deal: "Trade account", amount: 2_100, stage: 1,
            goods: [("FLT-5", 12)]),
        Neighbour(
            name: "Waikato Water Services Ltd", person: ("Matiu", "Walker"),
            address: ("5 Anglesea Street", "Hamilton", "3204"), deal: "Booster station", amount: 18_600, stage: 2,
            goods: [("PMP-200", 2), ("SEAL-10", 8)]),
        Neighbour(
            name: "Otago Peninsula Lodge", person: ("Fiona", "McRae"),
            address: ("310 Highcliff Road", "Dunedin", "9013"), deal: "Bore pump", amount: 760, stage: 0, goods: []),
        Neighbour(
            name: "Kaikōura Charters Ltd", person: ("Wiremu", "Tau"), address: ("6 Esplanade", "Kaikōura", "7300"),
            deal: "Bilge pumps for two boats", amount: 2_900, stage: 0, goods: [("PMP-200", 4)]),
        Neighbour(
            name: "Hawke’s Bay Orchards Ltd", person: ("Amelia", "Stone"),
            address: ("71 Omahu Road", "Hastings", "4120"), deal: "Frost protection", amount: 32_000, stage: 3,
            goods: []),
    ]

    func moveIn() async throws {
        for neighbour in neighbours { try await take(neighbour) }
        try leads()
        try await suite.engine.runUntilQuiet()
        while let waiting = try office.waitingCustomer() {
            // One stays in finance's inbox.
            if waiting.legalName.hasPrefix("Coastal") { break }
            try office.accept(waiting.id, limit: Money(minorUnits: 500_000, currency: .nzd))
            try await suite.engine.runUntilQuiet()
        }
        try fulfil()
        try await suite.engine.runUntilQuiet()
    }

    private func take(_ neighbour: Neighbour) async throws {
        var account = Account()
        account.name = neighbour.name
        account.street = neighbour.address.street
        account.city = neighbour.address.city
        account.postcode = neighbour.address.postcode
        account.owner = sales.seller.id
        let id = try suite.crm.run(CreateAccount(account), by: sales.seller)
        var contact = Contact()
        contact.givenName = neighbour.person.given
        contact.familyName = neighbour.person.family
        contact.email = "\(neighbour.person.given.lowercased())@example.com"
        try suite.crm.run(CreateContact(contact, at: id, role: "Purchasing", isFinanceContact: true), by: sales.seller)
        var deal = Opportunity()
        deal.account = id
        deal.name = neighbour.deal
        deal.amount = Money(minorUnits: Int64(neighbour.amount) * 100, currency: .nzd)
        deal.closeDate = suite.crm.world.today().adding(days: 14 + neighbour.stage * 9)
        deal.owner = sales.seller.id
        let opportunity = try suite.crm.run(CreateOpportunity(deal), by: sales.seller)
        let stages = try sales.read {
            try $0.all(Select<OpportunityStage>().where(\.kind, .equal, .open).ordered(by: \.position))
        }
        if neighbour.stage > 0, neighbour.stage < stages.count {
            try suite.crm.run(MoveOpportunity(opportunity, to: stages[neighbour.stage].id), by: sales.seller)
        }
        guard !neighbour.goods.isEmpty else { return }
        var lines: [QuoteLineInput] = []
        for (code, quantity) in neighbour.goods { lines.append(try await sales.line(code, quantity).0) }
        let quote = try sales.quote(id, lines)
        if neighbour.accepts { try sales.presentAndAccept(quote, reference: "PO-\(neighbour.address.postcode)") }
    }

    private func leads() throws {
        for (company, given, family, source) in [
            ("Rotorua Thermal Spa", "Hana", "Kingi", "web site"), ("Bluff Oyster Co", "Ewan", "Brown", "boat show"),
            ("Marlborough Hydroponics", "Lucy", "Tan", "referral"),
        ] {
            var lead = Lead()
            lead.company = company
            lead.givenName = given
            lead.familyName = family
            lead.source = source
            lead.email = "\(given.lowercased())@example.org"
            try suite.crm.run(CreateLead(lead), by: sales.seller)
        }
    }

    /// One order is shipped and invoiced, the rest wait.
    private func fulfil() throws {
        let open = try office.read { try $0.all(Select<SalesOrder>().where(\.state, .equal, .confirmed)) }
        guard let order = open.first else { return }
        var ship = ShipOrder(order: order.id)
        ship.picksSerials = true
        ship.carrier = "Mainfreight"
        ship.trackingNumber = "MF-20771"
        try suite.erp.run(ship, by: office.warehouse)
        try suite.erp.run(IssueInvoice(order: order.id), by: office.finance)
    }
}
