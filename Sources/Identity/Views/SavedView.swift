import Kernel
import Platform

/// A list as one person likes to see it: its filters, order and columns under a name of his own.
public struct SavedView: BusinessObject {
    public var id = ID<SavedView>.blank
    public var version = 0
    public var owner = ""
    /// "/crm/quotes": the list's address.
    public var list = ""
    public var name = ""
    /// "sort=-total&state=draft": what stands behind the question mark.
    public var query = ""
    public init() {}

    public static let schema = Schema<SavedView>("SavedView") { s in
        s.field("owner", \.owner, .required, .indexed, .maxLength(120), .commandOnly)
        s.field("list", \.list, .required, .maxLength(120), .commandOnly)
        s.field("name", \.name, .required, .maxLength(60), .commandOnly)
        s.field("query", \.query, .maxLength(2_000), .commandOnly)
        s.unique("owner", "list", "name")
    }
}

/// The same, lent to the team: everybody in the owner's team has it among his tabs.
public struct TeamView: BusinessObject {
    public var id = ID<TeamView>.blank
    public var version = 0
    public var owner = ""
    public var list = ""
    public var name = ""
    public var query = ""
    public init() {}

    public static let schema = Schema<TeamView>("TeamView") { s in
        s.field("owner", \.owner, .required, .indexed, .maxLength(120), .commandOnly)
        s.field("list", \.list, .required, .maxLength(120), .commandOnly)
        s.field("name", \.name, .required, .maxLength(60), .commandOnly)
        s.field("query", \.query, .maxLength(2_000), .commandOnly)
        s.unique("owner", "list", "name")
    }
}

extension RefusalCode {
    /// A list's address is one of the suite's own, and what stands behind it is no address elsewhere.
    public static let strangeList = RefusalCode("strangeList")
}
