import Bridge
import Kernel
import Platform
import Suite
import Synchronization

/// An open company as the surfaces see it: every write goes through `submit`, every read names who reads.
public final class Company: Sendable {
    public let suite: Suite
    /// Who is signed in.
    public let sessions: OpenSessions
    private let writers: [String: GroupCommit]
    private let onBridgeTurn: Mutex<[@Sendable () -> Void]> = Mutex([])

    public init(_ suite: Suite) {
        self.suite = suite
        sessions = OpenSessions(bus: suite.bridge)
        // An opened suite follows already; one in memory begins here, with the standard roles if it cannot.
        try? suite.roles.follow()
        try? suite.recipes.follow()
        writers = Dictionary(
            uniqueKeysWithValues: [suite.crm, suite.erp, suite.bridge].map { ($0.module.name, GroupCommit(bus: $0)) })
    }

    public var crm: CommandBus { suite.crm }
    public var erp: CommandBus { suite.erp }
    public var bridge: CommandBus { suite.bridge }

    /// "crm", "erp" or "bridge"; nil for any other name.
    public func bus(_ system: String) -> CommandBus? { suite.bus(system) }

    /// Calls `hear` after each turn of the bridge that did something: its ledger passes no bus. Be quick.
    public func afterBridgeTurn(_ hear: @escaping @Sendable () -> Void) { onBridgeTurn.withLock { $0.append(hear) } }

    /// The bridge has turned: whoever shows its deliveries looks again.
    public func bridgeTurned() { for hear in onBridgeTurn.withLock({ $0 }) { hear() } }

    /// Runs a call in the next durable commit of that system.
    public func submit(_ call: CommandCall, to bus: CommandBus) async -> CommandOutcome {
        guard let writer = writers[bus.module.name] else {
            return .failed(.store(.failed("no company writes to \(bus.module.name)")))
        }
        return await writer.submit(call.correlated(by: TraceContext.current?.trace))
    }

    /// Runs one command of a page. Throws its `Refusal`, or a `CommandFailure`.
    @discardableResult
    public func run<C: Command>(
        _ command: C, in bus: CommandBus, by actor: Actor, key: String? = nil, why: String? = nil
    ) async throws -> C.Answer {
        let reasons = try outOfSight(C.input.record(of: command), as: C.input.descriptor, by: actor, in: bus)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        switch await submit(CommandCall(command, by: actor, key: key, why: why), to: bus) {
        case .done(let answer, _, _): return C.Answer(answerText: answer)
        case .refused(let refusal): throw refusal
        case .failed(let failure): throw failure
        case .moved: throw CommandFailure.store(.failed("the document moved"))
        }
    }
}
