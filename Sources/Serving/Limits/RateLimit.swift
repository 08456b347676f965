import Hummingbird
import Kernel
import Synchronization

/// How much one actor may ask for: a bucket that holds `burst` requests and is refilled `perSecond`.
public struct RateLimit: Sendable {
    public var perSecond: Int
    public var burst: Int

    public init(perSecond: Int, burst: Int) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// More than a person or a well-meaning program needs.
    public static let standard = RateLimit(perSecond: 100, burst: 400)
}

/// Counts by actor, or by nobody for all who have not signed in; 429 and when to come again once the bucket is empty.
public final class RateLimitMiddleware: RouterMiddleware, Sendable {
    public typealias Context = CompanyContext
    /// Buckets kept; a full one says nothing and is dropped first.
    static let mostBuckets = 10_000

    private let limit: RateLimit
    private let now: @Sendable () -> Instant
    private let buckets: Mutex<[String: Bucket]> = Mutex([:])

    /// What is left, in millionths of a request, and when that was so.
    private struct Bucket {
        var left: Int64
        var at: Instant
    }

    public init(_ limit: RateLimit = .standard, now: @escaping @Sendable () -> Instant) {
        self.limit = limit
        self.now = now
    }

    public func handle(
        _ request: Request, context: CompanyContext,
        next: (Request, CompanyContext) async throws -> Response
    ) async throws -> Response {
        if let seconds = take(context.actor?.id ?? "") {
            throw Problem.retry(
                .tooManyRequests, after: seconds,
                "More than \(limit.perSecond) requests a second; come again in \(seconds) s")
        }
        return try await next(request, context)
    }

    /// nil when there was one left; otherwise the seconds until there is.
    func take(_ name: String) -> Int? {
        let now = now()
        let full = Int64(limit.burst) * 1_000_000
        return buckets.withLock { buckets in
            if buckets.count >= Self.mostBuckets {
                buckets = buckets.filter { now.microseconds - $0.value.at.microseconds < 60_000_000 }
            }
            var bucket = buckets[name] ?? Bucket(left: full, at: now)
            let passed = min(max(0, now.microseconds - bucket.at.microseconds), 3_600_000_000)
            bucket.left = min(full, bucket.left + passed * Int64(limit.perSecond))
            bucket.at = now
            let isThere = bucket.left >= 1_000_000
            if isThere { bucket.left -= 1_000_000 }
            buckets[name] = bucket
            if isThere { return nil }
            let missing = 1_000_000 - bucket.left
            return max(1, Int((missing / Int64(limit.perSecond) + 999_999) / 1_000_000))
        }
    }
}
