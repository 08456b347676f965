import Hummingbird
import Kernel
import Platform
import Serving

/// The record moved while somebody decided: his values and the present ones, side by side.
struct Conflict {
    let request: APIRequest
    let body: JSON
    let input: ObjectDescriptor

    func problem(of object: String?) throws -> Problem {
        guard let object else {
            return Problem(.preconditionFailed, "The record has changed meanwhile")
        }
        let present = try RecordReader(request).find(object, id: request.id)
        let tag = present.map { VersionTag(of: $0).text }
        var errors: [ProblemReason] = []
        for member in body.members ?? [] {
            guard let field = input.field(member.key), let yours = try? BodyReader.value(member.value, of: field),
                let current = present?[member.key], current != yours
            else { continue }
            var error = ProblemReason(
                Reason(
                    .changedMeanwhile, "'\(field.name)' is '\(current.text)' now; you send '\(yours.text)'",
                    document: object, field: field.name, allowed: "read the record again and decide anew"),
                pointer: "/\(field.name)")
            error.yours = yours
            error.current = current
            errors.append(error)
        }
        if errors.isEmpty {
            errors = [
                ProblemReason(
                    Reason(
                        .changedMeanwhile, "The record is no longer at the version that you read", document: object,
                        field: "If-Match", allowed: tag ?? "the ETag of an existing record"),
                    parameter: "If-Match")
            ]
        }
        var headers: HTTPFields = [:]
        headers[.eTag] = tag
        return Problem(
            .preconditionFailed, "\(object) has changed since you read it; nothing was done", errors: errors,
            headers: headers)
    }
}

extension RefusalCode {
    /// Somebody else changed the record between the reading and the writing.
    static let changedMeanwhile = RefusalCode("changedMeanwhile")
}
