import Kernel
import Platform

/// Turns a lead into an account, a contact and an opportunity, or attaches it to an existing account. Converting a
/// converted lead again gives the same account and writes nothing.
/// Refuses: notFound, wrongState, duplicateAccount (attach instead), invalidValue. Emits LeadConverted.
public struct ConvertLead: Command {
    public static let name = "lead.convert"
    public static let permission: Permission = "lead.convert"
    public static let emits: [any Event.Type] = [LeadConverted.self]
    public var lead = ID<Lead>.blank
    /// An existing account to attach to; none opens a new one.
    public var account: ID<Account>?
    /// Blank creates no opportunity.
    public var opportunityName = ""
    public var amount = Money.none
    public var duplicateReason = ""
    public init() {}
    public init(_ lead: ID<Lead>, attachTo account: ID<Account>? = nil, opportunityName: String = "") {
        self.lead = lead
        self.account = account
        self.opportunityName = opportunityName
    }

    public static let input = Schema<ConvertLead>("ConvertLead") { s in
        s.field("lead", \.lead, .required)
        s.field("account", \.account)
        s.field("opportunityName", \.opportunityName, .maxLength(200))
        s.field("amount", \.amount)
        s.field("duplicateReason", \.duplicateReason, .maxLength(300))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Account> {
        var lead = try tx.load(lead)
        if lead.state == .converted, let account = lead.account { return account }
        try Lead.transitions.check(lead.state, to: .converted, document: lead.title)
        let account = try openAccount(for: lead, in: tx)
        lead.account = account
        if !(lead.givenName + lead.familyName).isEmpty {
            lead.contact = try addContact(lead, at: account, in: tx, by: actor)
        }
        if !opportunityName.isEmpty {
            var opportunity = Opportunity()
            opportunity.name = opportunityName
            opportunity.account = account
            opportunity.contact = lead.contact
            opportunity.amount = amount
            opportunity.source = lead.source
            opportunity.campaign = lead.campaign
            opportunity.owner = lead.owner
            lead.opportunity = try CreateOpportunity(opportunity).execute(in: tx, by: actor)
        }
        lead.state = .converted
        lead.convertedAt = tx.now
        try tx.update(lead)
        tx.emit(LeadConverted(subject: lead.id))
        return account
    }

    private func openAccount(for lead: Lead, in tx: Transaction) throws(Refusal) -> ID<Account> {
        if let account { return try tx.load(account).id }
        var new = Account()
        new.isPerson = lead.company.isEmpty
        new.name = new.isPerson ? lead.givenName + " " + lead.familyName : lead.company
        new.email = lead.email
        new.phone = lead.phone
        new.city = lead.city
        new.postcode = lead.postcode
        new.country = lead.country
        new.owner = lead.owner
        new.duplicateReason = duplicateReason
        new = try new.checked()
        try new.refuseTwins(in: tx)
        return try tx.insert(new).id
    }

    /// The person may already be known at the account: then that contact is taken.
    private func addContact(
        _ lead: Lead, at account: ID<Account>, in tx: Transaction, by actor: Actor
    ) throws(Refusal) -> ID<Contact> {
        let match = foldedForMatching(lead.givenName + " " + lead.familyName)
        let known = Select<Contact>().where(\.account, .equal, account).where(\.matchName, .equal, match)
        if let contact = try tx.first(known) { return contact.id }
        var contact = Contact()
        contact.givenName = lead.givenName
        contact.familyName = lead.familyName
        contact.jobTitle = lead.jobTitle
        contact.email = lead.email
        contact.phone = lead.phone
        contact.country = lead.country
        contact.collectedFrom = lead.source
        var create = CreateContact(contact, at: account)
        create.duplicateReason = "converted from a lead"
        return try create.execute(in: tx, by: actor)
    }
}

/// A lead became business.
public struct LeadConverted: Event {
    public let subject: ID<Lead>
}
