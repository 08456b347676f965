import Hummingbird
import Kernel
import Platform
import Serving

/// What a list is asked for: `filter[state]=draft&filter[total][atLeast]=100.00 NZD&sort=-number&fields=number,total`
/// `&limit=20&cursor=…`. Only the form is read here; `Reading` judges the names and values.
struct PageQuery {
    private(set) var filter: [FieldCondition] = []
    private(set) var sort = SortOrder.newestFirst
    private(set) var fields: [String]?
    private(set) var limit = APILimits.defaultPage
    private(set) var cursor: String?

    init(_ request: APIRequest) throws(Problem) {
        var reasons: [ProblemReason] = []
        let pairs = try request.query { name in
            ["sort", "fields", "limit", "cursor"].contains(name) || name.hasPrefix("filter[")
        }
        for (name, text) in pairs {
            do throws(ValueError) {
                try read(name, text)
            } catch {
                reasons.append(
                    ProblemReason(
                        Reason(.invalidValue, error.message, field: name, allowed: error.allowed), parameter: name))
            }
        }
        guard reasons.isEmpty else { throw Problem(.badRequest, reasons[0].reason.message, errors: reasons) }
    }

    private mutating func read(_ name: String, _ text: String) throws(ValueError) {
        switch name {
        case "limit":
            guard let number = Int(text), (1...APILimits.largestPage).contains(number) else {
                throw ValueError("'\(text)' is no limit", allowed: "1 to \(APILimits.largestPage)")
            }
            limit = number
        case "cursor": cursor = text
        case "sort":
            let isDescending = text.hasPrefix("-")
            sort = SortOrder(String(isDescending ? text.dropFirst() : text[...]), descending: isDescending)
        case "fields": fields = text.split(separator: ",").map(String.init)
        default: filter.append(try Self.condition(name, text))
        }
    }

    private static func condition(_ name: String, _ text: String) throws(ValueError) -> FieldCondition {
        let words = FieldCondition.Comparison.allCases.map(\.rawValue).joined(separator: "|")
        let parts = name.dropFirst("filter[".count).split(separator: "]", omittingEmptySubsequences: false)
        let hasWord = parts.count == 3 && parts[1].hasPrefix("[")
        let comparison = hasWord ? FieldCondition.Comparison(rawValue: String(parts[1].dropFirst())) : .equal
        guard name.hasSuffix("]"), parts.count == 2 || hasWord, let comparison else {
            throw ValueError("'\(name)' is no filter", allowed: "filter[field] or filter[field][\(words)]")
        }
        let values: [String] =
            switch comparison {
            case .isEmpty, .isFilled: []
            case .in: text.split(separator: ",").map(String.init)
            default: [text]
            }
        return FieldCondition(String(parts[0]), comparison, values: values)
    }

    /// A refusal of the reading as a problem: which parameter it is about.
    static func problem(_ refusal: Refusal) -> Problem {
        let errors = refusal.reasons.map { reason in
            switch reason.code {
            case .invalidCursor: ProblemReason(reason, parameter: "cursor")
            default: ProblemReason(reason, parameter: reason.field)
            }
        }
        return Problem(
            refusal.status == .forbidden ? .forbidden : .badRequest, refusal.reasons[0].message, errors: errors)
    }

    // MARK: What OpenAPI says of it

    static func parameters(of object: ObjectDescriptor) -> [Endpoint.Parameter] {
        let fields = object.fields.filter { !$0.rules.isSecret }
        let text: JSON = .object([("type", .string("string"))])
        let filters = fields.map { ($0.name, text) }
        let words = FieldCondition.Comparison.allCases.map(\.rawValue).joined(separator: "|")
        return [
            .limit, .cursor,
            Endpoint.Parameter(
                name: "sort", place: .query, text: "A field; descending with `-` before it. Newest first without.",
                schema: .object([
                    ("type", .string("string")),
                    ("enum", .array((["id"] + fields.map(\.name)).flatMap { [.string($0), .string("-" + $0)] })),
                ])),
            .fields,
            Endpoint.Parameter(
                name: "filter", place: .query,
                text: "`filter[field]=value` is equal; `filter[field][\(words)]` compares.",
                schema: .object([
                    ("type", .string("object")), ("properties", .object(filters)),
                    ("additionalProperties", .bool(false)),
                ]), isDeep: true),
        ]
    }
}
