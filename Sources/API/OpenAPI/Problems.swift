import HTTPTypes

/// The statuses that are no success, in words, each with the problem schema.
enum Problems {
    static func of(_ statuses: [Int]) -> [Endpoint.Answer] {
        statuses.map { status in
            var answer = Endpoint.Answer(
                status: status, text: texts[status] ?? "", schema: Schemas.reference("Problem"),
                type: "application/problem+json", sharedAs: "Problem\(status)")
            if [429, 503].contains(status) { answer.headers = ["Retry-After": "Seconds to wait."] }
            return answer
        }
    }

    private static let texts: [Int: String] = [
        400: "Not understood: malformed JSON, an unknown parameter, a value that is none.",
        401: "Nobody is signed in.",
        403: "Signed in, and not permitted; the reason says who is.",
        404: "There is none, or it is not in your sight.",
        409: "Something stands against it: the state, a twin, a posted document.",
        412: "The record has changed since it was read; `errors` has both values of each field.",
        413: "The body is too large.",
        415: "The body is not of a type that is read here.",
        422: "Understood and refused, with all reasons.",
        428: "If-Match is needed.",
        429: "Too many requests; Retry-After says when.",
        503: "Too busy or stopping; nothing was done.",
    ]
}
