import Bridge
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Serving

extension SiteMap {
    /// Lists, details, forms and history of every object, from what its schema declares.
    mutating func addGenericPages() {
        page("") { visit in try StartPage(visit).page() }
        for source in Source.allCases {
            let kinds = self.kinds[source] ?? []
            page("\(source.rawValue)/everything") { visit in EverythingPage(source, kinds, visit).page() }
            for kind in kinds {
                addPages(of: kind)
                // `/crm/orders/…` is where the screens show the copies of the ERP's orders.
                if kind.name == "CustomerOrder" { addPages(of: kind, at: "crm/orders") }
            }
            let reads: [any BusinessObject.Type] = source == .bridge ? [Delivery.self] : []
            navigate(NavigationEntry(source, "Everything", "/\(source.rawValue)/everything", reads: reads, order: 90))
        }
        addViews()
        addRail()
    }

    private mutating func addPages(of kind: ObjectKind, at other: String? = nil) {
        let path = other ?? String(kind.path.dropFirst())
        page(path) { visit in try ListPage(kind, visit).page() }
        resource(path + ".csv") { visit in try await ListExport(kind, visit).response() }
        resource(path + "/find") { visit in try Lookup(kind, visit).response() }
        resource(path + "/new") { visit in
            guard let maker = kind.makers.first else { throw PageNotFound("A form for this") }
            return Self.redirect(to: "\(kind.path)/do/\(maker.name)" + (visit.request.uri.query.map { "?" + $0 } ?? ""))
        }
        page(path + "/:id") { visit in try DetailPage(kind, visit).page() }
        resource(path + "/:id/export/:list") { visit in try ListExport(kind, visit).lines() }
        resource(path + "/:id/history.csv") { visit in try ListExport(kind, visit).history() }
        page(path + "/:id/history") { visit in try HistoryPage(kind, visit).page() }
        if kind.actions.contains(where: \.isEdit) {
            action(path + "/:id/edit/:field") { visit, form in
                guard let edit = InlineEdit(kind, visit) else { throw PageNotFound("A form for this") }
                return try await edit.take(form)
            }
        }
        for command in kind.makers { addForm(of: command, on: kind, at: "\(path)/do/\(command.name)") }
        for command in kind.actions { addForm(of: command, on: kind, at: "\(path)/:id/do/\(command.name)") }
    }

    private mutating func addForm(of command: CommandKind, on kind: ObjectKind, at path: String) {
        page(path) { visit in try CommandForm(command, on: kind, visit).page() }
        action(path) { visit, form in try await CommandForm(command, on: kind, visit).take(form) }
    }

    /// What most people look for; the rest stands under Everything.
    private mutating func addRail() {
        let entries: [(Source, [(title: String, object: String)])] = [
            (
                .crm,
                [
                    ("Accounts", "Account"), ("Contacts", "Contact"), ("Leads", "Lead"),
                    ("Opportunities", "Opportunity"), ("Quotes", "Quote"), ("Orders", "CustomerOrder"),
                    ("Cases", "SupportCase"),
                ]
            ),
            (
                .erp,
                [
                    ("Sales orders", "SalesOrder"), ("Shipments", "Shipment"), ("Returns", "ReturnAuthorization"),
                    ("Customers", "Customer"), ("Invoices", "Invoice"), ("Payments", "CustomerPayment"),
                    ("Items", "Item"), ("Journal", "JournalEntry"),
                ]
            ),
            (.bridge, [("People", "User")]),
        ]
        for (source, list) in entries {
            for (index, entry) in list.enumerated() {
                guard let type = company.bus(source.rawValue)?.module.object(entry.object) else { continue }
                let path = entry.object == "CustomerOrder" ? "/crm/orders" : RecordPath.list(source, entry.object)
                let may: [Permission] = entry.object == "User" ? ["user.update"] : []
                navigate(NavigationEntry(source, entry.title, path, reads: [type], may: may, order: 50 + index))
            }
        }
    }
}
