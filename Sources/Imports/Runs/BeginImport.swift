import Kernel
import Platform

/// Notes an uploaded file and what it is to become. Refuses: requiredField.
public struct BeginImport: Command {
    public static let name = "import.begin"
    public static let permission: Permission = "own.import"
    public static let isInternal = true
    public var fileName = ""
    public var format = ""
    public var encoding = ""
    public var delimiter = ""
    public var digest = ""
    public var system = ""
    public var object = ""
    public var rowCount = 0
    public init() {}

    public static let input = Schema<BeginImport>("BeginImport") { s in
        s.field("fileName", \.fileName, .required, .maxLength(200))
        s.field("format", \.format, .required)
        s.field("encoding", \.encoding, .required)
        s.field("delimiter", \.delimiter, .required)
        s.field("digest", \.digest, .required)
        s.field("system", \.system, .required)
        s.field("object", \.object, .required)
        s.field("rowCount", \.rowCount)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<ImportRun> {
        var run = ImportRun()
        run.fileName = fileName
        run.format = format
        run.encoding = encoding
        run.delimiter = delimiter
        run.digest = digest
        run.system = system
        run.object = object
        run.rowCount = rowCount
        run.owner = actor.id
        run.createdAt = tx.now
        return try tx.insert(run).id
    }
}
