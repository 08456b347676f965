import Kernel
import Platform
import StoreSchema

extension TableShape {
    /// How the columns are read as they lie.
    var kinds: [FieldKind] { columns.map { $0.kind == .text ? .text : .integer } }
    var select: String { "SELECT \(columns.map(\.name).joined(separator: ", ")) FROM \(name)" }
    var order: String { " ORDER BY \(primaryKey.joined(separator: ", "))" }
}

/// The rows of one table in two stores, each against its fellow, in the order of their keys.
struct StoreComparison {
    private let table: TableShape
    private let keys: [Int]
    /// Rows of the other store asked for at once.
    private static let bite = 1_000

    init(_ table: TableShape) {
        self.table = table
        keys = table.primaryKey.compactMap { key in table.columns.firstIndex { $0.name == key } }
    }

    /// Throws at the first row that is not the same in both, naming it and the column.
    func compare(_ left: any StoreSession, _ right: any StoreSession, module: String) throws {
        var ahead: ArraySlice<[Value]> = []
        var last: [Value]?
        try left.forEachRow(table.select + table.order, [], as: table.kinds) { row in
            if ahead.isEmpty { ahead = try next(after: last, right)[...] }
            guard let other = ahead.popFirst() else { throw difference(module, row, "is missing in the copy") }
            guard row == other else {
                let column = zip(row, other).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
                throw difference(module, row, "differs in \(table.columns[column].name)")
            }
            last = row
            return true
        }
        if ahead.isEmpty { ahead = try next(after: last, right)[...] }
        if let more = ahead.first { throw difference(module, more, "is in the copy only") }
    }

    private func next(after row: [Value]?, _ session: any StoreSession) throws -> [[Value]] {
        let key = table.primaryKey.joined(separator: ", ")
        let marks = table.primaryKey.map { _ in "?" }.joined(separator: ", ")
        let from = row == nil ? "" : " WHERE (\(key)) > (\(marks))"
        return try session.rows(
            "\(table.select)\(from)\(table.order) LIMIT \(Self.bite)", row.map { row in keys.map { row[$0] } } ?? [],
            as: table.kinds)
    }

    private func difference(_ module: String, _ row: [Value], _ what: String) -> StoreError {
        let key = keys.map { row[$0].text }.joined(separator: "/")
        return .failed("\(module) \(table.name) \(key) \(what); the copy is not to be used")
    }
}
