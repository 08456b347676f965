import Kernel

extension RefusalCode {
    /// The row's key was imported before with other content.
    public static let changedSinceImport = RefusalCode("changedSinceImport")
    /// A row that is not CSV: quotes, number of fields, encoding.
    public static let malformedRow = RefusalCode("malformedRow")
    /// A row whose key columns are blank.
    public static let blankKey = RefusalCode("blankKey")
    /// A row whose partner in a side table is missing, doubled or malformed.
    public static let missingPartner = RefusalCode("missingPartner")
    /// A row that names a record which is not in the target system, or several.
    public static let missingReference = RefusalCode("missingReference")
    /// A line whose document is not in the header's file.
    public static let orphanLine = RefusalCode("orphanLine")
    /// A line whose document was refused.
    public static let documentRefused = RefusalCode("documentRefused")
    /// A record that the file cannot take.
    public static let notWritable = RefusalCode("notWritable")
}
