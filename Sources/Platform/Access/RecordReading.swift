import Kernel

/// A record as one actor sees it, read by its object's name: hidden fields are not there.
public struct VisibleRecord: Sendable {
    public let descriptor: ObjectDescriptor
    public let id: String
    public let version: Int
    /// The fields he sees and asked for, in the order of their declaration.
    public let fields: [(descriptor: FieldDescriptor, value: Value)]
    /// Its lines by the list's name; only where one record was read, and only lists that he may read.
    public internal(set) var lists: [(name: String, records: [VisibleRecord])] = []

    /// nil when there is no such field, it is hidden, or it was not asked for.
    public subscript(field: String) -> Value? { fields.first { $0.descriptor.name == field }?.value }

    /// The field's text, or empty.
    public func text(_ field: String) -> String { self[field]?.text ?? "" }

    /// What a person calls it: its number, code or name.
    public var title: String {
        for name in ["number", "code", "serial", "name", "legalName", "subject", "familyName", "signInName"] {
            if let text = self[name]?.text, !text.isEmpty { return text }
        }
        return id
    }
}

/// One page of a list. `next` continues it; nil at its end.
public struct RecordPage: Sendable {
    public let records: [VisibleRecord]
    public let next: String?
}

extension RefusalCode {
    public static let unknownObject = RefusalCode("unknownObject")
    /// The page mark is none of this list's.
    public static let invalidCursor = RefusalCode("invalidCursor")
}

extension Reading {
    public static let longestPage = 500

    /// A page of an object's records: those in the actor's scope that meet all conditions, in a stable order.
    /// `fields` narrows what is read of each (nil: all he sees). Refuses `unknownObject`, `notPermitted`,
    /// `unknownField`, `invalidValue`, `invalidCursor`, with all reasons.
    public func records(
        of objectName: String, filter: [FieldCondition] = [], sort: SortOrder = .newestFirst,
        after cursor: String? = nil,
        limit: Int = 50, fields: [String]? = nil
    ) throws -> RecordPage {
        let object = try object(objectName)
        let shown = policy.visibleFields(actor, of: object)
        var compiler = FilterCompiler(object, shown: shown)
        for condition in filter { compiler.add(condition) }
        let key = compiler.field(sort.field, for: "sort by")
        for name in fields ?? [] { _ = compiler.field(name, for: "show") }
        var reasons = compiler.reasons
        if !(1...Self.longestPage).contains(limit) {
            reasons.append(
                Reason(
                    .invalidValue, "\(limit) is no number of records", document: object.name, field: "limit",
                    allowed: "1 to \(Self.longestPage)"))
        }
        var place: RecordCursor?
        if let cursor {
            place = RecordCursor(cursor, for: sort)
            if place == nil { reasons.append(Self.strangeCursor(object)) }
        }
        guard reasons.isEmpty, let key else { throw Refusal(reasons) }
        var query = try scoped(compiler.filter, object)
        if let place { try Self.move(&query, behind: place, by: key, in: object) }
        let wanted = object.fields.filter { shown.contains($0.name) && (fields?.contains($0.name) ?? true) }
        // The sort field is read too: the page mark needs it.
        let isExtra = key.column != "id" && key.column != "version" && !wanted.contains { $0.name == key.name }
        let read = isExtra ? wanted + [key] : wanted
        let direction = sort.isDescending ? " DESC" : ""
        let order = key.column == "id" ? "id\(direction)" : "\(key.column)\(direction), id\(direction)"
        let found = try rows(object, read, "\(query.sql) ORDER BY \(order) LIMIT \(limit + 1)", query.values)
        let page = found.prefix(limit)
        var next: String?
        if found.count > limit, let last = page.last {
            next = RecordCursor(order: sort, value: Self.key(key, of: last), id: last.id).text
        }
        return RecordPage(
            records: page.map { isExtra ? VisibleRecord($0, without: key.name) : $0 }, next: next)
    }

    /// How many records in the actor's scope meet all conditions.
    public func count(of objectName: String, filter: [FieldCondition] = []) throws -> Int {
        let object = try object(objectName)
        var compiler = FilterCompiler(object, shown: policy.visibleFields(actor, of: object))
        for condition in filter { compiler.add(condition) }
        guard compiler.reasons.isEmpty else { throw Refusal(compiler.reasons) }
        let query = try scoped(compiler.filter, object)
        return try session.integer("SELECT count(*) FROM \(object.table)\(query.sql)", query.values)
    }

