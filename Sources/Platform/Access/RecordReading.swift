import Kernel

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
        let shown = policy.shownFields(actor, of: object)
        var compiler = FilterCompiler(object, shown: shown.names)
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
        let wanted =
            fields.map { names in ShownFields(shown.descriptors.filter { names.contains($0.name) }, of: object) }
            ?? shown
        // The sort field is read too: the page mark needs it.
        let isExtra = key.column != "id" && key.column != "version" && !wanted.contains(key.name)
        let read = isExtra ? ShownFields(wanted.descriptors + [key], of: object) : wanted
        let direction = sort.isDescending ? " DESC" : ""
        let order = key.column == "id" ? "id\(direction)" : "\(key.column)\(direction), id\(direction)"
        let found = try rows(object, read, "\(query.sql) ORDER BY \(order) LIMIT \(limit + 1)", query.values)
        let page = found.prefix(limit)
        var next: String?
        if found.count > limit, let last = page.last {
            next = RecordCursor(order: sort, value: Self.key(key, of: last), id: last.id).text
        }
        return RecordPage(
            records: isExtra ? page.map { VisibleRecord($0, showing: wanted) } : Array(page), next: next)
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
        let shown = policy.shownFields(actor, of: object)
        guard var record = try rows(object, shown, query.sql, query.values).first else { return nil }
        for list in object.lists {
            guard policy.scope(actor, reading: list.element.name) > .none,
                let line = module.object(list.element.name)?.descriptor,
                let parent = line.fields.first(where: {
                    $0.kind == .reference(object.name) && $0.name == line.parentField
                })
            else { continue }
            let place = line.field("position") ?? line.field("line") ?? line.field("lineNumber")
            let lines = try rows(
                line, policy.shownFields(actor, of: line),
                " WHERE \(parent.column) = ? ORDER BY \(place.map { $0.column + ", " } ?? "")id", [.text(id)])
            record.lists.append((list.name, lines))
        }
        return record
    }

    /// May he read any of it?
    public func mayRead(_ objectName: String) -> Bool { policy.scope(actor, reading: objectName) > .none }

    /// The fields of an object that he sees, in the order of their declaration.
    public func visibleFields(of object: ObjectDescriptor) -> [FieldDescriptor] {
        policy.shownFields(actor, of: object).descriptors
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
        _ object: ObjectDescriptor, _ shown: ShownFields, _ tail: String, _ values: [Value]
    ) throws -> [VisibleRecord] {
        try session.rows(shown.select + tail, values, as: shown.kinds).map { VisibleRecord(object, $0, shown) }
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
