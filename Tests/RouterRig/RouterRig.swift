import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization

/// Asks a router without a network between. Hummingbird's own test client would bring a second TLS library into every
/// clean build.
public struct RouterRig<Responder: HTTPResponder>: Sendable
where Responder.Context: RequestContext, Responder.Context.Source == ApplicationRequestContextSource {
    private let responder: Responder

    public init(_ responder: Responder) { self.responder = responder }

    /// What came back, its body read to the end.
    public struct Answer: Sendable {
        public let status: HTTPResponse.Status
        public let headers: HTTPFields
        public let body: ByteBuffer
    }

    /// Sends one request. An error that no middleware turned into an answer is a 500, as a server would make of it.
    /// - Parameter hearing: is told each part of the answer as it is written, such as of a stream without end.
    public func execute(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: ByteBuffer? = nil,
        hearing: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Answer {
        var headers = headers
        if let body { headers[.contentLength] = String(body.readableBytes) }
        let request = Request(
            head: HTTPRequest(method: method, scheme: "http", authority: "localhost", path: uri, headerFields: headers),
            body: RequestBody(buffer: body ?? ByteBuffer()))
        var logger = Logger(label: "rig", factory: { _ in SwiftLogNoOpLogHandler() })
        logger[metadataKey: "hb.request.id"] = "rig"
        let context = Responder.Context(
            source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger))
        let response: Response
        do {
            response = try await responder.respond(to: request, context: context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        } catch {
            response = Response(status: .internalServerError)
        }
        let collector = Collector(hearing: hearing)
        try await response.body.write(collector)
        return Answer(status: response.status, headers: response.headers, body: collector.whole)
    }

    private final class Collector: ResponseBodyWriter, Sendable {
        private let collected = Mutex(ByteBuffer())
        private let hearing: @Sendable (String) -> Void
        init(hearing: @escaping @Sendable (String) -> Void) { self.hearing = hearing }
        var whole: ByteBuffer { collected.withLock { $0 } }

        func write(_ buffer: ByteBuffer) async throws {
            _ = collected.withLock { $0.writeImmutableBuffer(buffer) }
            hearing(String(buffer: buffer))
        }

        func finish(_ trailers: HTTPFields?) async throws {}
    }
}
