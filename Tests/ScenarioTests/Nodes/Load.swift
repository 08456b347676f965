import Dispatch
import Foundation
import Synchronization
import Testing

/// People at work: each opens accounts and sells to the demo's customer until told to stop. Who gets no answer asks the
/// next node, with the same key.
final class Load: Sendable {
    /// What was acknowledged, and what was not.
    struct Account {
        /// The names of the accounts that were opened.
        var names: [String] = []
        /// The ids of the quotes that were accepted.
        var quotes: [String] = []
        /// Never answered: nobody knows.
        var unanswered = 0
        /// What the most patient one waited for one answer, all repetitions included. Seconds.
        var longest = 0.0
        /// Answered otherwise than by doing it.
        var wrong: [String] = []
    }

    private let account = Mutex(Account())
    private let isOver = Mutex(false)
    private let group = DispatchGroup()
    private let before: Picture

    /// - Parameter pause: between two deeds of one person, in seconds.
    init(_ people: Int, on nodes: TwoNodes, pause: Double = 0) throws {
        before = try Picture(of: nodes.company)
        let customer = try nodes.company.lines("crm", "SELECT account FROM quote WHERE number = 'Q-000001' LIMIT 1")
        let product = try nodes.company.lines("crm", "SELECT id FROM product WHERE code = 'SEAL-10'")
        let order =
            #"{"account":"\#(customer.first ?? "")","lines":[{"product":"\#(product.first ?? "")","quantity":"1 EA"}]}"#
        for person in 0..<people {
            DispatchQueue(label: "person \(person)").async(group: group) { [self] in
                while !isOver.withLock({ $0 }) {
                    open(TwoNodes.name(), person, nodes)
                    sell(order, person, nodes)
                    if pause > 0 { Thread.sleep(forTimeInterval: pause) }
                }
            }
        }
    }

    private func open(_ name: String, _ person: Int, _ nodes: TwoNodes) {
        let body = #"{"name":"\#(name)","type":"customer"}"#
        guard done("accounts", body, person, nodes) != nil else { return }
        account.withLock { $0.names.append(name) }
    }

    private func sell(_ order: String, _ person: Int, _ nodes: TwoNodes) {
        guard let quote = done("quotes", order, person, nodes)?.id,
            done("quotes/\(quote)/presentation", "{}", person, nodes) != nil,
            done("quotes/\(quote)/acceptance", #"{"acceptedBy":"Aroha Ngata"}"#, person, nodes) != nil
        else { return }
        account.withLock { $0.quotes.append(quote) }
    }

    private func done(_ path: String, _ body: String, _ person: Int, _ nodes: TwoNodes) -> Wire.Answer? {
        let begun = Date()
        let answer = nodes.insist(path, key: UUID().uuidString, body, first: person)
        let waited = Date().timeIntervalSince(begun)
        account.withLock { $0.longest = max($0.longest, waited) }
        if let answer, answer.status == 200 || answer.status == 201 { return answer }
        account.withLock { account in
            if let answer {
                account.wrong.append("\(path): \(answer.status) \(answer.body)")
            } else {
                account.unanswered += 1
            }
        }
        return nil
    }

    /// Tells them to stop, and waits until they have.
    @discardableResult
    func end() -> Account {
        isOver.withLock { $0 = true }
        group.wait()
        return account.withLock { $0 }
    }

    /// What was acknowledged is there once, in the CRM and in the ERP, and nothing else has come; all of it ties.
    func expectAllOnce(in company: ServedCompany) throws {
        let account = account.withLock { $0 }
        #expect(account.unanswered == 0)
        #expect(account.wrong.prefix(3) == [])
        let after = try Picture(of: company)
        #expect(Picture.difference(after.accounts, before.accounts + account.names) == [], "accounts")
        #expect(Picture.difference(after.customers, before.customers + account.names) == [], "customers")
        #expect(Picture.difference(Array(after.quotes.keys), before.quotes.keys + account.quotes) == [], "quotes")
        for id in account.quotes {
            guard let quote = after.quotes[id] else { continue }
            let orders = after.orders[quote.number] ?? 0
            #expect(quote.state == "ordered" ? orders == 1 : quote.state == "refused" && orders == 0, "\(quote)")
        }
        for database in ["crm", "erp", "bridge"] {
            for table in ["audit", "outbox"] {
                let gaps = "SELECT count(*) - coalesce(max(seq), 0) FROM \(table)"
                #expect(try company.count(database, gaps) == 0, "\(table) of \(database)")
            }
        }
        #expect(try company.count("bridge", "SELECT count(*) FROM delivery WHERE state = 'dead'") == 0)
        // Every claim's time is in the ledger: nobody had a key twice, or this would say so.
        let verify = try company.verify()
        #expect(verify.code == 0, "\(verify.output)\(verify.complaint)")
    }
}

/// What a company's databases hold of what people do here.
private struct Picture {
    let accounts: [String]
    let customers: [String]
    /// By id.
    let quotes: [String: (number: String, state: String)]
    /// How many there are of each quote, by its number.
    let orders: [String: Int]

    init(of company: ServedCompany) throws {
        accounts = try company.lines("crm", "SELECT name FROM account")
        customers = try company.lines("erp", "SELECT legal_name FROM customer")
        let rows = try company.lines("crm", "SELECT id, number, state FROM quote").map {
            $0.split(separator: "|").map(String.init)
        }
        quotes = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], ($0[1], $0[2])) })
        let sources = try company.lines("erp", "SELECT source_reference FROM sales_order")
        orders = Dictionary(sources.map { ($0, 1) }, uniquingKeysWith: +)
    }

    /// The first few that are in one list and not, or less often, in the other.
    static func difference(_ some: [String], _ others: [String]) -> [String] {
        var counts: [String: Int] = [:]
        for text in some { counts[text, default: 0] += 1 }
        for text in others { counts[text, default: 0] -= 1 }
        return counts.filter { $0.value != 0 }.prefix(5).map { "\($0.value) too many of \($0.key)" }
    }
}

extension TwoNodes {
    /// A name that is like no other: two that are alike would be taken for one.
    static func name() -> String {
        let letters = "abcdefghijklmnopqrstuvwxyz"
        return String((0..<18).map { _ in letters.randomElement() ?? "x" }).capitalized + " Ltd"
    }
}
