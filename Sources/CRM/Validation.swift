import Kernel

/// Gathers the reasons of one record, so that a person sees all of them at once.
struct Validation {
    let document: String
    var fixedBy = "sales"
    private(set) var reasons: [Reason] = []

    init(_ document: String, fixedBy: String = "sales") {
        self.document = document
        self.fixedBy = fixedBy
    }

    mutating func add(
        _ code: RefusalCode, _ message: String, line: Int? = nil, field: String? = nil, allowed: String? = nil,
        waitsFor: String? = nil
    ) {
        reasons.append(
            Reason(
                code, message, document: document, line: line, field: field, allowed: allowed, fixedBy: fixedBy,
                waitsFor: waitsFor))
    }

    mutating func add(_ more: [Reason]) { reasons += more }

    /// Brings a text to its checked form, or says why it has none. A blank stays blank.
    mutating func check(
        _ text: inout String, field: String, line: Int? = nil, by form: (String) throws(ValueError) -> String
    ) {
        guard !text.isEmpty else { return }
        do throws(ValueError) {
            text = try form(text)
        } catch {
            add(.invalidValue, error.message, line: line, field: field, allowed: error.allowed)
        }
    }

    func orRefuse() throws(Refusal) {
        if !reasons.isEmpty { throw Refusal(reasons) }
    }
}

/// The plain form of an e-mail address: no spaces around it, lower case, one @ with a domain.
func plainEmail(_ text: String) throws(ValueError) -> String {
    let plain = trimmed(text).lowercased()
    let parts = plain.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !plain.contains(" "),
        parts[1].first != ".", parts[1].last != "."
    else { throw ValueError("'\(text)' is not an e-mail address", allowed: "the form name@company.co.nz") }
    return plain
}

/// A text without spaces around it.
func trimmed(_ text: some StringProtocol) -> String {
    var rest = Substring(text)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
}
