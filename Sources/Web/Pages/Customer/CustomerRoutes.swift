import CRM
import Kernel
import Platform

extension SiteMap {
    /// The customer's screen and what can be begun there.
    mutating func addCustomer() {
        page("crm/accounts/:id") { visit in try CustomerScreen.show(visit).page }
        action("crm/accounts/:id/log") { visit, form in
            try await CustomerScreen.react(.log, visit, form) { account in
                try await CustomerScreen.log(account, visit, form)
            }
        }
        action("crm/accounts/:id/notes") { visit, form in
            try await CustomerScreen.react(.note, visit, form) { account in
                var note = Note()
                note.account = account
                note.body = form["body"]
                try await visit.run(AddNote(note), in: .crm, key: form.key)
                return .go(to: "/crm/accounts/\(account)#timeline", saying: "The note was added.")
            }
        }
        action("crm/accounts/:id/cases") { visit, form in
            try await CustomerScreen.react(.case, visit, form) { account in
                var supportCase = SupportCase()
                supportCase.account = account
                supportCase.subject = form["subject"]
                supportCase.description = form["description"]
                supportCase.serial = form["serial"]
                supportCase.priority = CasePriority(rawValue: form["priority"]) ?? .normal
                supportCase.channel = "phone"
                supportCase.owner = visit.actor.id
                try await visit.run(OpenCase(supportCase), in: .crm, key: form.key)
                return .go(to: "/crm/accounts/\(account)#cases", saying: "The case was opened.")
            }
        }
        action("crm/accounts/:id/quotes") { visit, form in
            let account = ID<Account>(visit.parameter("id"))
            let quote = try await visit.run(CreateQuote(account: account, lines: []), in: .crm, key: form.key)
            return .go(to: "/crm/quotes/\(quote)")
        }
    }
}

/// How the customer's screen answers.
enum CustomerScreen {
    static func show(_ visit: Visit) throws -> CustomerPage {
        let kinds = Set(
            (visit.query("show") ?? "").split(separator: ",").compactMap { TimelineEntry.Kind(rawValue: String($0)) })
        let id = ID<Account>(visit.parameter("id"))
        let model = try visit.read(.crm) { try CustomerModel.load(id, kinds: kinds, visit.format, by: $0) }
        guard let model else { throw PageNotFound("This account") }
        return CustomerPage(model: model, visit: visit, kinds: kinds)
    }

    /// Does it, or shows the screen again with the reasons and what was typed.
    static func react(
        _ deed: CustomerPage.Deed, _ visit: Visit, _ form: Form, _ body: (ID<Account>) async throws -> Reaction
    ) async throws -> Reaction {
        do {
            return try await body(ID(visit.parameter("id")))
        } catch let refusal as Refusal {
            var page = try show(visit)
            page.refused = (deed, form, refusal)
            return .again(page.page)
        }
    }

    static func log(_ account: ID<Account>, _ visit: Visit, _ form: Form) async throws -> Reaction {
        var activity = Activity()
        activity.account = account
        activity.kind = ActivityKind(rawValue: form["kind"]) ?? .call
        activity.contact = form["contact"].isEmpty ? nil : ID(form["contact"])
        activity.subject = form["subject"]
        let next = form["nextOn"].isEmpty ? nil : try FormReading.date(form, "nextOn", as: "dueOn")
        try await visit.run(LogActivity(activity, outcome: form["outcome"]), in: .crm, key: form.key)
        guard let next else { return .go(to: "/crm/accounts/\(account)#timeline", saying: "It was logged.") }
        activity.subject = "Follow up: \(form["subject"])"
        activity.dueOn = next
        try await visit.run(ScheduleActivity(activity), in: .crm, key: form.key.map { $0 + "-next" })
        return .go(to: "/crm/accounts/\(account)#planned", saying: "It was logged, and the next step is planned.")
    }
}
