import HTMLText
import Kernel

/// Which system owns what is shown: no figure stands without it.
public enum Source: String, Sendable, Hashable, CaseIterable {
    case crm, erp, bridge

    /// By the name of a module; nil for any other word.
    public init?(system: String) { self.init(rawValue: system) }

    public var name: String {
        switch self {
        case .crm: "CRM"
        case .erp: "ERP"
        case .bridge: "Bridge"
        }
    }

    /// The small coloured square, with its name for those who do not see it.
    public var mark: HTML {
        "<i class=\"src \(rawValue)\" aria-hidden=\"true\"></i><span class=\"visually-hidden\">\(name): </span>"
    }
}

/// What a word beside a colour says about a state.
public enum Tone: String, Sendable, Hashable {
    case plain, ok, warn, bad, crm, erp, bridge
}

/// An address within the suite and what stands for it.
public struct Link: Sendable, Hashable {
    public var title: String
    public var path: String

    public init(_ title: String, _ path: String) {
        self.title = title
        self.path = path
    }

    public var html: HTML { "<a href=\"\(path)\">\(title)</a>" }
}
