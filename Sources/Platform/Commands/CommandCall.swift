import Kernel

/// A command together with who wants it, why, and under which idempotency key: ready to be run, alone or in company.
public struct CommandCall: Sendable {
    public let name: String
    let permission: Permission
    let emits: [any Event.Type]
    let actor: Actor
    /// Repeating a call with the same key and the same body gives the first answer; with another body it is refused.
    let key: String?
    let why: String?
    /// Ties together what one cause set in motion, across systems.
    private(set) var correlation: String?
    /// The version of a document that the call was decided on; when the document has moved, nothing is done.
    let expected: ExpectedVersion?
    let body: @Sendable () -> [UInt8]
    let problems: @Sendable () -> [Reason]
    let lookups: @Sendable () -> [Lookup]
    let execute: @Sendable (Transaction) throws(Refusal) -> String

    public init<C: Command>(
        _ command: C, by actor: Actor, key: String? = nil, why: String? = nil, correlation: String? = nil,
        expected: ExpectedVersion? = nil
    ) {
        name = C.name
        permission = C.permission
        emits = C.emits
        self.actor = actor
        self.key = key
        self.why = why
        self.correlation = correlation
        self.expected = expected
        body = {
            var json = JSONWriter(reservingBytes: 1_024)
            C.input.writeCanonically(command, to: &json)
            return json.bytes
        }
        problems = { C.input.problems(of: command) }
        lookups = { command.lookups }
        execute = { tx throws(Refusal) in try command.execute(in: tx, by: actor).answerText }
    }

    /// The same call as part of what `cause` set in motion, unless it belongs to something already.
    public func correlated(by cause: String?) -> CommandCall {
        guard correlation == nil, let cause else { return self }
        var call = self
        call.correlation = cause
        return call
    }

    /// The call of a registered command from a travelling record: an API body, a CSV row, a recipe's write.
    /// Refuses with every unknown field and unreadable value.
    public static func reading<C: Command>(
        _ type: C.Type, from record: Record, by actor: Actor, key: String? = nil, why: String? = nil,
        correlation: String? = nil, expected: ExpectedVersion? = nil
    ) throws(Refusal) -> CommandCall {
        var command = C()
        let reasons = C.input.assign(record, to: &command)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        return CommandCall(
            command, by: actor, key: key, why: why, correlation: correlation, expected: expected)
    }
}

/// The version a call was decided on, and how to read the present one inside the transaction.
public struct ExpectedVersion: Sendable {
    public let version: Int64
    public let current: @Sendable (any StoreSession) throws -> Int64

    public init(version: Int64, current: @escaping @Sendable (any StoreSession) throws -> Int64) {
        self.version = version
        self.current = current
    }

    /// A document by the place of its last change in the feed.
    public init(object: String, id: String, version: Int64) {
        self.init(version: version) { try Feed.version(of: object, id: id, in: $0) }
    }
}

/// What became of a call.
public enum CommandOutcome: Sendable {
    /// `replayed` when the answer was the saved one. `sequence` is the last line it added to the changes feed: every
    /// later change of what it touched has a larger one; 0 when it announced nothing.
    case done(answer: String, replayed: Bool, sequence: Int64)
    case refused(Refusal)
    /// The document is no longer at the expected version.
    case moved
    /// The store failed or the simulated process died: nothing was written.
    case failed(CommandFailure)
}

/// Not a business reason: the disk, the database, the process.
public enum CommandFailure: Error, Sendable, CustomStringConvertible {
    case store(StoreError)
    case crashed(SimulatedCrash)

    public var description: String {
        switch self {
        case .store(let error): error.description
        case .crashed(let crash): "the process died at \(crash.point)"
        }
    }
}
