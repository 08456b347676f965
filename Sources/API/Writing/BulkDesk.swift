import Hummingbird
import Kernel
import Platform
import Serving

/// Many records at once: each row is its own command, done or refused alone. With `key`, a row whose value of that
/// unique field is known updates the record that has it, where there is a command to update by.
struct BulkDesk {
    let create: any Command.Type
    let object: String
    let update: (command: any Command.Type, field: String)?
    /// Fields that a row may be recognised by.
    let keys: [String]

    init(create: any Command.Type, object: String, in module: Module) {
        self.create = create
        self.object = object
        let updating = CommandAddress.all(of: module).first {
            if case .update(object, _) = $0.address { true } else { false }
        }
        update = updating.flatMap { found in found.address.field.map { (found.command, $0) } }
        let unique = module.object(object)?.descriptor.fields.filter(\.rules.isUnique).map(\.name) ?? []
        keys = update == nil ? [] : unique.filter { create.inputFields.field($0) != nil }
    }

    static let types = ["application/json", "application/x-ndjson"]

    func endpoint(in module: Module) -> Endpoint {
        let row = Schemas.input(create.inputFields)
        let list: JSON = .object([
            ("type", .string("array")), ("items", row), ("maxItems", .number(String(APILimits.mostBulkRows))),
        ])
        return Endpoint(
            method: .post, path: "\(module.name)/\(Names.plural(object))/bulk", name: "\(create.name) bulk",
            summary: "Many at once, each row done or refused alone",
            parameters: keys.isEmpty
                ? [.idempotencyKey]
                : [
                    .idempotencyKey,
                    Endpoint.Parameter(
                        name: "key", place: .query, text: "The unique field by which a known record is recognised.",
                        schema: .object([("type", .string("string")), ("enum", .array(keys.map(JSON.string)))])),
                ],
            body: Endpoint.Body(schema: list),
            answers: [
                Endpoint.Answer(
                    status: 200, text: "What became of each row.",
                    schema: .object([
                        ("type", .string("object")),
                        (
                            "properties",
                            .object([
                                ("rows", .object([("type", .string("array")), ("items", Schemas.reference("Row"))])),
                                ("done", .object([("type", .string("integer"))])),
                                ("refused", .object([("type", .string("integer"))])),
                            ])
                        ),
                        ("required", .array([.string("rows"), .string("done"), .string("refused")])),
                        ("additionalProperties", .bool(false)),
                    ]))
            ] + Problems.of([400, 401, 403, 413, 415, 422, 429, 503]),
            handle: { try await answer($0) })
    }

    private func answer(_ request: APIRequest) async throws -> Response {
        let key = try request.idempotencyKey()
        let query = try request.query { $0 == "key" && !keys.isEmpty }
        let field = query.first?.value
        if let field, !keys.contains(field) {
            throw Problem(
                .badRequest, "'\(field)' is no key of \(object)",
                errors: [
                    ProblemReason(
                        Reason(.invalidValue, "no key", field: "key", allowed: keys.joined(separator: ", ")),
                        parameter: "key")
                ])
        }
        let bytes = try await request.bytes(APILimits.largestBulk, types: Self.types)
        let rows = try Self.rows(bytes, type: request.mediaType)
        return try await run(create, rows, request, key: key, recognisedBy: field)
    }

    private func run<C: Command>(
        _ type: C.Type, _ rows: [Result<JSON, Problem>], _ request: APIRequest, key: String?,
        recognisedBy field: String?
    ) async throws -> Response {
        guard request.bus.access.allows(request.actor, C.permission) else {
            let call = CommandCall(C(), by: request.actor)
            if case .refused(let refusal) = await request.company.submit(call, to: request.bus) { throw refusal }
            throw Problem(.forbidden, "\(request.actor.name) may not \(C.name)")
        }
        // All rows are submitted at once, so that they share few durable commits.
        let known = try field.map { try Self.known(rows, by: $0, object: object, request) } ?? [:]
        var results: [RowResult?] = Array(repeating: nil, count: rows.count)
        try await withThrowingTaskGroup(of: (Int, RowResult).self) { group in
            for (index, row) in rows.enumerated() {
                group.addTask {
                    let key = key.map { "\($0)#\(index + 1)" }
                    do throws(Problem) {
                        let row = try row.get()
                        if let id = known[index], let update {
                            // Nothing is dropped in silence: what the update does not take is refused.
                            let rest = JSON.object((row.members ?? []).filter { $0.key != field })
                            let subject = (update.field, id)
                            do throws(Problem) {
                                return (index, try await Self.run(update.command, rest, subject, request, key))
                            } catch  where error.isKeyReused {
                                // The row that made the record, sent again: it gets its first answer.
                            }
                        }
                        return (index, try await Self.run(type, row, nil, request, key))
                    } catch {
                        return (index, RowResult(error))
                    }
                }
            }
            for try await (index, result) in group { results[index] = result }
        }
        return Self.response(results.compactMap(\.self))
    }

