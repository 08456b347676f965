import Hummingbird
import Kernel
import Platform
import Serving

/// The endpoints that read one kind of object: a page of them, and one with its lines.
enum ReadingEndpoints {
    static func all(of object: any BusinessObject.Type, in module: Module) -> [Endpoint] {
        let name = object.objectName
        let path = "\(module.name)/\(Names.plural(name))"
        let schema = Schemas.reference("\(module.name).\(name)")
        return [
            Endpoint(
                method: .get, path: path, name: "list \(name)", summary: "A page of \(Names.plural(name))",
                parameters: PageQuery.parameters(of: object.descriptor),
                answers: [
                    Endpoint.Answer(status: 200, text: "A page.", schema: page(of: schema))
                ] + Problems.of([400, 401, 403, 429, 503]),
                handle: { try page(of: name, $0) }),
            Endpoint(
                method: .get, path: path + "/{id}", name: "read \(name)", summary: "One of the \(Names.plural(name))",
                parameters: [.ifNoneMatch],
                answers: [
                    Endpoint.Answer(
                        status: 200, text: "The record as you may see it.", schema: schema,
                        headers: ["ETag": "Its version."]),
                    Endpoint.Answer(status: 304, text: "You have it already.", headers: ["ETag": "Its version."]),
                ] + Problems.of([400, 401, 403, 404, 429, 503]),
                handle: { try one(of: name, $0) }),
        ]
    }

    private static func page(of schema: JSON) -> JSON {
        .object([
            ("type", .string("object")),
            (
                "properties",
                .object([
                    ("items", .object([("type", .string("array")), ("items", schema)])),
                    ("next", .object([("type", .string("string"))])),
                    ("hasMore", .object([("type", .string("boolean"))])),
                ])
            ),
            ("required", .array([.string("items"), .string("hasMore")])), ("additionalProperties", .bool(false)),
        ])
    }

    private static func one(of object: String, _ request: APIRequest) throws -> Response {
        _ = try request.query { _ in false }
        guard let found = try RecordReader(request).find(object, id: request.id) else {
            throw Problem(
                .notFound, "There is no \(object) with the id '\(request.id)'",
                errors: [
                    ProblemReason(
                        Reason(
                            .notFound, "There is no \(object) with the id '\(request.id)'", document: object,
                            field: "id", allowed: "the id of a record in your sight"))
                ])
        }
        let tag = VersionTag(of: found)
        var headers: HTTPFields = [.eTag: tag.text, .cacheControl: "private, no-cache"]
        if let known = request.headers[.ifNoneMatch], tag.matchesWeakly(known) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = "application/json"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: RecordReader.json(of: found))))
    }

    private static func page(of object: String, _ request: APIRequest) throws -> Response {
        let query = try PageQuery(request)
        let json: [UInt8]
        do {
            json = try RecordReader(request).page(of: object, query)
        } catch let refusal as Refusal {
            throw PageQuery.problem(refusal)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "private, no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
