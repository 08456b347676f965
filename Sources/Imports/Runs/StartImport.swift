import Kernel
import Platform

/// Begins to bring the rows in, or goes on after an interruption. Refuses: notFound, notYourImport, wrongState.
public struct StartImport: Command {
    public static let name = "import.start"
    public static let permission: Permission = "own.import"
    public static let isInternal = true
    public var run = ID<ImportRun>.blank
    public init() {}
    public init(_ run: ID<ImportRun>) { self.run = run }

    public static let input = Schema<StartImport>("StartImport") { s in s.field("run", \.run, .required) }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var held = try run.moved(to: .running, by: actor, in: tx)
        held.created = 0
        held.updated = 0
        held.unchanged = 0
        held.refused = 0
        try tx.update(held)
        return NoAnswer()
    }
}
