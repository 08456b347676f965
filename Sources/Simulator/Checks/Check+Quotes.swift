import Kernel
import Platform

extension Check {
    /// Each accepted quote has exactly one of: an order, a refusal with reasons, a named wait, a conflict, a dead
    /// letter.
    mutating func quotes() throws {
        let orders = try company.erp.read {
            try $0.rows(
                "SELECT source_reference, number FROM sales_order WHERE source_kind = 'quote'", [], as: [.text, .text])
        }
        var ordersByQuote: [String: [String]] = [:]
        for row in orders { ordersByQuote[row[0].text, default: []].append(row[1].text) }
        for (quote, numbers) in ordersByQuote.sorted(by: { $0.key < $1.key }) where numbers.count > 1 {
            tally.add(\.duplicated, "quote \(quote) became orders \(numbers.joined(separator: " and "))")
        }
        let quotes = try company.crm.read {
            try $0.rows(
                """
                SELECT id, number, state, order_number, refusal_reasons, waiting_for FROM quote
                WHERE accepted_at IS NOT NULL ORDER BY id
                """, [], as: [.text, .text, .text, .text, .text, .text])
        }
        if quotes.count < company.happened.acceptedQuotes {
            tally.add(
                \.lost, "\(company.happened.acceptedQuotes) acceptances were confirmed, \(quotes.count) are there")
        }
        for row in quotes {
            judge(
                id: row[0].text, number: row[1].text, state: row[2].text, orderNumber: row[3].text,
                reasons: row[4].text, waitingFor: row[5].text, orders: ordersByQuote[row[1].text] ?? [])
        }
    }

    private mutating func judge(
        id: String, number: String, state: String, orderNumber: String, reasons: String, waitingFor: String,
        orders: [String]
    ) {
        let ends = self.ends["quote-to-order/left/\(id)"] ?? []
        let hasSpecialEnd = ends.contains { ["dead", "conflict"].contains($0.state) }
        switch state {
        case "ordered":
            if orders.isEmpty { tally.add(\.lost, "quote \(number) says order \(orderNumber), which is not there") }
            if let order = orders.first, order != orderNumber {
                tally.add(\.different, "quote \(number) says order \(orderNumber), the ERP says \(order)")
            }
        case "refused":
            if let order = orders.first {
                tally.add(\.duplicated, "quote \(number) was refused and is order \(order)")
            } else if reasons.isEmpty || reasons == "[]" {
                tally.add(\.lost, "quote \(number) was refused without a reason")
            }
        case "accepted":
            if let order = orders.first {
                if !hasSpecialEnd { tally.add(\.lost, "order \(order) of quote \(number) never came home") }
            } else if ends.contains(where: { $0.kind == "carry" && ["approval", "parked"].contains($0.state) }) {
                if waitingFor.isEmpty { tally.add(\.stuck, "quote \(number) waits and does not say for what") }
            } else if !hasSpecialEnd {
                tally.add(\.lost, "quote \(number) is accepted, and nothing followed \(ends.map(\.state))")
            }
        default: break
        }
    }

    /// Deliveries at rest wait for something that is named, and for somebody or another record.
    mutating func waiting() throws {
        for (key, list) in ends.sorted(by: { $0.key < $1.key }) {
            for end in list {
                switch end.state {
                case "pending", "claimed", "retry": tally.add(\.stuck, "\(key) is \(end.state): \(end.reasons)")
                case "parked": if end.waitsFor.isEmpty { tally.add(\.stuck, "\(key) is parked for nothing") }
                case "approval": if end.role.isEmpty { tally.add(\.stuck, "\(key) waits for nobody") }
                case "dead": tally.add(\.stuck, "\(key) is dead: \(end.reasons)")
                default: break
                }
            }
        }
    }

    /// Each return that was asked for is one authorization, a visible no, or waits.
    mutating func returns() throws {
        let asked = try company.crm.read {
            try $0.rows(
                """
                SELECT id, number, return_progress, return_number, return_refusal_reasons FROM support_case
                WHERE return_progress <> 'none' ORDER BY id
                """, [], as: [.text, .text, .text, .text, .text])
        }
        let known = try company.erp.read {
            try $0.rows(
                "SELECT case_reference, number, state FROM return_authorization", [], as: [.text, .text, .text])
        }
        for row in asked {
            let (id, number, progress) = (row[0].text, row[1].text, row[2].text)
            let found = known.filter { $0[0].text == number }
            if found.count > 1 { tally.add(\.duplicated, "case \(number) has \(found.count) returns") }
            let ends = self.ends["case-return/left/\(id)"] ?? []
            if found.isEmpty, progress == "requested", !ends.contains(where: { $0.state != "refused" }) {
                tally.add(\.lost, "case \(number) asked for a return that nobody knows")
            }
            if found.isEmpty, progress == "rejected", row[4].text.isEmpty {
                tally.add(\.lost, "the return of case \(number) was refused without a reason")
            }
            if let one = found.first, row[3].text != one[1].text {
                tally.add(\.lost, "return \(one[1].text) of case \(number) never came home (\(progress))")
            }
        }
    }
}
