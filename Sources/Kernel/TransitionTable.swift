/// A document's life as data: which state may follow which.
///
///     static let transitions = TransitionTable<QuoteState>([.draft: [.inApproval, .presented], …])
public struct TransitionTable<State: Choice>: Sendable {
    public let next: [State: Set<State>]

    public init(_ next: [State: Set<State>]) { self.next = next }

    /// Refuses with `wrongState`, naming what is allowed from here.
    public func check(_ from: State, to: State, document: String) throws(Refusal) {
        guard next[from, default: []].contains(to) else {
            let sources = State.allCases.filter { next[$0, default: []].contains(to) }.map(\.rawValue)
            throw Refusal(
                .wrongState, "\(document) is \(from.rawValue) and cannot become \(to.rawValue)", document: document,
                field: "state", allowed: "only when \(sources.joined(separator: " or "))")
        }
    }
}
