import Kernel

/// Parameters that many endpoints have; OpenAPI describes each once.
extension Endpoint.Parameter {
    static let limit = Endpoint.Parameter(
        name: "limit", place: .query, text: "Records of the page.",
        schema: .object([
            ("type", .string("integer")), ("minimum", .number("1")),
            ("maximum", .number(String(APILimits.largestPage))), ("default", .number(String(APILimits.defaultPage))),
        ]), sharedAs: "limit")

    static let cursor = Endpoint.Parameter(
        name: "cursor", place: .query, text: "`next` of the page before, with the same sort and filters.",
        schema: .object([("type", .string("string"))]), sharedAs: "cursor")

    static let fields = Endpoint.Parameter(
        name: "fields", place: .query, text: "Only these fields, separated by commas.",
        schema: .object([("type", .string("string"))]), sharedAs: "fields")

    static let idempotencyKey = Endpoint.Parameter(
        name: "Idempotency-Key", place: .header,
        text: "A repetition with the same key and body gives the first answer again and does nothing twice; in bulk, "
            + "each row has it with its number behind.",
        schema: .object([
            ("type", .string("string")), ("minLength", .number("1")),
            ("maxLength", .number(String(APILimits.longestKey))), ("pattern", .string("^[!-~]+$")),
        ]), sharedAs: "idempotencyKey")

    static func ifMatch(isRequired: Bool) -> Endpoint.Parameter {
        Endpoint.Parameter(
            name: "If-Match", place: .header,
            text: "The ETag of the version that the change was decided on; * for any.",
            schema: .object([("type", .string("string")), ("minLength", .number("1"))]), isRequired: isRequired,
            sharedAs: isRequired ? "ifMatchRequired" : "ifMatch")
    }

    static let ifNoneMatch = Endpoint.Parameter(
        name: "If-None-Match", place: .header, text: "The ETag of what you already have.",
        schema: .object([("type", .string("string"))]), sharedAs: "ifNoneMatch")
}
