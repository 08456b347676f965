/// What one request may cost.
enum APILimits {
    /// Bytes of a request's body; more is 413.
    static let largestBody = 1 << 20
    /// Bytes and rows of a bulk request.
    static let largestBulk = 16 << 20
    static let mostBulkRows = 1_000
    /// Records of one page.
    static let defaultPage = 50
    static let largestPage = 500
    /// Entries of one page of the changes feed.
    static let defaultChanges = 100
    static let mostChanges = 1_000
    /// Characters of an idempotency key.
    static let longestKey = 200
}
