import Kernel
import Platform

/// Something worth remembering about a record. Notes are added, not rewritten.
public struct Note: BusinessObject {
    public var id = ID<Note>.blank
    public var version = 0
    public var body = ""
    public var account: ID<Account>?
    public var contact: ID<Contact>?
    public var lead: ID<Lead>?
    public var opportunity: ID<Opportunity>?
    public var quote: ID<Quote>?
    public var supportCase: ID<SupportCase>?
    public var author = ""
    public var writtenAt = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<Note>("Note") { s in
        s.field("body", \.body, .required, .maxLength(20_000))
        s.field("account", \.account, .indexed)
        s.field("contact", \.contact, .indexed)
        s.field("lead", \.lead, .indexed)
        s.field("opportunity", \.opportunity, .indexed)
        s.field("quote", \.quote, .indexed)
        s.field("supportCase", \.supportCase, .indexed)
        s.field("author", \.author, .assigned, .maxLength(100))
        s.field("writtenAt", \.writtenAt, .assigned)
        s.immutable()
    }
}
