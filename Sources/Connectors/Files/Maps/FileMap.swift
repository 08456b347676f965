import Bridge
import Kernel

/// How one CSV file becomes commands of a system, or the records of an object and back: a `*.map.yaml` file that an
/// analyst can read. Made by `FileMapParser`, which has checked every name in it that can be checked without the file.
public struct FileMap: Hashable, Sendable {
    /// What a row becomes.
    public enum Target: Hashable, Sendable {
        /// `into: erp` and `command: item.create`: each row is one command of that system.
        case command(system: String, name: String)
        /// `object: Customer`: each row is a record, read and written.
        case object(String)
    }

    /// Part of every idempotency key, `import/<name>/<key>`: renaming a map makes its rows new ones.
    public let name: String
    /// The map's own file, for messages.
    public let path: String
    public let target: Target
    public let table: FileTable
    /// The columns that tell one row from every other, the same from one delivery of the file to the next.
    public let key: [String]
    /// Rows for which it is not true are left out.
    public let filter: Expression?
    /// In the order in which they can be answered: a lookup comes after those it starts from.
    public let lookups: [FileLookup]
    public let details: [FileDetail]
    public let fields: [MappedField]

    /// The object that its records have as seen by the bridge; for an import the command's input.
    public var objectName: String {
        switch target {
        case .command(_, let name): name
        case .object(let name): name
        }
    }
}

/// One CSV file: where it is, how it is written, and by which names its columns may go.
public struct FileTable: Hashable, Sendable {
    /// Relative to the folder of the data.
    public let file: String
    /// nil = found out from the first bytes.
    public let encoding: CSVEncoding?
    public let delimiter: CSVDialect.Delimiter?
    /// The names of the columns of a file without a header row.
    public let columns: [String]
    /// A column's name in the map → the other names that headers give it.
    public let aliases: [String: [String]]
    /// Numbers are written 1234,50.
    public let hasDecimalComma: Bool
    /// The line in the map.
    public let line: Int
}

/// A side table held in memory: `store.Name` is the column Name of the row of Store.csv that this row's StoreId names.
public struct FileLookup: Hashable, Sendable {
    /// What to do with several rows of one key.
    public enum Duplicates: String, Hashable, Sendable, CaseIterable { case refuse, first, last }

    public let name: String
    public let table: FileTable
    public let key: [String]
    public let from: [String]
    public let filter: Expression?
    /// A row without a partner is refused; otherwise the partner's columns are blank.
    public let isRequired: Bool
    public let duplicates: Duplicates
    /// The most rows it may have; more stop the import before the first write.
    public let limit: Int
    public let line: Int

    public static let usualLimit = 1_000_000
}

/// The lines of documents, in a file of their own: joined to the header's file by key.
public struct FileDetail: Hashable, Sendable {
    /// The list of the command's input.
    public let list: String
    public let table: FileTable
    public let key: [String]
    /// The columns of the header's file that hold the same key.
    public let of: [String]
    public let filter: Expression?
    public let lookups: [FileLookup]
    public let fields: [MappedField]
    public let limit: Int
    public let line: Int
}

/// One field of the command's input or of the record, and where its value comes from.
public struct MappedField: Hashable, Sendable {
    /// Where the text is.
    public enum Source: Hashable, Sendable {
        case column(String)
        case constant(String)
        case computed(Expression)
    }

    /// Which record a value names.
    public enum Reference: Hashable, Sendable {
        /// `find: { object: PriceList, by: code }`
        case record(object: String, by: String)
        /// `find: { import: customers }`: the record that the row of this key became.
        case earlierImport(String)
    }

    /// Where a currency or a unit is: the same for all rows, or in a column.
    public enum Companion: Hashable, Sendable {
        case fixed(String)
        case column(String)
    }

    public let name: String
    public let kind: FieldKind
    public let source: Source
    /// Taken when the cell is blank. Without it a blank cell leaves the field out: the command's own default holds.
    public var fallback: String?
    /// The file's word → ours.
    public var values: [String: String] = [:]
    public var reference: Reference?
    /// The currency of money, the unit of a quantity.
    public var companion: Companion?
    /// Decimals that do not fit are refused unless the map states how to round.
    public var rounding: RoundingRule?
    /// Decimals are multiplied by it: 0.02 × 100 is 2 percent.
    public var factor: FixedDecimal?
    public var dateForm: DateForm?
    public var textForm: TextForm = .asWritten
    public let line: Int

    /// What is done to a text.
    public enum TextForm: String, Hashable, Sendable, CaseIterable { case asWritten, trim, upper, lower, currency }

    /// The columns it reads, its currency's or unit's included.
    public var columns: Set<String> {
        var columns: Set<String> = []
        switch source {
        case .column(let name): columns = [name]
        case .computed(let expression): columns = expression.fields
        case .constant: break
        }
        if case .column(let name)? = companion { columns.insert(name) }
        return columns
    }

    /// As a person would look for it in the file.
    public var place: String {
        if case .column(let column) = source { column } else { name }
    }
}
