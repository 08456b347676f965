import CRM
import ERP
import Kernel
import Platform

/// What the people of a company ask its pages for: customers who have bought, lists in several orders, and what they
/// type when they look for something.
struct WebQuestions {
    typealias Question = WebLoadScript.Read
    let visitors: Visitors
    /// Tells one run of the benchmark from every other.
    let stamp: String
    /// Accounts with invoices, in no order; with the ERP's customer and the name.
    private let accounts: [(account: String, customer: String, name: String)]
    private let invoices: [(id: String, customer: String)]
    private let orders: [String]

    private static let sample = 4_000
    private static let customersOfRun = 300
    private static let listsOfRun = 240
    private static let searchesOfRun = 240

    init(_ trading: TradingCompany, visitors: Visitors) throws {
        self.visitors = visitors
        let suite = trading.company.suite
        stamp = suite.crm.world.newID()
        // Every n-th of those who have bought, so that no page is asked for twice in a run.
        accounts = try suite.crm.store.read { session in
            let buyers = try session.rows("SELECT DISTINCT account FROM customer_invoice", [], as: [.text])
            let step = max(1, buyers.count / Self.sample)
            return try stride(from: 0, to: buyers.count, by: step).prefix(Self.sample).map { place in
                let id = buyers[place * 7_919 % buyers.count][0].text
                let account = try session.find(ID<Account>(id))
                return (account: id, customer: account?.customerNumber ?? "", name: account?.name ?? "")
            }
        }
        (invoices, orders) = try suite.erp.store.read { session in
            (
                try session.rows(
                    "SELECT id, customer FROM invoice ORDER BY id DESC LIMIT 1000", [], as: [.text, .text]
                ).map { (id: $0[0].text, customer: $0[1].text) },
                try session.rows("SELECT id FROM sales_order ORDER BY id DESC LIMIT 1000", [], as: [.text])
                    .map { $0[0].text }
            )
        }
        guard !accounts.isEmpty, !invoices.isEmpty else { throw BenchmarkFailure("nobody has bought anything") }
    }

    private func pick<T>(_ list: [T], _ number: Int) -> T { list[number % list.count] }

    // MARK: One by one

    /// Another customer each time, and others in each run.
    func customers(run: Int) -> [Question] {
        (0..<min(Self.customersOfRun, accounts.count)).map { number in
            Question(
                visitor: pick(visitors.all, number),
                path: "/crm/accounts/\(pick(accounts, run * Self.customersOfRun + number).account)")
        }
    }

    func lists(run: Int) -> [Question] {
        (0..<Self.listsOfRun).map { number in
            let place = run * Self.listsOfRun + number
            let account = pick(accounts, place * 31).account
            let selling = [
                "/crm/accounts", "/crm/accounts?sort=name", "/crm/accounts?sort=-customerNumber", "/crm/contacts",
                "/crm/accounts?cols=name,city,creditStatus", "/crm/customer-invoices",
                "/crm/customer-invoices?account=\(account)&sort=-date", "/crm/customer-invoices?sort=number",
                "/crm/customer-invoices?sort=-date", "/crm/orders", "/crm/orders?account=\(account)",
                "/crm/opportunities", "/crm/opportunities?state=open", "/crm/quotes?state=presented",
                "/crm/quotes", "/crm/activities?account=\(account)", "/crm/support-cases",
            ]
            let paying = [
                "/erp/customers", "/erp/customers?sort=legalName", "/erp/customers?state=active", "/erp/sales-orders",
                "/erp/sales-orders?state=onHold", "/erp/sales-orders?sort=-date", "/erp/invoices",
                "/erp/invoices?sort=-date", "/erp/customer-payments", "/erp/receivable-items?state=open",
                "/erp/journal-entries", "/erp/shipments", "/erp/items",
            ]
            let isSelling = number % 2 == 0
            return Question(
                visitor: pick(isSelling ? visitors.sellers : visitors.finance, number / 2),
                path: isSelling ? pick(selling, number / 2) : pick(paying, number / 2))
        }
    }

    /// Names, parts of names, numbers, what everybody is called, and what is nowhere.
    func searches(run: Int) -> [Question] {
        (0..<Self.searchesOfRun).map { number in
            let place = run * Self.searchesOfRun + number
            let one = pick(accounts, place * 17)
            let words = one.name.split(separator: " ").map(String.init)
            let first = words.first ?? "Harbour"
            let texts = [
                first, String(first.prefix(4)), "\(first)+\(words.dropFirst().first ?? "Pumps")", one.customer,
                words.dropFirst().first ?? "Marine", "person\(place)", "INV-00\(place % 900 + 100)", "zzzq\(place)",
            ]
            let text = pick(texts, number)
            let path = pick(["/search?q=", "/palette.json?q=", "/crm/accounts?q="], number / texts.count)
            return Question(visitor: pick(visitors.all, number), path: path + text)
        }
    }

    /// The other screens, each as those see them whose work they are.
    var screens: [Question] {
        (0..<8).flatMap { number in
            ["/", "/crm/pipeline", "/bridge/approvals"].map {
                Question(visitor: pick(visitors.sellers, number), path: $0)
            }
                + ["/", "/erp/receivables", "/bridge/approvals", "/erp/ledger"].map {
                    Question(visitor: pick(visitors.finance, number), path: $0)
                }
        }
    }

    /// Each kind once or twice, of customers who are not asked for again in the first runs.
    var warming: [Question] {
        accounts.suffix(20).enumerated().map { number, one in
            Question(visitor: pick(visitors.all, number), path: "/crm/accounts/\(one.account)")
        } + lists(run: 90).prefix(60) + searches(run: 90).prefix(24)
    }

    // MARK: Many at once

    /// Of a hundred reads: forty customers, twenty lists, ten searches, ten documents, twenty of the interface.
    func load(stamp: String) -> String {
        let lists = lists(run: 50)
        let searches = searches(run: 50)
        let reads = (0..<Self.sample).map { number -> Question in
            switch number % 10 {
            case 0..<4:
                Question(visitor: pick(visitors.all, number), path: "/crm/accounts/\(pick(accounts, number).account)")
            case 4, 5: pick(lists, number)
            case 6: pick(searches, number)
            case 7: Question(visitor: pick(visitors.finance, number), path: document(number))
            case 8:
                Question(
                    visitor: pick(visitors.all, number), path: "/api/crm/accounts/\(pick(accounts, number).account)")
            default:
                Question(
                    visitor: pick(visitors.finance, number),
                    path: "/api/erp/invoices?filter%5Bcustomer%5D=\(pick(invoices, number).customer)&limit=20")
            }
        }
        return WebLoadScript(
            reads: reads, writers: visitors.sellers, accounts: accounts.prefix(1_000).map(\.account), stamp: stamp
        ).text
    }

    private func document(_ number: Int) -> String {
        number % 20 < 10 ? "/erp/invoices/\(pick(invoices, number).id)" : "/erp/sales-orders/\(pick(orders, number))"
    }
}
