import Kernel
import Platform

/// Says which column is which field, and how the file is read. Refuses: notFound, notYourImport, wrongState.
public struct MapImport: Command {
    public static let name = "import.map"
    public static let permission: Permission = "own.import"
    public static let isInternal = true
    public var run = ID<ImportRun>.blank
    public var mapping = ""
    public var encoding = ""
    public var delimiter = ""
    public var rowCount = 0
    public init() {}
    public init(
        _ run: ID<ImportRun>, mapping: String = "", encoding: String, delimiter: String, rowCount: Int
    ) {
        self.run = run
        self.mapping = mapping
        self.encoding = encoding
        self.delimiter = delimiter
        self.rowCount = rowCount
    }

    public static let input = Schema<MapImport>("MapImport") { s in
        s.field("run", \.run, .required)
        s.field("mapping", \.mapping, .maxLength(60_000))
        s.field("encoding", \.encoding, .required)
        s.field("delimiter", \.delimiter, .required)
        s.field("rowCount", \.rowCount)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var held = try run.moved(to: .uploaded, by: actor, in: tx)
        held.mapping = mapping
        held.encoding = encoding
        held.delimiter = delimiter
        held.rowCount = rowCount
        try tx.update(held)
        return NoAnswer()
    }
}
