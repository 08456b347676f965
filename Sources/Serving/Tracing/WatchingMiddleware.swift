import HTTPTypes
import Hummingbird
import Kernel
import Logging
import Platform

/// Outermost: gives each request the trace it belongs to, counts it, and tells the log of it. The log gets the route's
/// pattern, never the address as it was asked for: addresses may carry secrets.
public struct WatchingMiddleware: RouterMiddleware {
    public typealias Context = CompanyContext
    let world: World
    let measures: RequestMeasures
    let tellsLog: Bool
    private static let parent = HTTPField.Name("traceparent")
    private static let response = HTTPField.Name("traceresponse")

    public func handle(
        _ request: Request, context: CompanyContext,
        next: (Request, CompanyContext) async throws -> Response
    ) async throws -> Response {
        let asked = Self.parent.flatMap { request.headers[$0] }.flatMap { TraceContext(traceparent: $0) }
        let trace = asked?.next(world) ?? .fresh(world)
        var context = context
        context.logger[metadataKey: "trace"] = .string(trace.trace)
        let kind = RequestMeasures.kind(of: request.uri.path)
        let clock = ContinuousClock()
        let start = clock.now
        measures.begin()
        func end(_ status: HTTPResponse.Status) {
            let took = (clock.now - start).components
            let microseconds = took.seconds * 1_000_000 + took.attoseconds / 1_000_000_000_000
            measures.end(kind, status: status.code, microseconds: microseconds)
            guard tellsLog else { return }
            context.logger.info(
                "request",
                metadata: [
                    "method": .string(request.method.rawValue), "route": .string(context.endpointPath ?? kind),
                    "status": .stringConvertible(status.code), "microseconds": .stringConvertible(microseconds),
                ])
        }
        do {
            var response = try await TraceContext.$current.withValue(trace) { try await next(request, context) }
            end(response.status)
            if let name = Self.response { response.headers[name] = trace.traceparent }
            if response.headers[.contentType]?.hasPrefix("text/event-stream") == true {
                response.body = counted(response.body)
            }
            return response
        } catch {
            end((error as? any HTTPResponseError)?.status ?? .internalServerError)
            throw error
        }
    }

    /// A line that stays open, counted while it does.
    private func counted(_ body: ResponseBody) -> ResponseBody {
        let measures = measures
        return ResponseBody(contentLength: body.contentLength) { writer in
            measures.opened()
            defer { measures.closed() }
            try await body.write(writer)
        }
    }
}
