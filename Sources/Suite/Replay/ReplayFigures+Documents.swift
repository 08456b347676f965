import CRM
import ERP
import Kernel
import Platform

/// An invoice as one of the books has it, by the source order's reference.
private struct Booked {
    var net: Int64 = 0
    var tax: Int64 = 0
    var freight: Int64 = 0
    var rounding: Int64 = 0
    var total: Int64 = 0
}

/// Every document against the file's order that it came from.
extension OrderReplay {
    func compare(_ figures: inout ReplayFigures, _ currency: Currency) throws {
        let invoice = "SELECT customer_reference, net, tax, freight, rounding, total FROM "
        let erp = try booked(suite.erp, invoice + "invoice")
        let crm = try booked(suite.crm, invoice + "customer_invoice")
        let ledger = try booked(
            suite.erp,
            """
            SELECT i.customer_reference, 0, 0, 0, 0, SUM(l.amount) FROM invoice i
            JOIN journal_line l ON l.entry = i.entry WHERE l.account = '\(AccountRole.receivable.code)'
            GROUP BY i.id, i.customer_reference
            """)
        func sum(_ books: [String: Booked]) -> Money {
            Money(minorUnits: books.values.reduce(0) { $0 + $1.total }, currency: currency)
        }
        figures.erpTotalDue = sum(erp)
        figures.crmTotalDue = sum(crm)
        figures.ledgerTotalDue = sum(ledger)
        figures.sourceTotalDue = source.total
        for order in source.orders {
            let expected = try Self.expected(order, currency)
            guard let booked = erp[order.reference], let mirrored = crm[order.reference] else {
                figures.lost += 1
                figures.unexplainedCents += expected.total
                continue
            }
            figures.rounding.add(booked, order, currency)
            figures.unexplainedCents += booked.distance(from: expected) + mirrored.distance(from: booked)
            figures.unexplainedCents += abs((ledger[order.reference]?.total ?? 0) - booked.total)
        }
        // What belongs to no order of the file cannot be explained by it.
        let known = Set(source.orders.map(\.reference))
        for (reference, booked) in erp where !known.contains(reference) {
            figures.unexplainedCents += abs(booked.total)
        }
    }

    /// One row a reference; what has the same reference is added up, so that a duplicate shows.
    private func booked(_ bus: CommandBus, _ sql: String) throws -> [String: Booked] {
        var result: [String: Booked] = [:]
        let kinds: [FieldKind] = [.text, .integer, .integer, .integer, .integer, .integer]
        for row in try bus.store.read({ try $0.rows(sql, [], as: kinds) }) {
            let amounts = row.dropFirst().map { value -> Int64 in
                if case .integer(let number) = value { number } else { 0 }
            }
            var booked = result[row[0].text] ?? Booked()
            booked.net += amounts[0]
            booked.tax += amounts[1]
            booked.freight += amounts[2]
            booked.rounding += amounts[3]
            booked.total += amounts[4]
            result[row[0].text] = booked
        }
        return result
    }

    /// The rounding rule, worked out from the file alone: lines, tax, freight and total each half up to the cent, and a
    /// rounding line for what is between them.
    private static func expected(_ order: SourceOrder, _ currency: Currency) throws(ValueError) -> Booked {
        var expected = Booked()
        for line in order.lines {
            expected.net += try Money(line.exactNet, currency, rounding: .halfUp).minorUnits
        }
        expected.tax = try Money(order.tax, currency, rounding: .halfUp).minorUnits
        expected.freight = try Money(order.freight, currency, rounding: .halfUp).minorUnits
        expected.total = try Money(order.total, currency, rounding: .halfUp).minorUnits
        expected.rounding = expected.total - expected.net - expected.tax - expected.freight
        return expected
    }
}

extension Booked {
    fileprivate func distance(from other: Booked) -> Int64 {
        abs(net - other.net) + abs(tax - other.tax) + abs(freight - other.freight) + abs(rounding - other.rounding)
            + abs(total - other.total)
    }
}

extension ReplayFigures.RoundingParts {
    /// The parts of one document; they add up to its total less the file's.
    fileprivate mutating func add(_ booked: Booked, _ order: SourceOrder, _ currency: Currency) {
        func amount(_ minorUnits: Int64) -> FixedDecimal { Money(minorUnits: minorUnits, currency: currency).amount }
        lines = lines + amount(booked.net) - order.exactNet
        tax = tax + amount(booked.tax) - order.tax
        freight = freight + amount(booked.freight) - order.freight
        invoices = invoices + amount(booked.rounding)
        file = file + order.exactNet + order.tax + order.freight - order.total
    }
}
