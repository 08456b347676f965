import Foundation
import Hummingbird
import Kernel
import Platform
import Serving

extension CompanyRouter {
    /// Adds the REST interface under `/api`, and the OpenAPI document that describes it at `/api/openapi.json`.
    public func addAPI(of company: Company) {
        let desk = APIDesk(company)
        for method in APIDesk.methods {
            on("api/**", method: method) { request, context in try await desk.answer(request, context) }
        }
    }
}

/// Finds the endpoint of a request and lets it answer.
final class APIDesk: Sendable {
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
    private let company: Company
    private let table: APITable
    private let document: [UInt8]
    private let bells: [String: ChangeBell]

    init(_ company: Company) {
        self.company = company
        table = APITable(of: company)
        let buses = [company.crm, company.erp, company.bridge]
        bells = Dictionary(uniqueKeysWithValues: buses.map { ($0.module.name, ChangeBell(of: $0)) })
        document = OpenAPIDocument(of: table, modules: buses.map(\.module)).bytes
    }

    func answer(_ request: Request, _ context: CompanyContext) async throws -> Response {
        let parts = request.uri.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).map {
            String($0).removingPercentEncoding ?? String($0)
        }
        if parts == ["openapi.json"] { return try openAPI(request.method) }
        let actor: Actor
        do {
            actor = try context.requireActor()
        } catch {
            throw Problem(.unauthorized, "Say who you are: Authorization: Bearer <token>")
        }
        guard let (methods, id) = table.find(parts), let system = parts.first, let bus = company.bus(system),
            let bell = bells[system]
        else {
            throw Problem(.notFound, "There is nothing at \(request.uri.path)", errors: [nothing(at: parts)])
        }
        let method = request.method == .head ? .get : request.method
        guard let endpoint = methods[method] else {
            let allowed = methods.keys.map(\.rawValue).sorted().joined(separator: ", ")
            throw Problem(
                .methodNotAllowed, "\(request.method.rawValue) is not for \(request.uri.path); allowed: \(allowed)",
                headers: [.allow: allowed])
        }
        let response = try await endpoint.handle(
            APIRequest(request: request, company: company, bus: bus, actor: actor, id: id, bell: bell))
        guard request.method == .head else { return response }
        return Response(status: response.status, headers: response.headers)
    }

    private func openAPI(_ method: HTTPRequest.Method) throws(Problem) -> Response {
        guard method == .get || method == .head else {
            throw Problem(.methodNotAllowed, "The description can only be read", headers: [.allow: "GET"])
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"],
            body: method == .head ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
    }

    private func nothing(at parts: [String]) -> ProblemReason {
        let systems = [company.crm, company.erp, company.bridge].map(\.module.name)
        guard let system = parts.first, let bus = company.bus(system) else {
            return ProblemReason(
                Reason(
                    .notFound, "There is no system '\(parts.first ?? "")'", allowed: systems.joined(separator: ", ")))
        }
        let objects = bus.module.objects.map { Names.plural($0.objectName) }.sorted()
        return ProblemReason(
            Reason(.notFound, "\(system) has nothing at this address", allowed: objects.joined(separator: ", ")))
    }
}
