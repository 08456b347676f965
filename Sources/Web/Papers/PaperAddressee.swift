import CRM
import ERP
import Kernel
import Platform

/// To whom a paper goes, and where it is noted that it went.
struct PaperAddressee: Sendable {
    /// The likeliest address, or empty.
    var address = ""
    var name = ""
    /// By which the account is found whose timeline tells of it.
    var customerNumber = ""
    var account: ID<Account>?
    var contact: ID<Contact>?
    var quote: ID<Quote>?

    static func ofQuote(_ id: String, _ reading: Reading) throws -> PaperAddressee {
        var addressee = PaperAddressee()
        guard let quote = try reading.find(ID<Quote>(id)) else { return addressee }
        addressee.quote = quote.id
        addressee.account = quote.account
        addressee.contact = quote.contact
        if let contact = quote.contact, let person = try reading.part({ try reading.find(contact) }) ?? nil {
            addressee.address = person.email
            addressee.name = [person.givenName, person.familyName].filter { !$0.isEmpty }.joined(separator: " ")
        }
        if addressee.address.isEmpty, let account = try reading.part({ try reading.find(quote.account) }) ?? nil {
            addressee.address = account.email
        }
        return addressee
    }

    static func ofCustomer(_ id: ID<Customer>?, _ reading: Reading) throws -> PaperAddressee {
        var addressee = PaperAddressee()
        guard let id, let customer = try reading.find(id) else { return addressee }
        addressee.customerNumber = customer.number
        addressee.address = customer.email.isEmpty ? customer.contactEmail : customer.email
        addressee.name = customer.email.isEmpty ? customer.contactName : ""
        return addressee
    }

    /// The account in the CRM, whoever asks: it only tells where to note it.
    func accountKnown(to crm: CommandBus) throws -> ID<Account>? {
        if let account { return account }
        guard !customerNumber.isEmpty else { return nil }
        return try crm.store.read { session in
            try session.all(Select<Account>().where(\.customerNumber, .equal, customerNumber).limit(1)).first?.id
        }
    }
}
