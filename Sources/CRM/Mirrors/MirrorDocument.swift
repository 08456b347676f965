import Kernel
import Platform

/// A copy of what another system owns: readable here, written by the bridge alone, always saying whose it is and how
/// fresh. `asOf` is when the owner last changed or confirmed it.
public protocol MirrorDocument: BusinessObject {
    associatedtype Line: MirrorLine = NoMirrorLine
    /// "erp", or the name of the system it came from.
    var source: String { get set }
    /// Its identity over there.
    var sourceID: String { get set }
    var asOf: Instant { get set }
    /// The input of the command that writes it, composed once.
    static var mirrorInput: Schema<RecordMirror<Self>> { get }
    /// The field of a line that names its document; none for documents without lines.
    static var lineParent: LineParent { get }
}

extension MirrorDocument where Line == NoMirrorLine {
    public static var lineParent: LineParent { nil }
}

extension MirrorDocument {
    public typealias LineParent = (any WritableKeyPath<Line, ID<Self>> & Sendable)?

    public var freshness: Freshness { Freshness(source: source, asOf: asOf) }

    /// "CustomerOrder" → "mirror.customerOrder".
    static var mirrorName: String {
        "mirror." + objectName.prefix(1).lowercased() + objectName.dropFirst()
    }

    /// The fields of the document, and its lines.
    static func declareMirrorInput() -> Schema<RecordMirror<Self>> {
        Schema("Record" + objectName) { s in
            s.field("id", \.id)
            s.fields(of: Self.self, at: \.fields) { _ in true }
            if lineParent != nil { s.list("lines", \.lines, Line.schema, blank: { Line() }) }
        }
    }
}

/// A line of a mirrored document, known by its position.
public protocol MirrorLine: BusinessObject {
    var position: Int { get set }
}

/// For mirrored documents without lines; never stored.
public struct NoMirrorLine: MirrorLine {
    public var id = ID<NoMirrorLine>.blank
    public var version = 0
    public var position = 0
    public init() {}
    public static let schema = Schema<NoMirrorLine>("NoMirrorLine") { _ in }
}

/// Whose word a mirrored figure is, and of when.
public struct Freshness: Hashable, Sendable, CustomStringConvertible {
    public let source: String
    public let asOf: Instant

    public init(source: String, asOf: Instant) {
        self.source = source
        self.asOf = asOf
    }

    public var description: String { "as of \(asOf) from \(source)" }
}
