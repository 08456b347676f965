import HTTPTypes
import Hummingbird
import Kernel
import Serving

extension APIRequest {
    /// The body's bytes; 413 as soon as there are more than `most`, 415 unless it says that it is one of `types`.
    func bytes(_ most: Int = APILimits.largestBody, types: [String] = ["application/json"]) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > most { throw tooLarge(most) }
        var bytes: [UInt8] = []
        do {
            for try await part in request.body {
                guard bytes.count + part.readableBytes <= most else { throw tooLarge(most) }
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch let problem as Problem {
            throw problem
        } catch let error as HTTPError {
            throw error
        } catch {
            // Whoever sent it hung up: nothing of ours went wrong.
            throw Problem(.badRequest, "The body ended before it was whole")
        }
        let type = mediaType
        guard types.contains(type) || (type.isEmpty && bytes.isEmpty) else {
            throw Problem(
                .unsupportedMediaType, "The body is '\(type)'",
                errors: [
                    ProblemReason(
                        Reason(
                            .invalidValue, "'\(type)' is not read here", field: "Content-Type",
                            allowed: types.joined(separator: ", ")), parameter: "Content-Type")
                ], headers: [.accept: types.joined(separator: ", ")])
        }
        return bytes
    }

    /// `application/json`, without its parameters.
    var mediaType: String {
        let type = headers[.contentType] ?? ""
        return type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    }

    /// The body as one JSON object; an absent body is an empty object.
    func object() async throws -> JSON {
        let bytes = try await bytes()
        if bytes.isEmpty { return .object([]) }
        let json = try Self.json(bytes, most: APILimits.largestBody)
        guard json.members != nil else {
            throw Problem(
                .unprocessableContent, "The body is not a JSON object",
                errors: [
                    ProblemReason(Reason(.invalidValue, "not an object", allowed: "{…}"), pointer: "")
                ])
        }
        return json
    }

    static func json(_ bytes: [UInt8], most: Int) throws(Problem) -> JSON {
        do {
            return try JSON(parsing: bytes, maximumBytes: most)
        } catch {
            throw Problem(
                .badRequest, error.description,
                errors: [ProblemReason(Reason(.invalidValue, error.description, allowed: "JSON as in RFC 8259"))])
        }
    }

    private func tooLarge(_ most: Int) -> Problem {
        Problem(
            .contentTooLarge, "The body is larger than \(most) bytes",
            errors: [ProblemReason(Reason(.invalidValue, "the body is too large", allowed: "at most \(most) bytes"))],
            headers: [.connection: "close"])
    }

    /// The key under which a repetition is recognised; nil when none was given.
    func idempotencyKey() throws(Problem) -> String? {
        guard let key = headers[.idempotencyKey] else { return nil }
        let isPrintable = key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isPrintable, (1...APILimits.longestKey).contains(key.count) else {
            throw Problem(
                .badRequest, "This is no idempotency key",
                errors: [
                    ProblemReason(
                        Reason(
                            .invalidValue, "not an idempotency key", field: "Idempotency-Key",
                            allowed: "1 to \(APILimits.longestKey) printable ASCII characters without spaces"),
                        parameter: "Idempotency-Key")
                ])
        }
        return key
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
}
