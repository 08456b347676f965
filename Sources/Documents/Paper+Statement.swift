import ERP
import HTMLText
import Kernel
import Platform

extension Paper {
    /// What a customer owes on a day: every open document with its age, and the sum by age.
    public static func statement(_ id: ID<Customer>, on day: CalendarDate, in reading: Reading) throws -> Paper? {
        guard let customer = try reading.find(id) else { return nil }
        let head = try Letterhead(in: reading)
        let open = try reading.all(
            Select<ReceivableItem>().where(\.customer, .equal, id).where(\.state, .equal, .open).ordered(by: \.date))
        var paper = Paper(title: "Statement", number: customer.number)
        paper.issuer = head.party
        paper.recipient = party(customer, from: head.country)
        paper.facts = [Fact("As at", Formatted.date(day))]
        paper.columns = [
            Column("Document"), Column("Date"), Column("Due"), Column("Amount", isNumber: true),
            Column("Open", isNumber: true), Column("Days late", isNumber: true),
        ]
        var sums = StatementSums()
        for item in open where item.date <= day {
            let late = item.kind == .invoice ? max(0, item.dueDate.days(until: day)) : 0
            sums.add(item.open, daysLate: late)
            paper.lines.append(
                Line(cells: [
                    "\(names[item.kind] ?? "") \(item.number)", Formatted.date(item.date),
                    item.kind == .invoice ? Formatted.date(item.dueDate) : "",
                    Formatted.money(item.original, in: head.currency), Formatted.money(item.open, in: head.currency),
                    late > 0 ? String(late) : "",
                ]))
        }
        paper.totals = sums.facts(head)
        return paper
    }

    private static let names: [ReceivableKind: String] = [
        .invoice: "Invoice", .creditMemo: "Credit note", .payment: "Payment",
    ]
}

/// Open amounts by currency: not yet late, late, and all.
private struct StatementSums {
    private var current: [Currency: Money] = [:]
    private var late: [Currency: Money] = [:]

    mutating func add(_ amount: Money, daysLate: Int) {
        if daysLate > 0 {
            late[amount.currency, default: .zero(amount.currency)] += amount
        } else {
            current[amount.currency, default: .zero(amount.currency)] += amount
        }
    }

    func facts(_ head: Letterhead) -> [Paper.Fact] {
        let currencies = Set(current.keys).union(late.keys).union([head.currency]).sorted()
        return currencies.flatMap { currency in
            let soon = current[currency] ?? .zero(currency)
            let overdue = late[currency] ?? .zero(currency)
            return [
                Paper.Fact("Not yet due", Formatted.money(soon, in: head.currency)),
                Paper.Fact("Overdue", Formatted.money(overdue, in: head.currency)),
                Paper.Fact("Total owing", Formatted.money(soon + overdue, in: head.currency)),
            ]
        }
    }
}
