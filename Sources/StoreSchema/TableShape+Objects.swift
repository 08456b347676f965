import Kernel
import Platform

extension TableShape {
    /// The table of an object.
    public init(of descriptor: ObjectDescriptor, in module: Module) {
        var columns = [ColumnShape("id", .text, check: "id <> ''"), ColumnShape("version", .integer)]
        for field in descriptor.fields { columns += Self.columns(of: field, in: module) }
        let uniques = descriptor.uniqueTogether.map { group in
            let names = group.flatMap { descriptor.field($0)?.columns.prefix(1) ?? [] }
            precondition(names.count == group.count, "\(descriptor.name): unknown field in unique \(group)")
            return names
        }
        var indexes = descriptor.indexes
        if let parent = descriptor.parentField { indexes.append([parent]) }
        indexes += descriptor.fields.filter(\.rules.isIndexed).map { [$0.name] }
        self.init(
            descriptor.table, columns, primaryKey: ["id"], uniques: uniques,
            indexes: Set(indexes).sorted { $0.joined() < $1.joined() }
                .map { index in index.map { descriptor.field($0)?.column ?? $0 } },
            refusals: Self.refusals(of: descriptor, in: module))
    }

    private static func columns(of field: FieldDescriptor, in module: Module) -> [ColumnShape] {
        let name = field.column
        let isNullable = field.isNullable
        switch field.kind {
        case .bool: return [ColumnShape(name, .flag, isNullable: isNullable, check: "\(name) IN (0, 1)")]
        case .integer, .decimal, .instant: return [ColumnShape(name, .integer, isNullable: isNullable)]
        case .money:
            return [
                ColumnShape(name, .integer, isNullable: isNullable),
                ColumnShape(name + "_currency", .text, isNullable: isNullable),
            ]
        case .quantity:
            return [
                ColumnShape(name, .integer, isNullable: isNullable),
                ColumnShape(name + "_unit", .text, isNullable: isNullable),
            ]
        case .date: return [ColumnShape(name, .text, isNullable: isNullable, check: "length(\(name)) = 10")]
        case .choice(let choices):
            let words = choices.map { "'\($0)'" }.joined(separator: ", ")
            return [ColumnShape(name, .text, isNullable: isNullable, check: "\(name) IN (\(words))")]
        case .reference(let object):
            var column = ColumnShape(name, .text, isNullable: isNullable)
            column.references = module.object(object)?.descriptor.table
            column.isUnique = field.rules.isUnique
            return [column]
        case .text:
            let limit = field.rules.maximumLength ?? 4_000
            let filled = field.rules.isRequired ? " AND \(name) <> ''" : ""
            var column = ColumnShape(
                name, .text, isNullable: isNullable, check: "length(\(name)) <= \(limit)\(filled)")
            column.isUnique = field.rules.isUnique
            return [column]
        }
    }

    private static func refusals(of descriptor: ObjectDescriptor, in module: Module) -> [ChangeRefusal] {
        var refusals: [ChangeRefusal] = []
        if !descriptor.immutableStates.isEmpty {
            let condition: ChangeRefusal.Condition =
                descriptor.immutableStates == ["*"] ? .always : .inStates(descriptor.immutableStates)
            let message = "A posted \(descriptor.name) does not change"
            refusals.append(ChangeRefusal("UPDATE", when: condition, message))
            refusals.append(ChangeRefusal("DELETE", when: condition, message))
        }
        if let count = descriptor.sealedByParentCount, let parentField = descriptor.parentField,
            let parent = descriptor.field(parentField), case .reference(let object) = parent.kind,
            let document = module.object(object)?.descriptor, let countColumn = document.field(count)?.column
        {
            refusals.append(
                ChangeRefusal(
                    "INSERT",
                    when: .isComplete(
                        parentColumn: parent.column, parentTable: document.table, countColumn: countColumn),
                    "A posted \(document.name) takes no further lines"))
        }
        return refusals
    }
}
