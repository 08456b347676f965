import Hummingbird
import Kernel
import Platform
import Serving

/// The changes feed: what happened, oldest first, as far as the reader may see it.
enum ChangesEndpoints {
    static func all(of system: String) -> [Endpoint] {
        let page: JSON = .object([
            ("type", .string("object")),
            (
                "properties",
                .object([
                    ("changes", .object([("type", .string("array")), ("items", Schemas.reference("Change"))])),
                    ("next", .object([("type", .string("integer"))])),
                    ("hasMore", .object([("type", .string("boolean"))])),
                ])
            ),
            ("required", .array([.string("changes"), .string("next"), .string("hasMore")])),
            ("additionalProperties", .bool(false)),
        ])
        return [
            Endpoint(
                method: .get, path: "\(system)/changes", name: "changes", summary: "What changed, oldest first",
                parameters: [after, limit, wait],
                answers: [Endpoint.Answer(status: 200, text: "A page of the feed.", schema: page)]
                    + Problems.of([400, 401, 403, 429, 503]),
                handle: { try await ChangesDesk($0).page() }),
            Endpoint(
                method: .get, path: "\(system)/changes/stream", name: "changes stream",
                summary: "What changes, as server-sent events until you leave",
                parameters: [
                    after,
                    Endpoint.Parameter(
                        name: "Last-Event-ID", place: .header, text: "Where to go on; browsers send it by themselves.",
                        schema: sequence),
                ],
                answers: [
                    Endpoint.Answer(
                        status: 200, text: "Events with `id`, `event` and a Change as `data`.",
                        schema: .object([("type", .string("string"))]), type: "text/event-stream")
                ] + Problems.of([400, 401, 403, 429, 503]),
                handle: { try await ChangesDesk($0).stream() }),
        ]
    }

    private static let sequence: JSON = .object([
        ("type", .string("integer")), ("format", .string("int64")), ("minimum", .number("0")),
    ])
    private static let after = Endpoint.Parameter(
        name: "after", place: .query, text: "The sequence of the last change that you know.", schema: sequence)
    private static let limit = Endpoint.Parameter(
        name: "limit", place: .query, text: "Changes of the page.",
        schema: .object([
            ("type", .string("integer")), ("minimum", .number("1")),
            ("maximum", .number(String(APILimits.mostChanges))),
            ("default", .number(String(APILimits.defaultChanges))),
        ]))
    private static let wait = Endpoint.Parameter(
        name: "wait", place: .query, text: "Seconds to wait for the first change when there is none yet.",
        schema: .object([("type", .string("integer")), ("minimum", .number("0")), ("maximum", .number("30"))]))
}
