import Kernel
import Platform

/// Bringing files of a person's own into the suite: what is in them becomes ordinary commands, one for each row, run
/// in his name. What was brought in, and by whom, is kept in the bridge's database.
public enum Imports {
    public static let module = Module(
        name: "imports", schemaVersion: 1, objects: [ImportRun.self, ImportedRow.self],
        commands: [
            BeginImport.self, MapImport.self, CheckImport.self, StartImport.self, RecordImportedRows.self,
            StartUndo.self, RecordUndoneRows.self,
        ])

    /// What the CRM and the ERP do themselves when an import is undone.
    public static let undoing = Module(
        name: "imports", schemaVersion: 0, objects: [], commands: [WithdrawImported.self])
}

/// What a file may have; more is refused before anything is read further.
public enum ImportLimits {
    /// Bytes of an uploaded file: 20 MiB.
    public static let largestFile = 20 << 20
    /// Rows below the header.
    public static let mostRows = 20_000
    public static let mostColumns = 200
    /// Commands under one durable commit, and rows rehearsed together.
    public static let rowsAtOnce = 200
    /// A workbook's contents unpacked, and the time to read it.
    public static let largestWorkbook = 200 << 20
    public static let longestWorkbookSeconds = 60
}

extension RefusalCode {
    /// The file is none that can be imported: too large, no table, not in a known encoding.
    public static let unreadableFile = RefusalCode("unreadableFile")
    /// Two rows of the file, or two records, have what should tell one from the other.
    public static let ambiguousKey = RefusalCode("ambiguousKey")
    /// The record is there with other content, and the import was not asked to change it.
    public static let alreadyThere = RefusalCode("alreadyThere")
    /// Something happened to it since it was imported.
    public static let changedSince = RefusalCode("changedSince")
    /// The import, or that row of it, is somebody else's.
    public static let notYourImport = RefusalCode("notYourImport")
}
