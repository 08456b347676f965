import Kernel
import Synchronization

/// The one write path of one database: authorize → key → transaction { rule, rows, audit, outbox } → commit.
/// Calls that arrive together share one durable commit; each is undone alone when it refuses.
public final class CommandBus: Sendable {
    public let module: Module
    public let store: any Store
    public let world: World
    private let policy: Mutex<AccessPolicy>
    private let onCommit: Mutex<[@Sendable () -> Void]> = Mutex([])

    public init(module: Module, store: any Store, world: World, access: AccessPolicy) {
        self.module = module
        self.store = store
        self.world = world
        policy = Mutex(access.remembering())
    }

    /// Who may do and see what, now.
    public var access: AccessPolicy { policy.withLock { $0 } }

    /// Roles are data: when they change, the next call is judged by what they say then.
    public func replaceAccess(_ access: AccessPolicy) { policy.withLock { $0 = access.remembering() } }

    /// Wakes whoever waits for changes. Called after each commit, on the committing thread: be quick.
    public func afterCommit(_ wake: @escaping @Sendable () -> Void) {
        onCommit.withLock { $0.append(wake) }
    }

    /// Another program has committed to the same database: whoever waits for changes is woken as by a commit of ours.
    public func noticeCommitElsewhere() {
        for wake in onCommit.withLock({ $0 }) { wake() }
    }

    /// Runs one command. Throws its `Refusal`, or a `CommandFailure` when the store failed.
    @discardableResult
    public func run<C: Command>(
        _ command: C, by actor: Actor, key: String? = nil, why: String? = nil, correlation: String? = nil
    ) throws -> C.Answer {
        let call = CommandCall(command, by: actor, key: key, why: why, correlation: correlation)
        switch try run([call])[0] {
        case .done(let answer, _, _): return C.Answer(answerText: answer)
        case .refused(let refusal): throw refusal
        case .failed(let failure): throw failure
        case .moved: throw CommandFailure.store(.failed("the document moved"))
        }
    }

    /// Runs calls in order under one durable commit. A refused call leaves no trace; the others stand.
    /// Throws `CommandFailure` when the commit itself failed: then none of them happened.
    public func run(_ calls: [CommandCall]) throws(CommandFailure) -> [CommandOutcome] {
        let outcomes: [CommandOutcome]
        do {
            try world.faultPoint(.beforeTransaction)
            outcomes = try store.write { session in
                let outcomes = try attempt(calls, in: session)
                try world.faultPoint(.beforeCommit)
                return outcomes
            }
        } catch let crash as SimulatedCrash {
            throw .crashed(crash)
        } catch let error as StoreError {
            throw .store(error)
        } catch {
            throw .store(.failed(String(describing: error)))
        }
        for wake in onCommit.withLock({ $0 }) { wake() }
        do throws(SimulatedCrash) {
            try world.faultPoint(.afterCommit)
        } catch {
            throw .crashed(error)
        }
        return outcomes
    }

    /// Runs calls and undoes them all: what would become of them. Writes nothing.
    public func rehearse(_ calls: [CommandCall]) throws(CommandFailure) -> [CommandOutcome] {
        struct Rehearsed: Error { let outcomes: [CommandOutcome] }
        do {
            return try store.write { session in throw Rehearsed(outcomes: try attempt(calls, in: session)) }
        } catch let rehearsed as Rehearsed {
            return rehearsed.outcomes
        } catch let error as StoreError {
            throw .store(error)
        } catch {
            throw .store(.failed(String(describing: error)))
        }
    }

    /// What the calls of one transaction have in common.
    private struct Together {
        var chain: AuditChain
        var used: UsedKeys
        let absences: KnownAbsences
    }

    private func attempt(_ calls: [CommandCall], in session: any StoreSession) throws -> [CommandOutcome] {
        var together = Together(
            chain: try AuditChain(session: session), used: try UsedKeys(calls.compactMap(\.key), in: session),
            absences: try KnownAbsences(calls.count > 1 ? calls.flatMap { $0.lookups() } : [], in: session))
        return try calls.map { try attempt($0, &together, in: session) }
    }

    /// One call inside the shared transaction. Rethrows only what must undo the whole transaction.
    private func attempt(
        _ call: CommandCall, _ together: inout Together, in session: any StoreSession
    ) throws -> CommandOutcome {
        guard access.allows(call.actor, call.permission) else {
            return .refused(access.refusal(call.actor, call.permission, command: call.name))
        }
        let bodyHash = call.key == nil ? "" : Digest.hexadecimal(call.body())
        if let key = call.key, let saved = together.used[key, of: call.actor.id] {
            guard saved.command == call.name, saved.bodyHash == bodyHash else {
                return .refused(IdempotencyRecord.reused(key))
            }
            return .done(answer: saved.answer, replayed: true, sequence: saved.sequence)
        }
        if let expected = call.expected, try expected.current(session) != expected.version { return .moved }
        let problems = call.problems()
        guard problems.isEmpty else { return .refused(Refusal(problems)) }
        let before = together.chain
        do {
            let (answer, sequence) = try session.savepoint {
                let tx = Transaction(session: session, bus: self, call: call, absences: together.absences)
                let answer: String
                do throws(Refusal) {
                    answer = try call.execute(tx)
                } catch {
                    throw tx.failure ?? error
                }
                // A command may have swallowed the refusal that a failed store gave it; the failure still stands.
                if let failure = tx.failure { throw failure }
                let sequence = try tx.finish(chain: &together.chain)
                if let key = call.key {
                    let record = IdempotencyRecord(
                        command: call.name, bodyHash: bodyHash, answer: answer, sequence: sequence)
                    try record.save(key, of: call.actor.id, at: tx.now, in: session)
                    together.used[key, of: call.actor.id] = record
                }
                return (answer, sequence)
            }
            return .done(answer: answer, replayed: false, sequence: sequence)
        } catch let refusal as Refusal {
            together.chain = before
            return .refused(refusal)
        }
    }
}

extension FaultPoint {
    public static let beforeTransaction = FaultPoint("command.beforeTransaction")
    public static let afterRow = FaultPoint("command.afterRow")
    public static let afterAudit = FaultPoint("command.afterAudit")
    public static let afterOutbox = FaultPoint("command.afterOutbox")
    public static let beforeCommit = FaultPoint("command.beforeCommit")
    public static let afterCommit = FaultPoint("command.afterCommit")
}
