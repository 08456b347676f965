/// A request of ours to somebody else's server.
public struct OutboundRequest: Sendable {
    public var method: String
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What came back: at most `OutboundLimits.largestAnswer` bytes of it.
public struct OutboundAnswer: Sendable {
    public let status: Int
    public let body: [UInt8]
    /// The address that answered.
    public let address: String
}

/// Why nothing, or nothing usable, came back.
public enum OutboundError: Error, Hashable, Sendable, CustomStringConvertible {
    case badAddress(String)
    /// The name leads to a place inside: this machine, a private network, a cloud's metadata.
    case forbiddenAddress(String)
    case unknownHost(String)
    case tooLarge
    case timedOut
    case failed(String)

    public var description: String {
        switch self {
        case .badAddress(let text): "'\(text)' is not an http or https address"
        case .forbiddenAddress(let text): "\(text) is not a public address; nothing is sent there"
        case .unknownHost(let host): "the name '\(host)' cannot be resolved"
        case .tooLarge: "the answer is larger than \(OutboundLimits.largestAnswer) bytes"
        case .timedOut: "no answer within \(OutboundLimits.longestSeconds) seconds"
        case .failed(let message): message
        }
    }
}

/// Where our requests may go.
public struct OutboundPolicy: Sendable {
    /// For tests against a server of their own on this machine, and nothing else.
    public var allowsLoopback: Bool
    /// Hosts that whoever runs the program has named himself, wherever they are: a sign-in server of the house.
    public var trustedHosts: Set<String>

    public init(allowsLoopback: Bool = false, trustedHosts: Set<String> = []) {
        self.allowsLoopback = allowsLoopback
        self.trustedHosts = trustedHosts
    }

    /// Public addresses only.
    public static let publicOnly = OutboundPolicy()
}
