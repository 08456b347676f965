import Kernel
import Platform

/// Begins to take back what an import did, or goes on after an interruption.
/// Refuses: notFound, notYourImport, wrongState.
public struct StartUndo: Command {
    public static let name = "import.undo"
    public static let permission: Permission = "own.import"
    public static let isInternal = true
    public var run = ID<ImportRun>.blank
    public init() {}
    public init(_ run: ID<ImportRun>) { self.run = run }

    public static let input = Schema<StartUndo>("StartUndo") { s in s.field("run", \.run, .required) }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        try tx.update(run.moved(to: .undoing, by: actor, in: tx))
        return NoAnswer()
    }
}