    private static func run<C: Command>(
        _ type: C.Type, _ row: JSON, _ subject: (field: String, id: String)?, _ request: APIRequest, _ key: String?
    ) async throws(Problem) -> RowResult {
        let command = try CommandDesk.reading(type, from: row, subject: subject)
        do {
            try CommandDesk.expectSight(of: command, request)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .retry(.serviceUnavailable, after: 1, "The company is busy; this row was not done")
        }
        let outcome = await request.company.submit(
            CommandCall(command, by: request.actor, key: key), to: request.bus)
        return try RowResult(outcome, input: C.input.descriptor, updated: subject?.id)
    }

    /// Row → the record that it means.
    private static func known(
        _ rows: [Result<JSON, Problem>], by field: String, object: String, _ request: APIRequest
    ) throws -> [Int: String] {
        try request.bus.read(as: request.actor) { reading in
            var known: [Int: String] = [:]
            for (index, row) in rows.enumerated() {
                guard let text = try? row.get()[field]?.scalarText else { continue }
                let page = try reading.records(of: object, filter: [FieldCondition(field, .equal, text)], limit: 1)
                known[index] = page.records.first?.id
            }
            return known
        }
    }

    /// One row's outcome.
    private struct RowResult {
        let status: Int
        var id: String?
        var errors: [ProblemReason] = []

        init(_ outcome: CommandOutcome, input: ObjectDescriptor, updated: String?) throws(Problem) {
            switch outcome {
            case .done(let answer, _, _):
                status = updated == nil ? 201 : 200
                id = updated ?? answer
            case .refused(let refusal):
                throw CommandDesk.problem(refusal, input: input, subject: nil)
            case .moved, .failed:
                throw .retry(.serviceUnavailable, after: 1, "The company is busy; this row was not done")
            }
        }

        init(_ problem: Problem) {
            status = problem.status.code
            errors = problem.errors
            if errors.isEmpty { errors = [ProblemReason(Reason(.storeFailed, problem.detail))] }
        }
    }

    /// An array, or a JSON text for each line; a line that cannot be read is a row that is refused.
    private static func rows(_ bytes: [UInt8], type: String) throws(Problem) -> [Result<JSON, Problem>] {
        let rows: [Result<JSON, Problem>]
        if type == "application/x-ndjson" {
            rows = bytes.split(separator: UInt8(ascii: "\n")).map { line in
                Result { () throws(Problem) in try APIRequest.json(Array(line), most: APILimits.largestBody) }
            }
        } else {
            guard let items = try APIRequest.json(bytes, most: APILimits.largestBulk).array else {
                throw Problem(
                    .unprocessableContent, "The body is not a list",
                    errors: [ProblemReason(Reason(.invalidValue, "not a list", allowed: "[…]"), pointer: "")])
            }
            rows = items.map { .success($0) }
        }
        guard rows.count <= APILimits.mostBulkRows else {
            throw Problem(
                .contentTooLarge, "\(rows.count) rows are too many",
                errors: [
                    ProblemReason(
                        Reason(.invalidValue, "too many rows", allowed: "at most \(APILimits.mostBulkRows) rows"))
                ])
        }
        return rows
    }

    private static func response(_ results: [RowResult]) -> Response {
        var json = JSONWriter(reservingBytes: results.count * 100 + 64)
        json.beginObject()
        json.key("rows")
        json.beginArray()
        for (index, result) in results.enumerated() {
            json.beginObject()
            json.field("row", index + 1)
            json.field("status", result.status)
            if let id = result.id { json.field("id", id) }
            if !result.errors.isEmpty {
                json.key("errors")
                json.beginArray()
                for error in result.errors { error.write(to: &json) }
                json.endArray()
            }
            json.endObject()
        }
        json.endArray()
        json.field("done", results.count { $0.errors.isEmpty })
        json.field("refused", results.count { !$0.errors.isEmpty })
        json.endObject()
        return Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}

extension Problem {
    /// The key is known with another command or body.
    fileprivate var isKeyReused: Bool { errors.contains { $0.reason.code == .keyReused } }
}
