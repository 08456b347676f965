import CRM
import Kernel
import Platform

/// Everything about one account on one screen, as the reader may see it: nil where his role reads no such thing.
/// A fixed number of indexed queries, each with a limit, on the CRM's own database.
struct CustomerModel: Sendable {
    let account: Visible<Account>
    let format: Format
    var people: [Person]?
    var deals: Deals?
    var quotes: [Visible<Quote>]?
    var orders: [OrderCard]?
    var invoices: Invoices?
    var units: Units?
    var cases: [Visible<SupportCase>]?
    var planned: [Visible<Activity>]?
    var timeline: [TimelineEntry] = []
    var nextSteps: [NextStep] = []

    /// A contact with the role that ties him to the account.
    struct Person: Sendable {
        let contact: Visible<Contact>
        let role: Visible<ContactRole>
    }

    struct Deals: Sendable {
        let open: [Visible<Opportunity>]
        let pipeline: [Money]?
        let count: Int
        /// Deals with no activity planned.
        var withoutNextStep: Set<ID<Opportunity>> = []
    }

    struct Invoices: Sendable {
        let open: [Visible<CustomerInvoice>]
        let overdue: [Visible<CustomerInvoice>]
        let overdueAmount: [Money]?
        let revenue: [Money]?
        let revenueBefore: [Money]?
    }

    struct Units: Sendable {
        let shown: [Visible<InstalledUnit>]
        let count: Int
        let covered: Int
        let nextEnd: CalendarDate?
    }

    var today: CalendarDate { format.today }

    /// Rows of one block; more are one click away.
    static let blockLimit = 8
    static let timelineLimit = RecentDocuments.limit

    /// nil when there is no such account or the reader may not see it.
    static func load(
        _ id: ID<Account>, kinds: Set<TimelineEntry.Kind> = [], _ format: Format, by reading: Reading
    ) throws -> CustomerModel? {
        guard let account = try reading.find(id) else { return nil }
        var model = CustomerModel(account: account, format: format)
        let today = format.today
        model.people = try reading.part { try people(of: id, on: today, by: reading) }
        model.planned = try reading.part {
            try reading.all(
                Select<Activity>().where(\.account, .equal, id).where(\.state, .equal, .planned).ordered(by: \.dueOn)
                    .limit(blockLimit * 2))
        }
        model.deals = try reading.part { try deals(of: id, planned: model.planned ?? [], by: reading) }
        let documents = try RecentDocuments(of: id, by: reading)
        model.quotes = try documents.currentQuotes(limit: blockLimit, by: reading)
        model.orders = try reading.part { try OrderCard.open(of: documents, format, by: reading) }
        model.invoices = try reading.part { try invoices(of: documents, on: today, by: reading) }
        model.units = try reading.part { try units(of: id, on: today, by: reading) }
        model.cases = documents.cases.map { Array($0.newest.prefix(blockLimit)) }
        model.timeline = try TimelineEntry.load(
            of: documents, kinds: kinds, limit: timelineLimit, format, by: reading)
        model.nextSteps = NextStep.all(for: model)
        return model
    }

    private static func people(
        of id: ID<Account>, on today: CalendarDate, by reading: Reading
    ) throws -> [Person] {
        let roles = try reading.all(Select<ContactRole>().where(\.account, .equal, id).limit(50))
            .filter { role in role.endsOn.map { $0 >= today } ?? true }
        guard !roles.isEmpty else { return [] }
        let contacts = try reading.all(Select<Contact>().where(\.id, in: roles.map(\.contact)))
        let byID = Dictionary(uniqueKeysWithValues: contacts.map { ($0.id, $0) })
        let people = roles.compactMap { role in byID[role.contact].map { Person(contact: $0, role: role) } }
        return Array(people.sorted { $0.role.isPrimary && !$1.role.isPrimary }.prefix(blockLimit))
    }

    private static func deals(
        of id: ID<Account>, planned: [Visible<Activity>], by reading: Reading
    ) throws -> Deals {
        let select = Select<Opportunity>().where(\.account, .equal, id).where(\.state, .equal, .open)
        let open = try reading.all(select.ordered(by: \.closeDate).limit(blockLimit))
        let totals = try reading.totals(of: \.amount, by: \.state, select)
        let amounts = totals.compactMap(\.amount).filter { !$0.isZero }
        let next = Set(planned.compactMap { $0[\.opportunity] ?? nil })
        return Deals(
            open: open, pipeline: totals.contains { $0.amount == nil } ? nil : amounts,
            count: totals.reduce(0) { $0 + $1.count },
            withoutNextStep: Set(open.filter { $0.nextStep.isEmpty && !next.contains($0.id) }.map(\.id)))
    }

    private static func invoices(
        of documents: RecentDocuments, on today: CalendarDate, by reading: Reading
    ) throws -> Invoices {
        if let all = documents.invoices?.all { return Invoices(all, on: today) }
        let all = Select<CustomerInvoice>().where(\.account, .equal, documents.account)
        let unpaid = all.where(\.openBalance, .greater, Money.none)
        let open = try reading.all(unpaid.ordered(by: \.dueDate).limit(blockLimit))
        let yearAgo = today.adding(months: -12)
        return Invoices(
            open: open, overdue: open.filter { $0.dueDate < today },
            overdueAmount: try reading.total(of: \.openBalance, unpaid.where(\.dueDate, .less, today)),
            revenue: try reading.total(of: \.net, all.where(\.date, .greater, yearAgo)),
            revenueBefore: try reading.total(
                of: \.net,
                all.where(\.date, .greater, yearAgo.adding(months: -12)).where(\.date, .atMost, yearAgo)))
    }

    private static func units(
        of id: ID<Account>, on today: CalendarDate, by reading: Reading
    ) throws -> Units {
        // What came back to the shelf is the customer's no more.
        let all = Select<InstalledUnit>().where(\.account, .equal, id).where(\.status, .notEqual, "inStock")
        let covered = all.where(\.warrantyEnd, .atLeast, today).where(\.warrantyStart, .atMost, today)
        let shown = try reading.all(covered.ordered(by: \.warrantyEnd).limit(blockLimit))
        var others: [Visible<InstalledUnit>] = []
        if shown.count < blockLimit {
            let ended = all.where(\.warrantyEnd, .less, today).ordered(by: \.warrantyEnd, descending: true)
            others = try reading.all(ended.limit(blockLimit - shown.count))
            let without = all.where(\.warrantyEnd, .equal, nil).ordered(by: \.id, descending: true)
            others += try reading.all(without.limit(blockLimit - shown.count))
        }
        return Units(
            shown: Array((shown + others).prefix(blockLimit)), count: try reading.count(all),
            covered: try reading.count(covered),
            nextEnd: shown.first?.warrantyEnd)
    }
}

extension CustomerModel.Invoices {
    /// Of all invoices that there are.
    init(_ all: [Visible<CustomerInvoice>], on today: CalendarDate) {
        let unpaid = all.filter { $0.openBalance > .none }.sorted { ($0.dueDate, $0.id.raw) < ($1.dueDate, $1.id.raw) }
        let (yearAgo, twoYearsAgo) = (today.adding(months: -12), today.adding(months: -12).adding(months: -12))
        open = Array(unpaid.prefix(CustomerModel.blockLimit))
        overdue = open.filter { $0.dueDate < today }
        overdueAmount = unpaid.filter { $0.dueDate < today }.total(of: \.openBalance)
        revenue = all.filter { $0.date > yearAgo }.total(of: \.net)
        revenueBefore = all.filter { $0.date > twoYearsAgo && $0.date <= yearAgo }.total(of: \.net)
    }
}