    /// One record with its lines; nil when there is none or it is out of the actor's scope.
    public func record(_ objectName: String, _ id: String) throws -> VisibleRecord? {
        let object = try object(objectName)
        var filter = CompiledFilter()
        filter.add("id = ?", [.text(id)])
        let query = try scoped(filter, object)
        let shown = policy.visibleFields(actor, of: object)
        let fields = object.fields.filter { shown.contains($0.name) }
        guard var record = try rows(object, fields, query.sql, query.values).first else { return nil }
        for list in object.lists {
            guard policy.scope(actor, reading: list.element.name) > .none,
                let line = module.object(list.element.name)?.descriptor,
                let parent = line.fields.first(where: {
                    $0.kind == .reference(object.name) && $0.name == line.parentField
                })
            else { continue }
            let seen = policy.visibleFields(actor, of: line)
            let place = line.field("position") ?? line.field("line") ?? line.field("lineNumber")
            let lines = try rows(
                line, line.fields.filter { seen.contains($0.name) },
                " WHERE \(parent.column) = ? ORDER BY \(place.map { $0.column + ", " } ?? "")id", [.text(id)])
            record.lists.append((list.name, lines))
        }
        return record
    }

    /// May he read any of it?
    public func mayRead(_ objectName: String) -> Bool { policy.scope(actor, reading: objectName) > .none }

    /// The fields of an object that he sees, in the order of their declaration.
    public func visibleFields(of object: ObjectDescriptor) -> [FieldDescriptor] {
        let shown = policy.visibleFields(actor, of: object)
        return object.fields.filter { shown.contains($0.name) }
    }

    // MARK: Inside

    func object(_ name: String) throws -> ObjectDescriptor {
        guard let object = module.object(name)?.descriptor else {
            throw Refusal(
                .unknownObject, "\(module.name) has no object '\(name)'", document: name,
                allowed: module.descriptors.map(\.name).filter(mayRead).joined(separator: ", "))
        }
        return object
    }

    func scoped(_ filter: CompiledFilter, _ object: ObjectDescriptor) throws -> CompiledFilter {
        var query = filter
        let (condition, values) = try scopeCondition(of: object)
        if !condition.isEmpty { query.add(condition, values) }
        return query
    }

    func rows(
        _ object: ObjectDescriptor, _ fields: [FieldDescriptor], _ tail: String, _ values: [Value]
    ) throws -> [VisibleRecord] {
        let columns = ["id", "version"] + fields.flatMap(\.columns)
        let sql = "SELECT \(columns.joined(separator: ", ")) FROM \(object.table)\(tail)"
        return try session.rows(sql, values, as: [.text, .integer] + fields.map(\.kind)).map { row in
            VisibleRecord(object, row, fields)
        }
    }

    private static func strangeCursor(_ object: ObjectDescriptor) -> Reason {
        Reason(
            .invalidCursor, "The page mark does not belong to this list in this order", document: object.name,
            field: "after", allowed: "the `next` of the page before, with the same sort")
    }

    private static func key(_ key: FieldDescriptor, of record: VisibleRecord) -> String? {
        if key.column == "id" { return record.id }
        if key.column == "version" { return String(record.version) }
        guard let value = record[key.name], !value.isNull else { return nil }
        return value.text
    }

    /// Only what follows the place. Nothing comes before everything: first upwards, last downwards.
    private static func move(
        _ query: inout CompiledFilter, behind place: RecordCursor, by key: FieldDescriptor, in object: ObjectDescriptor
    ) throws {
        let column = key.column
        let sign = place.order.isDescending ? "<" : ">"
        guard column != "id" else { return query.add("id \(sign) ?", [.text(place.id)]) }
        guard let text = place.value else {
            return query.add(
                place.order.isDescending
                    ? "(\(column) IS NULL AND id < ?)" : "(\(column) IS NOT NULL OR id > ?)", [.text(place.id)])
        }
        guard let value = try? Value(text: text, kind: key.kind) else { throw Refusal([strangeCursor(object)]) }
        let test = "(\(column), id) \(sign) (?, ?)"
        query.add(
            place.order.isDescending && key.isNullable ? "(\(test) OR \(column) IS NULL)" : test,
            [value.comparable, .text(place.id)])
    }
}

extension VisibleRecord {
    init(_ object: ObjectDescriptor, _ row: [Value], _ fields: [FieldDescriptor]) {
        descriptor = object
        id = row[0].text
        if case .integer(let number) = row[1] { version = Int(number) } else { version = 0 }
        self.fields = fields.enumerated().map { ($1, row[$0 + 2]) }
    }

    init(_ record: VisibleRecord, without field: String) {
        descriptor = record.descriptor
        id = record.id
        version = record.version
        fields = record.fields.filter { $0.descriptor.name != field }
    }
}
