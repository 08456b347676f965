import CLibCurl
import Dispatch
import Kernel

/// Sends requests to the outside with libcurl: never to an address inside, never after a redirect, never for longer
/// than ten seconds, and never on a thread that others need.
public final class Outbound: Sendable {
    /// Requests under way at once; more wait.
    public static let mostUnderWay = 16

    private let policy: OutboundPolicy
    private let resolve: NetworkAddress.Resolver
    private let queue = DispatchQueue(label: "tandem.outbound", attributes: .concurrent)
    private let places = DispatchSemaphore(value: Outbound.mostUnderWay)

    public convenience init(policy: OutboundPolicy = .publicOnly) {
        self.init(policy: policy) { host throws(OutboundError) in try NetworkAddress.resolve(host) }
    }

    /// - Parameter resolve: tells the addresses of a name; asked once for each request.
    init(policy: OutboundPolicy, resolve: @escaping NetworkAddress.Resolver) {
        self.policy = policy
        self.resolve = resolve
        _ = Self.curlIsSetUp
    }

    private static let curlIsSetUp: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// The answer of whatever status. Throws `OutboundError`.
    public func send(_ request: OutboundRequest) async throws -> OutboundAnswer {
        let (policy, resolve) = (policy, resolve)
        return try await work { try Transfer.send(request, policy: policy, resolve: resolve) }
    }

    /// Hands a mail to a server. Throws `OutboundError`.
    public func send(_ mail: Mail, by server: MailServer) async throws {
        let message = try mail.message()
        try await work { try Transfer.send(mail, message, by: server) }
    }

    private func work<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<T, any Error>) in
            queue.async { [places] in
                places.wait()
                defer { places.signal() }
                done.resume(with: Result { try body() })
            }
        }
    }
}
