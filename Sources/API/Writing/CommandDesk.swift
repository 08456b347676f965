import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Serving

/// Runs one command from a request: rights, body, precondition, key; then its outcome as an answer.
struct CommandDesk {
    let command: any Command.Type
    let address: CommandAddress

    func answer(_ request: APIRequest) async throws -> Response {
        let key = try request.idempotencyKey()
        let body = try await request.object()
        do {
            return try await run(command, body, request, key: key)
        } catch var problem as Problem {
            // What was sent wrongly is put right by who sent it.
            let sender = request.actor.roles.first { $0 != .person }?.name ?? Role.integrationAdmin.name
            for index in problem.errors.indices where problem.errors[index].reason.fixedBy == nil {
                if Self.isOfContent(problem.errors[index].reason.code) {
                    problem.errors[index].reason.fixedBy = sender
                }
            }
            throw problem
        }
    }

    private static func isOfContent(_ code: RefusalCode) -> Bool {
        [.invalidValue, .requiredField, .duplicate, .textTooLong, .unknownField].contains(code)
    }

    private func run<C: Command>(_ type: C.Type, _ body: JSON, _ request: APIRequest, key: String?) async throws
        -> Response
    {
        let bus = request.bus
        guard bus.access.allows(request.actor, C.permission) else {
            // The bus refuses before it looks at the content, and says who may.
            return try await answer(CommandCall(C(), by: request.actor), type, body, request)
        }
        let subject = subject(of: request)
        if let subject { try expectSight(of: subject.object, request) }
        let expected = try subject.flatMap { subject throws in
            try Precondition(of: request, isRequired: isUpdate)?.expected(of: subject.object, id: request.id, in: bus)
        }
        let command = try Self.reading(type, from: body, subject: subject.map { ($0.field, request.id) })
        try Self.expectSight(of: command, request)
        let call = CommandCall(command, by: request.actor, key: key, expected: expected)
        return try await answer(call, type, body, request)
    }

    private func answer<C: Command>(
        _ call: CommandCall, _ type: C.Type, _ body: JSON, _ request: APIRequest
    ) async throws -> Response {
        switch await request.company.submit(call, to: request.bus) {
        case .done(let answer, let replayed, let sequence):
            return try done(answer, replayed: replayed, sequence: sequence, request)
        case .refused(let refusal):
            throw Self.problem(refusal, input: C.input.descriptor, subject: subject(of: request)?.object)
        case .moved:
            throw try Conflict(request: request, body: body, input: C.input.descriptor)
                .problem(of: subject(of: request)?.object)
        case .failed(let failure): throw failure
        }
    }

    /// What the body says as the command's value; all that its declaration forbids at once.
    static func reading<C: Command>(
        _ type: C.Type, from body: JSON, subject: (field: String, id: String)?
    ) throws(Problem) -> C {
        var input = C.input.descriptor
        if let subject { input.fields.removeAll { $0.name == subject.field } }
        var reader = BodyReader()
        var record = reader.record(body, as: input)
        if let subject { record.fields[subject.field] = .text(subject.id) }
        var command = C()
        var reasons = reader.reasons
        reasons += C.input.assign(record, to: &command).map { placed($0, in: input) }
        guard reasons.isEmpty else {
            let named = Set(reasons.compactMap(\.pointer))
            let more = C.input.problems(of: command).map { placed($0, in: input) }
            reasons += more.filter { $0.pointer.map { !named.contains($0) } ?? true }
            throw Problem(.unprocessableContent, reasons[0].reason.message, errors: reasons)
        }
        return command
    }

    private static func placed(_ reason: Reason, in input: ObjectDescriptor) -> ProblemReason {
        ProblemReason(reason, pointer: BodyReader.pointer(of: reason, in: input))
    }

    /// A refusal as a problem; what the path names and is not there is 404.
    static func problem(_ refusal: Refusal, input: ObjectDescriptor, subject: String?) -> Problem {
        let isMissing = refusal.code == .notFound && refusal.reasons[0].document == subject && subject != nil
        return Problem(
            isMissing ? .notFound : refusal.status, refusal.reasons[0].message,
            errors: refusal.reasons.map { placed($0, in: input) })
    }

    private func done(
        _ answer: String, replayed: Bool, sequence: Int64, _ request: APIRequest
    ) throws -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.field("answer", answer)
        json.key("replayed")
        json.bool(replayed)
        json.key("sequence")
        json.number(sequence)
        json.endObject()
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if replayed { headers[.idempotencyReplayed] = "true" }
        var status = HTTPResponse.Status.ok
        if case .create(let object) = address {
            status = .created
            headers[.location] = "/api/\(request.bus.module.name)/\(Names.plural(object))/\(answer)"
        }
        if let subject = subject(of: request) {
            headers[.eTag] = try RecordReader(request).tag(of: subject.object, id: request.id)
        }
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    /// What the actor cannot see he cannot change either, and cannot learn of by trying.
    private func expectSight(of object: String, _ request: APIRequest) throws {
        guard request.bus.access.scope(request.actor, reading: object) < .all else { return }
        guard try RecordReader(request).find(object, id: request.id) == nil else { return }
        throw Problem(
            .notFound, "There is no \(object) with the id '\(request.id)'",
            errors: [
                ProblemReason(
                    Reason(
                        .notFound, "There is no \(object) with the id '\(request.id)'", document: object, field: "id",
                        allowed: "the id of a record in your sight"))
            ])
    }

    /// The same of what the body names.
    static func expectSight<C: Command>(of command: C, _ request: APIRequest) throws {
        let input = C.input.descriptor
        let reasons = try request.company.outOfSight(
            C.input.record(of: command), as: input, by: request.actor, in: request.bus)
        guard reasons.isEmpty else {
            throw Problem(.unprocessableContent, reasons[0].message, errors: reasons.map { placed($0, in: input) })
        }
    }

    private var isUpdate: Bool { if case .update = address { true } else { false } }

    /// The record that the path names and the input's field for it. One that the actor may not see is not there.
    private func subject(of request: APIRequest) -> (object: String, field: String)? {
        switch address {
        case .create, .named: return nil
        case .update(let object, let field), .act(let object, let field, _): return (object, field)
        }
    }
}
