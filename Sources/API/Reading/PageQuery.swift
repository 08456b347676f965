import Hummingbird
import Kernel
import Platform
import Serving

/// What a list is asked for: `filter[state]=draft&filter[total][ge]=100.00 NZD&sort=-createdAt&fields=number,total`
/// `&limit=20&cursor=…`.
struct PageQuery {
    struct Filter {
        let field: FieldDescriptor
        let comparison: String
        let value: Value
    }

    /// Words for comparisons, and the SQL that each becomes.
    static let comparisons = ["eq", "ne", "lt", "le", "gt", "ge"]

    private(set) var filters: [Filter] = []
    private(set) var sort: (field: String, isDescending: Bool)?
    private(set) var fields: Set<String>?
    private(set) var limit = APILimits.defaultPage
    private(set) var cursor: String?

    init(_ request: APIRequest, of object: ObjectDescriptor) throws(Problem) {
        var reasons: [ProblemReason] = []
        let pairs = try request.query { name in
            ["sort", "fields", "limit", "cursor"].contains(name) || name.hasPrefix("filter[")
        }
        for (name, text) in pairs {
            do throws(ValueError) {
                try read(name, text, of: object)
            } catch {
                reasons.append(
                    ProblemReason(
                        Reason(.invalidValue, error.message, document: object.name, field: name, allowed: error.allowed),
                        parameter: name))
            }
        }
        guard reasons.isEmpty else { throw Problem(.badRequest, reasons[0].reason.message, errors: reasons) }
    }

    private mutating func read(_ name: String, _ text: String, of object: ObjectDescriptor) throws(ValueError) {
        let readable = object.fields.map(\.name)
        let known = readable.joined(separator: ", ")
        switch name {
        case "limit":
            guard let number = Int(text), (1...APILimits.largestPage).contains(number) else {
                throw ValueError("'\(text)' is no limit", allowed: "1 to \(APILimits.largestPage)")
            }
            limit = number
        case "cursor": cursor = text
        case "sort":
            let field = text.drop { $0 == "-" }
            guard field == "id" || readable.contains(String(field)), text.count - field.count < 2 else {
                throw ValueError("\(object.name) has no field '\(field)'", allowed: known)
            }
            sort = (String(field), text.hasPrefix("-"))
        case "fields":
            let names = Set(text.split(separator: ",").map(String.init))
            guard names.isSubset(of: readable) else {
                let unknown = names.subtracting(readable).sorted().joined(separator: ", ")
                throw ValueError("\(object.name) has no field '\(unknown)'", allowed: known)
            }
            fields = names
        default: filters.append(try Self.filter(name, text, of: object, allowed: known))
        }
    }

    private static func filter(
        _ name: String, _ text: String, of object: ObjectDescriptor, allowed: String
    ) throws(ValueError) -> Filter {
        let parts = name.dropFirst("filter[".count).split(separator: "]", omittingEmptySubsequences: false)
        let comparison = parts.count == 3 ? String(parts[1].dropFirst()) : "eq"
        guard name.hasSuffix("]"), (2...3).contains(parts.count), comparisons.contains(comparison) else {
            throw ValueError(
                "'\(name)' is no filter", allowed: "filter[field] or filter[field][\(comparisons.joined(separator: "|"))]")
        }
        guard let field = object.field(String(parts[0])) else {
            throw ValueError("\(object.name) has no field '\(parts[0])'", allowed: allowed)
        }
        let value: Value = text.isEmpty && field.isOptional ? .null : try Value(text: text, kind: field.kind)
        return Filter(field: field, comparison: comparison, value: value)
    }

    // MARK: What OpenAPI says of it

    static func parameters(of object: ObjectDescriptor) -> [Endpoint.Parameter] {
        let names = object.fields.map(\.name)
        let text: JSON = .object([("type", .string("string"))])
        var parameters = [
            Endpoint.Parameter(
                name: "limit", place: .query, text: "Records of the page.",
                schema: .object([
                    ("type", .string("integer")), ("minimum", .number("1")),
                    ("maximum", .number(String(APILimits.largestPage))),
                    ("default", .number(String(APILimits.defaultPage))),
                ])),
            Endpoint.Parameter(
                name: "cursor", place: .query, text: "`next` of the page before, with the same sort and filters.",
                schema: text),
            Endpoint.Parameter(
                name: "sort", place: .query, text: "A field; descending with `-` before it.",
                schema: .object([
                    ("type", .string("string")),
                    ("enum", .array((["id"] + names).flatMap { [.string($0), .string("-" + $0)] })),
                ])),
            Endpoint.Parameter(
                name: "fields", place: .query, text: "Only these fields, separated by commas.", schema: text),
        ]
        for field in object.fields {
            parameters.append(
                Endpoint.Parameter(
                    name: "filter[\(field.name)]", place: .query,
                    text: "Equal; `filter[\(field.name)][ne|lt|le|gt|ge]` compares.", schema: text))
        }
        return parameters
    }
}
