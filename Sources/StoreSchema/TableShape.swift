import Kernel
import Platform

/// A table as every store must make it, whatever its dialect: rendered from an object's declaration, so that two stores
/// cannot differ in what they hold, guard and find.
public struct TableShape: Sendable {
    public let name: String
    public let columns: [ColumnShape]
    public let primaryKey: [String]
    /// Combinations of columns; a column unique by itself says so itself.
    public let uniques: [[String]]
    /// Lists of columns, each once, in a fixed order.
    public let indexes: [[String]]
    public let refusals: [ChangeRefusal]
    /// Rows get the next number, and none is ever given again.
    public let isNumbered: Bool

    public init(
        _ name: String, _ columns: [ColumnShape], primaryKey: [String], uniques: [[String]] = [],
        indexes: [[String]] = [], refusals: [ChangeRefusal] = [], isNumbered: Bool = false
    ) {
        self.name = name
        self.columns = columns
        self.primaryKey = primaryKey
        self.uniques = uniques
        self.indexes = indexes
        self.refusals = refusals
        self.isNumbered = isNumbered
    }

    public func indexName(_ columns: [String]) -> String { "\(name)_by_\(columns.joined(separator: "_"))" }

    /// All tables of a module's database: the platform's own, then one for each object.
    public static func all(of module: Module) -> [TableShape] {
        platform + module.descriptors.map { TableShape(of: $0, in: module) }
    }
}

/// One column of a table.
public struct ColumnShape: Sendable {
    public enum Kind: Sendable { case integer, text, flag }

    public let name: String
    public let kind: Kind
    public let isNullable: Bool
    public var isUnique = false
    /// A condition in words that every dialect knows.
    public var check: String?
    /// The table that its values are ids of.
    public var references: String?

    public init(_ name: String, _ kind: Kind, isNullable: Bool = false, check: String? = nil) {
        self.name = name
        self.kind = kind
        self.isNullable = isNullable
        self.check = check
    }
}

/// A change that the database itself refuses, whoever asks.
public struct ChangeRefusal: Sendable {
    public enum Condition: Sendable {
        case always
        /// The row is in one of these states.
        case inStates([String])
        /// The document has all the lines that it was posted with.
        case isComplete(parentColumn: String, parentTable: String, countColumn: String)
    }

    /// INSERT, UPDATE or DELETE.
    public let verb: String
    public let condition: Condition
    public let message: String

    public init(_ verb: String, when condition: Condition = .always, _ message: String) {
        self.verb = verb
        self.condition = condition
        self.message = message
    }
}
