import Kernel
import Platform

/// What a row did. Rows that changed nothing, and refused ones, leave none of these: the latter stand in the file of
/// errors.
public enum RowOutcome: String, Choice { case created, updated, withdrawn, kept }

/// One row of an import that made or changed a record.
public struct ImportedRow: BusinessObject {
    public var id = ID<ImportedRow>.blank
    public var version = 0
    public var run = ID<ImportRun>.blank
    /// In the file, the header being line 1.
    public var line = 0
    public var outcome = RowOutcome.created
    /// What it did at first; stays when it is undone.
    public var did = RowOutcome.created
    public var record = ""
    /// The record's version after it.
    public var recordVersion = 0
    /// Why it was not taken back.
    public var note = ""
    public init() {}

    public static let schema = Schema<ImportedRow>("ImportedRow") { s in
        s.field("run", \.run, .required)
        s.field("line", \.line)
        s.field("outcome", \.outcome, .commandOnly)
        s.field("did", \.did, .commandOnly)
        s.field("record", \.record, .required, .indexed, .maxLength(60))
        s.field("recordVersion", \.recordVersion)
        s.field("note", \.note, .derived, .maxLength(4_000))
        s.parent("run")
        s.unique("run", "line")
    }
}
