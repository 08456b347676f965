/// An *expected* no: the business says why, where, what is allowed, and who can put it right.
/// It carries all reasons, not the first. Anything unexpected is not a Refusal.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public let reasons: [Reason]

    /// `reasons` must not be empty.
    public init(_ reasons: [Reason]) {
        precondition(!reasons.isEmpty, "a refusal without a reason helps nobody")
        self.reasons = reasons
    }

    public init(
        _ code: RefusalCode, _ message: String, document: String? = nil, line: Int? = nil, field: String? = nil,
        allowed: String? = nil, fixedBy: String? = nil, waitsFor: String? = nil
    ) {
        reasons = [
            Reason(
                code, message, document: document, line: line, field: field, allowed: allowed, fixedBy: fixedBy,
                waitsFor: waitsFor)
        ]
    }

    public var code: RefusalCode { reasons[0].code }
    public var description: String { reasons.map(\.description).joined(separator: "\n") }
}

/// One reason of a refusal, in business words.
public struct Reason: Hashable, Sendable, CustomStringConvertible {
    public let code: RefusalCode
    public let message: String
    /// "Quote Q-1001", "customers.csv": what a person would look for.
    public var document: String?
    /// The line of the document or file, from 1.
    public var line: Int?
    public var field: String?
    /// What would be accepted.
    public var allowed: String?
    /// The role that can put it right: "sales", "finance", "warehouse", "integration admin" …
    public var fixedBy: String?
    /// "Customer/01hx…": the record of the same system whose change would lift this reason. Whoever is told to wait
    /// may try again when it changes; a reason without it needs a person's correction.
    public var waitsFor: String?

    public init(
        _ code: RefusalCode, _ message: String, document: String? = nil, line: Int? = nil, field: String? = nil,
        allowed: String? = nil, fixedBy: String? = nil, waitsFor: String? = nil
    ) {
        self.code = code
        self.message = message
        self.document = document
        self.line = line
        self.field = field
        self.allowed = allowed
        self.fixedBy = fixedBy
        self.waitsFor = waitsFor
    }

    public var description: String {
        var text = document ?? ""
        if let line { text += (text.isEmpty ? "" : ", ") + "line \(line)" }
        if let field { text += (text.isEmpty ? "" : ", ") + field }
        text += (text.isEmpty ? "" : ": ") + message
        if let allowed, !allowed.isEmpty { text += " (allowed: \(allowed))" }
        if let fixedBy { text += " — \(fixedBy) can fix this" }
        return text
    }
}

/// The catalogue of refusals: modules add their own as static members. Each is provoked by a test.
public struct RefusalCode: Hashable, Sendable, CustomStringConvertible {
    public let raw: String
    public init(_ raw: String) { self.raw = raw }
    public var description: String { raw }

    public static let invalidValue = RefusalCode("invalidValue")
    public static let unknownField = RefusalCode("unknownField")
    public static let requiredField = RefusalCode("requiredField")
    public static let textTooLong = RefusalCode("textTooLong")
    public static let notFound = RefusalCode("notFound")
    public static let wrongState = RefusalCode("wrongState")
    public static let notPermitted = RefusalCode("notPermitted")
    public static let duplicate = RefusalCode("duplicate")
    public static let stillReferenced = RefusalCode("stillReferenced")
    public static let keyReused = RefusalCode("keyReused")
    public static let posted = RefusalCode("posted")
    /// Not a business reason: the store failed underneath; the transaction has already been undone.
    public static let storeFailed = RefusalCode("storeFailed")
}
