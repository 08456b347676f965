import Bridge
import CRM
import ERP
import Kernel
import Platform

extension SiteMap {
    /// The inbox of decisions, and each decision.
    mutating func addApprovals() {
        navigate(NavigationEntry(.bridge, "Approvals", "/bridge/approvals", order: 10) { ApprovalsScreen.waiting($0) })
        page("bridge/approvals") { visit in ApprovalsPage(try ApprovalsScreen.load(visit), visit).page }
        decision("customers") { visit, form in
            let customer = ID<Customer>(visit.parameter("id"))
            guard form["decision"] == "yes" else {
                try await visit.run(RejectCustomer(customer: customer, reason: form["note"]), in: .erp, key: form.key)
                return "The customer was rejected; sales hears why."
            }
            let limit =
                form["creditLimit"].isEmpty
                ? Money.none : try FormReading.money(form, "creditLimit", visit.format.currency)
            try await visit.run(
                AcceptCustomer(
                    customer: customer, terms: ID(form["terms"]), creditLimit: limit,
                    priceList: form["priceList"].isEmpty ? nil : ID(form["priceList"]), note: form["note"]),
                in: .erp, key: form.key)
            return "The customer is active; waiting orders follow."
        }
        decision("orders") { visit, form in
            try await visit.run(
                ReleaseOrder(order: ID(visit.parameter("id")), note: form["note"]), in: .erp, key: form.key)
            return "The order was released."
        }
        decision("quotes") { visit, form in
            let quote = ID<Quote>(visit.parameter("id"))
            if form["decision"] == "yes" {
                try await visit.run(ApproveQuote(quote), in: .crm, key: form.key, why: form["note"])
                return "The quote was approved."
            }
            try await visit.run(RejectQuote(quote, reason: form["note"]), in: .crm, key: form.key)
            return "The quote went back to its seller."
        }
        decision("returns") { visit, form in
            let authorization = ID<ReturnAuthorization>(visit.parameter("id"))
            if form["decision"] == "yes" {
                try await visit.run(AuthoriseReturn(authorization, note: form["note"]), in: .erp, key: form.key)
                return "The return was authorised."
            }
            try await visit.run(RejectReturn(authorization, reason: form["note"]), in: .erp, key: form.key)
            return "The return was rejected; support hears why."
        }
        decision("crossings") { visit, form in
            let isGranted = form["decision"] == "yes"
            if !isGranted, form["note"].isEmpty {
                throw Refusal(
                    .requiredField, "A no needs its reason", field: "note", allowed: "what the other side should know")
            }
            try await visit.run(
                DecideApproval(approval: ID(visit.parameter("id")), isGranted: isGranted, note: form["note"]),
                in: .bridge, key: form.key)
            return isGranted ? "Granted: the bridge goes on." : "Declined: the reason goes home."
        }
    }

    /// Decides and comes back for the next; refused, the inbox shows why and keeps what was typed.
    private mutating func decision(
        _ queue: String, _ decide: @escaping @Sendable (Visit, Form) async throws -> String
    ) {
        action("bridge/approvals/\(queue)/:id") { visit, form in
            do {
                let said = try await decide(visit, form)
                return .go(to: "/bridge/approvals", saying: said)
            } catch let refusal as Refusal {
                var page = ApprovalsPage(try ApprovalsScreen.load(visit), visit)
                page.refused = ("/bridge/approvals/\(queue)/\(visit.parameter("id"))", form, refusal)
                return .again(page.page)
            }
        }
    }
}

/// How the inbox is loaded: from three systems, each read as the signed-in person.
enum ApprovalsScreen {
    /// What the reader may decide, counted by index alone: it stands in the rail of every page.
    static func waiting(_ visit: Visit) -> Int {
        var count = 0
        if visit.may("customer.accept", in: .erp) {
            let select = Select<Customer>().where(\.state, in: [.requested, .underReview])
            count += visit.site.waiting.count(.erp, visit) { try $0.count(select) }
        }
        if visit.may("quote.approve", in: .crm) {
            let select = Select<Quote>().where(\.state, .equal, .inApproval)
            count += visit.site.waiting.count(.crm, visit) { try $0.count(select) }
        }
        return count
    }

    static func load(_ visit: Visit) throws -> ApprovalsModel {
        var model = ApprovalsModel()
        try visit.read(.erp) { try model.loadERP($0) }
        try visit.read(.crm) { try model.loadCRM($0, visit.format) }
        try visit.read(.bridge) { try model.loadBridge($0, recipes: visit.company.suite.engine.recipes) }
        return model
    }
}
