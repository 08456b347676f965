import Kernel

/// The one way to write. A command is a value: its fields are its input, `execute` is the rule.
///
/// `execute` is synchronous and gets a `Transaction` that cannot escape: load, decide, save, emit. It throws only
/// `Refusal`, with all reasons; list them in the doc comment of the command.
public protocol Command: Sendable {
    associatedtype Answer: CommandAnswer = NoAnswer
    /// "quote.accept": noun, dot, verb.
    static var name: String { get }
    static var permission: Permission { get }
    /// The command's input, declared like an object's fields.
    static var input: Schema<Self> { get }
    /// The events it may emit; emitting another is a programmer's error.
    static var emits: [any Event.Type] { get }
    /// Run by the program's own surfaces only, which prepare its input (a password is hashed before it comes here):
    /// API and generic pages do not offer it.
    static var isInternal: Bool { get }
    /// Values that it is going to look for and expects not to find; `Transaction.knowsNone` tells whether that is so.
    var lookups: [Lookup] { get }
    init()
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> Answer
}

extension Command {
    public var lookups: [Lookup] { [] }
    public static var emits: [any Event.Type] { [] }
    public static var isInternal: Bool { false }
}

/// What a command gives back; kept with the idempotency key and replayed from there.
public protocol CommandAnswer: Sendable {
    var answerText: String { get }
    init(answerText: String)
}

/// For commands that have nothing to say but "done".
public struct NoAnswer: CommandAnswer, Hashable {
    public init() {}
    public var answerText: String { "" }
    public init(answerText: String) {}
}

extension ID: CommandAnswer {
    public var answerText: String { raw }
    public init(answerText: String) { self.init(answerText) }
}

extension String: CommandAnswer {
    public var answerText: String { self }
    public init(answerText: String) { self = answerText }
}

/// A fact about one object, in the past tense: `QuoteAccepted`.
public protocol Event: Sendable {
    associatedtype Subject: BusinessObject
    /// "QuoteAccepted"
    static var name: String { get }
    var subject: ID<Subject> { get }
}

extension Event {
    public static var name: String { String(describing: Self.self) }
}
