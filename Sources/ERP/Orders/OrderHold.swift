import Kernel

/// What an order waits for.
public enum HoldKind: String, Choice { case credit, price, manual }

/// A stop on an order: who placed it and why, who lifted it and why.
public struct OrderHold: BusinessObject {
    public var id = ID<OrderHold>.blank
    public var version = 0
    public var order = ID<SalesOrder>.blank
    public var kind = HoldKind.manual
    public var reason = ""
    public var placedAt = Instant(microseconds: 0)
    public var placedBy = ""
    public var releasedAt: Instant?
    public var releasedBy: String?
    public var releaseNote: String?
    public init() {}

    public static let schema = Schema<OrderHold>("OrderHold") { s in
        s.field("order", \.order, .required, .indexed)
        s.field("kind", \.kind)
        s.field("reason", \.reason, .required)
        s.field("placedAt", \.placedAt, .assigned)
        s.field("placedBy", \.placedBy, .assigned)
        s.field("releasedAt", \.releasedAt, .commandOnly, .indexed)
        s.field("releasedBy", \.releasedBy, .commandOnly)
        s.field("releaseNote", \.releaseNote, .commandOnly)
    }
}
