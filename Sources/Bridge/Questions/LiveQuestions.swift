import Kernel

/// Asks what is only true now. When the system that knows cannot answer, the last mirrored value stands with its age:
/// sales goes on selling, and the gate judges later.
public struct LiveQuestions: Sendable {
    let knows: any Connector
    let mirror: any Connector

    /// - Parameters:
    ///   - knows: the system that owns the answer, usually the ERP.
    ///   - mirror: the system that holds the last copies, usually the CRM.
    public init(knows: any Connector, mirror: any Connector) {
        self.knows = knows
        self.mirror = mirror
    }

    /// The live answer, or the mirrored one marked stale. Throws when neither can answer, naming both causes.
    public func ask(_ question: Question) async throws(ConnectorError) -> Answer {
        let cause: ConnectorError
        do throws(ConnectorError) {
            return try await knows.ask(question)
        } catch {
            cause = error
        }
        switch cause {
        case .configuration, .refused, .crashed: throw cause
        case .transient, .replyLost: break
        }
        do throws(ConnectorError) {
            let answer = try await mirror.ask(question)
            return Answer(fields: answer.fields, asOf: answer.asOf, source: answer.source, isStale: true)
        } catch .refused(let reasons) {
            throw .refused(reasons)
        } catch {
            throw .transient("\(cause); and no mirrored answer stands in: \(error)", retryAfterSeconds: nil)
        }
    }
}
