import Bridge
import Kernel
import Platform

extension Check {
    /// Everything the ERP posted has one mirror in the CRM and one link; every customer one account.
    mutating func records() throws {
        for mirror in Self.mirrors {
            let there = try company.erp.read { try $0.integer(mirror.original) }
            let here = try company.crm.read { try $0.integer("SELECT count(*) FROM \(mirror.copy)" + mirror.only) }
            let links = try company.bridge.read {
                try $0.integer("SELECT count(*) FROM link WHERE recipe = ?", [.text(mirror.recipe)])
            }
            if here < there || links < there {
                tally.add(\.lost, "\(mirror.recipe): \(there) in the ERP, \(here) in the CRM, \(links) linked")
            }
            // A unit that came back is nobody's any more, and its mirror stays.
            if mirror.recipe != "serial", here > there || links > there {
                tally.add(\.duplicated, "\(mirror.recipe): \(there) in the ERP, \(here) in the CRM, \(links) linked")
            }
        }
        try doubles(company.crm, "SELECT name, count(*) FROM account GROUP BY name HAVING count(*) > 1", "account")
        try doubles(
            company.erp, "SELECT legal_name, count(*) FROM customer GROUP BY legal_name HAVING count(*) > 1", "customer"
        )
        let findings = try company.bridge.read { try BridgeVerification().findings(in: $0) }
        for finding in findings { tally.add(\.duplicated, finding.description) }
        try accounts()
    }

    private mutating func doubles(_ store: any Store, _ sql: String, _ word: String) throws {
        for row in try store.read({ try $0.rows(sql, [], as: [.text, .integer]) }) {
            tally.add(\.duplicated, "\(row[1].text) × \(word) \(row[0].text)")
        }
    }

    /// An account that ought to be a customer is one, or says why not.
    private mutating func accounts() throws {
        let wanted = try company.crmText("SELECT id FROM account WHERE type = 'customer' OR has_accepted_quote = 1")
        let linked = Set(
            try company.bridge.read {
                try $0.rows("SELECT left_id FROM link WHERE recipe = 'customer'", [], as: [.text]).map { $0[0].text }
            })
        for id in wanted where !linked.contains(id) && ends["customer/left/\(id)"] == nil {
            tally.add(\.lost, "account \(id) never became a customer")
        }
    }

    private struct MirrorPair {
        let recipe: String
        let original: String
        let copy: String
        var only = ""
    }

    private static let mirrors = [
        MirrorPair(
            recipe: "item", original: "SELECT count(*) FROM item", copy: "product", only: " WHERE source = 'erp'"),
        MirrorPair(recipe: "price", original: "SELECT count(*) FROM price_list_line", copy: "price_book_entry"),
        MirrorPair(recipe: "order", original: "SELECT count(*) FROM sales_order", copy: "customer_order"),
        MirrorPair(recipe: "shipment", original: "SELECT count(*) FROM shipment", copy: "customer_shipment"),
        MirrorPair(recipe: "sales-history", original: "SELECT count(*) FROM invoice", copy: "customer_invoice"),
        MirrorPair(recipe: "credit-memo", original: "SELECT count(*) FROM credit_memo", copy: "customer_credit_memo"),
        MirrorPair(recipe: "payment", original: "SELECT count(*) FROM customer_payment", copy: "customer_payment"),
        MirrorPair(
            recipe: "serial", original: "SELECT count(*) FROM serial_unit WHERE customer IS NOT NULL",
            copy: "installed_unit"),
    ]

    /// Linked records hold what their recipes say. Without need only those that moved in this run are read.
    mutating func agreement(isThorough: Bool) async throws {
        let all = try company.bridge.read { try $0.all(Select<Link>().ordered(by: \.id)) }
        var chosen = all
        if !isThorough { chosen = all.filter { ["customer", "quote-to-order", "order"].contains($0.recipe) } }
        let conflicts = Set(
            try company.bridge.read {
                try $0.rows("SELECT recipe, left_id FROM conflict WHERE state = 'open'", [], as: [.text, .text])
            }.map { "\($0[0].text)/left/\($0[1].text)" })
        chosen = chosen.filter { link in
            let (left, right) = ("\(link.recipe)/left/\(link.leftID)", "\(link.recipe)/right/\(link.rightID)")
            return !conflicts.contains(left) && ends[left] == nil && ends[right] == nil
        }
        for difference in try await company.suite.engine.differences(of: chosen) {
            tally.add(\.different, difference.description)
        }
    }

    /// What was typed last on one side alone holds on both; a conflict needs two who typed.
    mutating func edits() throws {
        let edits = try company.edits()
        let conflicts = try company.bridge.read {
            try $0.rows("SELECT left_id, line, recipe FROM conflict", [], as: [.text, .text, .text])
        }
        for row in conflicts {
            let edit = edits["\(row[0].text)/\(row[1].text)"]
            if edit?.crm == nil || edit?.erp == nil {
                tally.add(\.different, "a conflict about \(row[2].text).\(row[1].text) that nobody caused")
            }
        }
        let disputed = Set(conflicts.map { "\($0[0].text)/\($0[1].text)" })
        for (key, edit) in edits.sorted(by: { $0.key < $1.key }) where !disputed.contains(key) {
            let parts = key.split(separator: "/").map(String.init)
            let field = parts[1]
            let held = try company.crmText("SELECT \(field) FROM account WHERE id = ?", [.text(parts[0])]).first ?? ""
            let typed = [edit.crm, edit.erp].compactMap { $0 }
            if !typed.contains(held) {
                tally.add(\.lost, "\(field) was typed as \(typed.joined(separator: " and ")), and is '\(held)'")
            }
        }
    }
}
