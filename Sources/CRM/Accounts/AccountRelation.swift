import Kernel
import Platform

/// How one account stands to another, read from left to right: "Marlin Boats refers Kauri Yachts".
public enum RelationKind: String, Choice {
    case branchOf, supplierOf, customerOf, competitorOf, partnerOf, refers, advises
}

/// A typed, directed and dated relation between two accounts.
public struct AccountRelation: BusinessObject {
    public var id = ID<AccountRelation>.blank
    public var version = 0
    public var account = ID<Account>.blank
    public var kind = RelationKind.partnerOf
    public var other = ID<Account>.blank
    public var startsOn: CalendarDate?
    public var endsOn: CalendarDate?
    public var note = ""
    public init() {}

    public static let schema = Schema<AccountRelation>("AccountRelation") { s in
        s.field("account", \.account, .required, .indexed)
        s.field("kind", \.kind)
        s.field("other", \.other, .required, .indexed)
        s.field("startsOn", \.startsOn)
        s.field("endsOn", \.endsOn)
        s.field("note", \.note, .maxLength(500))
    }
}
