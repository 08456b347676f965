/// Names one record of one kind of object: `ID<Quote>` cannot be passed where an `ID<Account>` is wanted.
/// The raw text is opaque; the built-in systems make it from `World.newID`, so it sorts by time of creation.
public struct ID<Object>: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let raw: String

    public init(_ raw: String) { self.raw = raw }

    /// What a blank `init()` of an object holds before it is given a real identity.
    public static var blank: Self { Self("") }
    public var isBlank: Bool { raw.isEmpty }
    public var description: String { raw }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.raw < rhs.raw }
}
