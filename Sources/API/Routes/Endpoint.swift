import Hummingbird
import Kernel
import Platform
import Serving

/// One address and method of the interface: what it takes, what it may answer, and what is done. Routes and the
/// OpenAPI document are both read from these, so neither can know what the other does not.
struct Endpoint: Sendable {
    let method: HTTPRequest.Method
    /// `crm/quotes/{id}/acceptance`
    let path: String
    /// The command's name, or `list Quote`.
    let name: String
    let summary: String
    var parameters: [Parameter] = []
    var body: Body?
    var answers: [Answer]
    let handle: @Sendable (APIRequest) async throws -> Response

    /// The system is the path's first part.
    var system: String { String(path.prefix { $0 != "/" }) }

    /// A parameter in the query or a header; the path's `{id}` needs none.
    struct Parameter: Sendable {
        enum Place: String { case query, header }
        let name: String
        let place: Place
        let text: String
        let schema: JSON
        var isRequired = false
        /// For an object in the query: `filter[city]=Nelson`.
        var isDeep = false
        /// Many endpoints have it: described once, under this name.
        var sharedAs: String?
    }

    struct Body: Sendable {
        let schema: JSON
        var types = ["application/json"]
        var isRequired = true
    }

    struct Answer: Sendable {
        let status: Int
        let text: String
        var schema: JSON?
        var type = "application/json"
        /// Header name → what it says.
        var headers: [String: String] = [:]
        /// Many endpoints have it: described once, under this name.
        var sharedAs: String?
    }
}

/// A request that has found its endpoint.
struct APIRequest: Sendable {
    let request: Request
    let company: Company
    let bus: CommandBus
    let actor: Actor
    /// The path's `{id}`; empty when it has none.
    let id: String
    /// Rings with every commit of the bus.
    let bell: ChangeBell

    var headers: HTTPFields { request.headers }

    /// The query's parameters; one that is not in `known` is refused, so that a misspelt filter does not return all.
    func query(_ isKnown: (String) -> Bool) throws(Problem) -> [(name: String, value: String)] {
        let pairs = EncodedPairs.read(request.uri.query ?? "")
        let unknown = pairs.filter { !isKnown($0.name) }
        guard unknown.isEmpty else {
            throw Problem(
                .badRequest, "There is no parameter '\(unknown[0].name)' here",
                errors: unknown.map {
                    ProblemReason(
                        Reason(.unknownField, "There is no parameter '\($0.name)' here"), parameter: $0.name)
                })
        }
        return pairs
    }
}
