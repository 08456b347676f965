import HTTPTypes
import Kernel

extension Refusal {
    /// The status that says what kind of no it is: who, what is not there, what stands against it, or what is wrong
    /// with the content.
    public var status: HTTPResponse.Status {
        let codes = Set(reasons.map(\.code))
        if codes.contains(.notPermitted) { return .forbidden }
        if !codes.isDisjoint(with: [.wrongState, .duplicate, .stillReferenced, .posted]) { return .conflict }
        return .unprocessableContent
    }
}
