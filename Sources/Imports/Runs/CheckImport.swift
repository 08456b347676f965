import Kernel
import Platform

/// Notes what would become of the rows: every one was run and undone. Refuses: notFound, notYourImport, wrongState.
public struct CheckImport: Command {
    public static let name = "import.check"
    public static let permission: Permission = "own.import"
    public static let isInternal = true
    public var run = ID<ImportRun>.blank
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var refused = 0
    public init() {}
    init(_ run: ID<ImportRun>, _ figures: ImportFigures) {
        self.run = run
        created = figures.created
        updated = figures.updated
        unchanged = figures.unchanged
        refused = figures.refused
    }

    public static let input = Schema<CheckImport>("CheckImport") { s in
        s.field("run", \.run, .required)
        s.field("created", \.created)
        s.field("updated", \.updated)
        s.field("unchanged", \.unchanged)
        s.field("refused", \.refused)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var held = try run.moved(to: .checked, by: actor, in: tx)
        held.created = created
        held.updated = updated
        held.unchanged = unchanged
        held.refused = refused
        try tx.update(held)
        return NoAnswer()
    }
}
