import CRM
import Kernel
import Platform
import Testing

@Suite("Contacts and leads")
struct ContactAndLeadTests {
    let world: CRMWorld
    init() throws { world = try CRMWorld() }

    private func aroha(at account: ID<Account>) throws -> ID<Contact> {
        var contact = Contact()
        contact.givenName = "Aroha"
        contact.familyName = "Ngāta"
        contact.mobile = "021 123 456"
        contact.email = "aroha@harbourmarine.co.nz"
        return try world.run(CreateContact(contact, at: account, role: "purchasing", isFinanceContact: true))
    }

    @Test("A person who leaves a company keeps the history and can begin elsewhere")
    func changesEmployer() throws {
        let harbour = try world.harbourMarine()
        let person = try aroha(at: harbour)
        #expect(try world.get(person).mobile == "+6421123456")
        #expect(try world.get(person).isFinanceContact)
        world.wait(days: 10)
        try world.run(EndContactRole(contact: person, account: harbour))
        #expect(try world.get(person).account == nil)
        #expect(try !world.get(person).isFinanceContact)
        var other = Account()
        other.name = "Kauri Yachts"
        let kauri = try world.run(CreateAccount(other))
        var role = ContactRole()
        role.contact = person
        role.account = kauri
        role.role = "owner"
        try world.run(AssignContactRole(role))
        #expect(try world.refusal(AssignContactRole(role)).code == .duplicate)
        #expect(try world.get(person).account == kauri)
        let roles = try world.all(Select<ContactRole>().where(\.contact, .equal, person).ordered(by: \.id))
        #expect(roles.map(\.endReason) == ["left company", ""])
        #expect(try world.refusal(EndContactRole(contact: person, account: harbour)).code == .notFound)
        var early = EndContactRole(contact: person, account: kauri)
        early.endsOn = world.today.adding(days: -30)
        #expect(try world.refusal(early).code == .invalidValue)
    }

    @Test("A contact needs a name, a plausible phone, and is not entered twice")
    func contactRules() throws {
        let harbour = try world.harbourMarine()
        var contact = Contact()
        contact.phone = "abc"
        let refusal = try world.refusal(CreateContact(contact, at: harbour))
        #expect(refusal.reasons.map(\.code) == [.requiredField, .invalidValue])
        let person = try aroha(at: harbour)
        contact.givenName = "AROHA"
        contact.familyName = "Ngata"
        contact.phone = ""
        #expect(try world.refusal(CreateContact(contact, at: harbour)).code == .duplicateContact)
        var update = UpdateContact(person)
        update.fields[\.jobTitle] = "Purchasing manager"
        try world.run(update)
        #expect(try world.get(person).email == "aroha@harbourmarine.co.nz")
    }

    private func lead() -> Lead {
        var lead = Lead()
        lead.company = "Harbour Marine Ltd"
        lead.givenName = "Wiremu"
        lead.familyName = "Paki"
        lead.email = "wiremu@harbourmarine.co.nz"
        lead.postcode = "0624"
        lead.source = "trade fair"
        return lead
    }

    @Test("A lead is entered once, qualified, and converted once into account, contact and opportunity")
    func convert() throws {
        let id = try world.run(CreateLead(lead()))
        #expect(try world.refusal(CreateLead(lead())).code == .duplicateLead)
        #expect(try world.refusal(CreateLead(Lead())).code == .requiredField)
        try world.run(QualifyLead(id, rating: .hot))
        let account = try world.run(ConvertLead(id, opportunityName: "Ten pumps"))
        let converted = try world.get(id)
        #expect(converted.state == .converted)
        let opportunity = try world.get(#require(converted.opportunity))
        #expect(opportunity.account == account)
        #expect(opportunity.source == "trade fair")
        #expect(opportunity.contact == converted.contact)
        let before = try world.count("audit")
        #expect(try world.run(ConvertLead(id, opportunityName: "Ten pumps")) == account)
        #expect(try world.count("audit") == before)
        #expect(try world.refusal(DisqualifyLead(id, reason: "no budget")).code == .wrongState)
    }

    @Test("A lead of a known company is attached to it, not doubled")
    func attach() throws {
        let harbour = try world.harbourMarine()
        let id = try world.run(CreateLead(lead()))
        let refusal = try world.refusal(ConvertLead(id))
        #expect(refusal.code == .duplicateAccount)
        #expect(refusal.reasons[0].allowed?.contains(harbour.raw) == true)
        #expect(try world.run(ConvertLead(id, attachTo: harbour)) == harbour)
        #expect(try world.count("account") == 1)
        #expect(try world.get(#require(world.get(id).contact)).account == harbour)
    }

    @Test("A disqualified lead says why and can be taken up again")
    func disqualify() throws {
        let id = try world.run(CreateLead(lead()))
        #expect(try world.refusal(DisqualifyLead(id, reason: "")).code == .requiredField)
        try world.run(DisqualifyLead(id, reason: "no budget"))
        #expect(try world.refusal(ConvertLead(id)).code == .wrongState)
        try world.run(QualifyLead(id))
        #expect(try world.get(id).disqualifiedBecause == "")
    }
}
