import CRM
import Kernel
import Platform

/// Gives accounts what sales and support keep of them: a contact, calls, notes, deals, quotes and cases, each by the
/// rule that people use for it. Refuses: what those rules refuse. Emits QuotePresented, CaseOpened.
struct KeepRelations: Command {
    static let name = "benchmark.keepRelations"
    static let permission: Permission = "benchmark.fill"
    static let isInternal = true
    static let emits: [any Event.Type] = [QuotePresented.self, CaseOpened.self]
    var accounts: [(number: Int, id: ID<Account>)] = []
    var products: [ID<Product>] = []
    init() {}
    init(_ accounts: [(number: Int, id: ID<Account>)], products: [ID<Product>]) {
        self.accounts = accounts
        self.products = products
    }
    static let input = Schema<KeepRelations>("KeepRelations") { _ in }

    private static let givenNames = ["Aroha", "Wiremu", "Mere", "Hemi", "Anahera", "Rangi", "Moana", "Tama", "Ngaire"]
    private static let familyNames = ["Ngata", "Parata", "Walker", "Singh", "Tūhoe", "Harris", "Chen", "Faleolo"]
    private static let matters = ["Winter service", "Pump replacement", "New shed", "Price list", "Late delivery"]

    /// The sellers among whom the accounts are divided.
    static func seller(_ number: Int) -> Actor {
        Actor(id: "seller\(number % Visitors.sellers)", name: "Seller \(number % Visitors.sellers)", roles: [.system])
    }

    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        for (number, account) in accounts {
            let seller = Self.seller(number)
            try keepPeople(number, account, in: tx, by: seller)
            try keepTalks(number, account, in: tx, by: seller)
            if number % 5 == 0 { try keepDeal(number, account, in: tx, by: seller) }
            if number % 8 == 0 { try keepQuote(number, account, in: tx, by: seller) }
            guard number % 20 == 0 else { continue }
            var supportCase = SupportCase()
            supportCase.account = account
            supportCase.subject = "\(Self.matters[number / 20 % 5]) \(number)"
            _ = try OpenCase(supportCase).execute(in: tx, by: seller)
        }
        return NoAnswer()
    }

    private func keepPeople(
        _ number: Int, _ account: ID<Account>, in tx: Transaction, by seller: Actor
    ) throws(Refusal) {
        var contact = Contact()
        contact.givenName = Self.givenNames[number % 9]
        contact.familyName = Self.familyNames[number / 9 % 8]
        contact.email = "person\(number)@example.co.nz"
        contact.country = "NZ"
        _ = try CreateContact(contact, at: account, role: "Purchasing").execute(in: tx, by: seller)
    }

    private func keepTalks(
        _ number: Int, _ account: ID<Account>, in tx: Transaction, by seller: Actor
    ) throws(Refusal) {
        for turn in 0..<2 {
            var call = Activity()
            call.account = account
            call.kind = turn == 0 ? .call : .visit
            call.subject = Self.matters[(number + turn) % 5]
            call.startsAt = tx.now.adding(seconds: -(number % 300 + turn * 40) * 86_400)
            _ = try LogActivity(call, outcome: "They think about it.").execute(in: tx, by: seller)
        }
        if number % 3 == 0 {
            var next = Activity()
            next.account = account
            next.subject = "Follow up: \(Self.matters[number % 5])"
            next.dueOn = tx.today.adding(days: number % 60 - 10)
            _ = try ScheduleActivity(next).execute(in: tx, by: seller)
        }
        guard number % 4 == 0 else { return }
        var note = Note()
        note.account = account
        note.body = "Prefers deliveries before ten."
        _ = try AddNote(note).execute(in: tx, by: seller)
    }

    private func keepDeal(
        _ number: Int, _ account: ID<Account>, in tx: Transaction, by seller: Actor
    ) throws(Refusal) {
        var deal = Opportunity()
        deal.account = account
        deal.name = "\(Self.matters[number / 5 % 5]) \(number)"
        deal.amount = Money(minorUnits: Int64(1_000 + number % 90_000) * 100, currency: .nzd)
        deal.closeDate = tx.today.adding(days: number % 200)
        _ = try CreateOpportunity(deal).execute(in: tx, by: seller)
    }

    private func keepQuote(
        _ number: Int, _ account: ID<Account>, in tx: Transaction, by seller: Actor
    ) throws(Refusal) {
        guard !products.isEmpty else { return }
        let lines = (0..<3).map { line in
            QuoteLineInput(
                product: products[(number + line * 7) % products.count], quantity: Quantity(1 + line, .each))
        }
        let quote = try CreateQuote(account: account, lines: lines).execute(in: tx, by: seller)
        if number % 16 == 0 { _ = try PresentQuote(quote).execute(in: tx, by: seller) }
    }
}
