import Bridge
import Kernel
import Platform

/// Reads rows as travelling records: fields, lists of lines, fields of what they refer to, and the row that follows
/// them. All statements are composed once.
struct DocumentReader: Sendable {
    let descriptor: ObjectDescriptor
    private let sql: SchemaSQL
    private(set) var lists: [ListReader]
    private(set) var shown: [ShownField] = []
    private(set) var follower: Follower?
    var enrich: (@Sendable (inout Record, any StoreSession) throws -> Void)?

    struct ListReader: Sendable {
        let name: String
        let descriptor: ObjectDescriptor
        /// The field that names the record, and its column.
        let parent: (place: Int, column: String)
        let select: String
        let order: String
        let kinds: [FieldKind]
        var shown: [ShownField] = []
    }

    /// Another object's row that names this record, read and announced with it.
    struct Follower: Sendable {
        let prefix: String
        let descriptor: ObjectDescriptor
        /// The field that names the record, and its column.
        let parent: (place: Int, column: String)
        let select: String
        let kinds: [FieldKind]
        /// Its own changes with the records that they belong to; those of no such record are none of ours.
        let changes: String
    }

    init(_ descriptor: ObjectDescriptor) {
        self.descriptor = descriptor
        sql = SchemaSQL(of: descriptor)
        lists = descriptor.lists.compactMap { list in
            guard let parent = list.element.parentField.flatMap({ Self.place($0, in: list.element) }) else {
                return nil
            }
            let sql = SchemaSQL(of: list.element)
            let order = list.element.field("position") == nil ? "id" : "position"
            return ListReader(
                name: list.name, descriptor: list.element, parent: parent, select: sql.select, order: order,
                kinds: sql.kinds)
        }
    }

    /// Where a field stands among those of a row, and its column.
    private static func place(_ name: String, in descriptor: ObjectDescriptor) -> (place: Int, column: String)? {
        descriptor.fields.firstIndex { $0.name == name }.map { ($0 + 2, descriptor.fields[$0].column) }
    }

    /// "salesOrder.number" or "lines.item.code". Traps when there is no such field: a programmer's error.
    mutating func show(_ path: String, in module: Module) {
        let parts = path.split(separator: ".").map(String.init)
        if parts.count == 3, let index = lists.firstIndex(where: { $0.name == parts[0] }) {
            lists[index].shown.append(ShownField(parts[1], parts[2], of: lists[index].descriptor, in: module))
        } else {
            precondition(parts.count == 2, "'\(path)' is not reference.field or list.reference.field")
            shown.append(ShownField(parts[0], parts[1], of: descriptor, in: module))
        }
    }

    mutating func follow(_ other: ObjectDescriptor, by field: String, as prefix: String) {
        guard let parent = Self.place(field, in: other) else { preconditionFailure("\(other.name) has no \(field)") }
        let column = parent.column
        let sql = SchemaSQL(of: other)
        follower = Follower(
            prefix: prefix, descriptor: other, parent: parent, select: sql.select, kinds: sql.kinds,
            changes: """
                SELECT o.seq, o.at, o.event, f.\(column), o.actor, o.correlation FROM outbox o
                CROSS JOIN \(other.table) f CROSS JOIN \(descriptor.table) d
                WHERE o.object = ? AND o.seq > ? AND f.id = o.object_id AND d.id = f.\(column) ORDER BY o.seq LIMIT ?
                """)
    }

    /// The fields that are read beside the object's own: of references, of the follower.
    var shownFields: [FieldDescriptor] {
        var fields = shown.map(\.descriptor)
        for field in follower?.descriptor.fields ?? [] {
            let name = (follower?.prefix ?? "") + "." + field.name
            fields.append(FieldDescriptor(name: name, kind: field.kind, isOptional: true))
        }
        return fields
    }

    /// The same for the elements of a list.
    func shownFields(of list: String) -> [FieldDescriptor] {
        lists.first { $0.name == list }?.shown.map(\.descriptor) ?? []
    }

    /// Those of the records that are there, in the order of the ids.
    func records(
        _ ids: [String], _ cache: inout ShownCache, in session: any StoreSession
    ) throws -> [VersionedRecord] {
        var rows: [String: [Value]] = [:]
        for bite in ValueList.bites(ids) {
            let found = try session.rows(
                sql.select + " WHERE id IN (\(bite.marks))", bite.values, as: sql.kinds)
            for row in found { rows[row[0].text] = row }
        }
        return try versioned(ids.compactMap { rows[$0] }, &cache, in: session)
    }

    /// For each lookup the records whose fields equal its values; none when a field is unknown.
    func records(
        equalAny lookups: [[String: Value]], limit: Int, _ cache: inout ShownCache, in session: any StoreSession
    ) throws -> [[VersionedRecord]] {
        let found =
            try together(lookups, limit: limit, in: session)
            ?? lookups.map { lookup in
                guard let (condition, arguments) = condition(lookup) else { return [[Value]]() }
                return try session.rows(
                    sql.select + " WHERE \(condition) ORDER BY id LIMIT ?",
                    arguments + [.integer(Int64(limit))], as: sql.kinds)
            }
        var records = try versioned(Array(found.joined()), &cache, in: session)[...]
        return found.map { rows in
            defer { records = records.dropFirst(rows.count) }
            return Array(records.prefix(rows.count))
        }
    }

    /// Rows by lookups that all ask for the same text field; nil when they do not, or when so many rows are found that
    /// some may be missing.
    private func together(
        _ lookups: [[String: Value]], limit: Int, in session: any StoreSession
    ) throws -> [[[Value]]]? {
        guard let (place, texts) = commonText(of: lookups) else { return nil }
        // As the database compares: by bytes.
        var found: [[UInt8]: [[Value]]] = [:]
        for bite in ValueList.bites(Set(texts).sorted()) {
            // Cut short without LIMIT, under which a database may walk the ids instead of looking these texts up.
            var room = limit * bite.values.count
            try session.forEachRow(
                sql.select + " WHERE \(descriptor.fields[place].column) IN (\(bite.marks))", bite.values,
                as: sql.kinds
            ) { row in
                found[Array(row[place + 2].text.utf8), default: []].append(row)
                room -= 1
                return room > 0
            }
            guard room > 0 else { return nil }
        }
        // By their ids, as one lookup gives them.
        for text in found.keys { found[text]?.sort { $0[0].text < $1[0].text } }
        return texts.map { Array((found[Array($0.utf8)] ?? []).prefix(limit)) }
    }

    /// The text field that several lookups ask for alone, by its place among the fields, and what each wants there.
    func commonText(of lookups: [[String: Value]]) -> (place: Int, texts: [String])? {
        guard lookups.count > 1, let name = lookups[0].keys.first,
            let place = descriptor.fields.firstIndex(where: { $0.name == name }),
            descriptor.fields[place].kind == .text
        else { return nil }
        let texts = lookups.compactMap { lookup -> String? in
            guard lookup.count == 1, case .text(let text)? = lookup[name] else { return nil }
            return text
        }
        return texts.count == lookups.count ? (place, texts) : nil
    }

    /// nil when a field is unknown, or none is asked for.
    func condition(_ equal: [String: Value]) -> (text: String, arguments: [Value])? {
        var conditions: [String] = []
        var arguments: [Value] = []
        for (name, value) in equal.sorted(by: { $0.key < $1.key }) {
            guard let column = name == "id" ? "id" : descriptor.field(name)?.column else { return nil }
            conditions.append(column + " = ?")
            arguments.append(value)
        }
        return conditions.isEmpty ? nil : (conditions.joined(separator: " AND "), arguments)
    }

    /// Changes of the records and of what follows them, as changes of the records, in order; and how far that is.
    /// What follows other records is stepped over: it would be looked at again for ever.
    func changes(
        after start: Int64, limit: Int, in session: any StoreSession
    ) throws -> (entries: [FeedEntry], end: Int64, isCut: Bool) {
        let own = try Feed.entries(of: descriptor.name, after: start, limit: limit, in: session)
        guard let follower else { return (own, own.last?.sequence ?? start, own.count == limit) }
        let followed = try followed(by: follower, after: start, limit: limit, in: session)
        // What lies behind a cut list must not be stepped over.
        var horizon = Int64.max
        if own.count == limit { horizon = min(horizon, own[limit - 1].sequence) }
        if followed.count == limit { horizon = min(horizon, followed[limit - 1].sequence) }
        let entries = (own + followed).filter { $0.sequence <= horizon }.sorted { $0.sequence < $1.sequence }
        guard horizon == .max else { return (entries, horizon, true) }
        let last = try Feed.last(of: follower.descriptor.name, after: start, in: session)
        return (entries, max(start, last, entries.last?.sequence ?? 0), false)
    }

    private func followed(
        by follower: Follower, after start: Int64, limit: Int, in session: any StoreSession
    ) throws -> [FeedEntry] {
        try session.rows(
            follower.changes, [.text(follower.descriptor.name), .integer(start), .integer(Int64(limit))],
            as: [.integer, .instant, .text, .text, .text, .text]
        ).compactMap { row in
            guard case .integer(let sequence) = row[0], case .instant(let at) = row[1] else { return nil }
            return FeedEntry(
                sequence: sequence, at: at, event: row[2].text, object: descriptor.name, id: row[3].text,
                actor: row[4].text, correlation: row[5].text)
        }
    }

    static func record(_ descriptor: ObjectDescriptor, _ row: [Value]) -> Record {
        var record = Record(object: descriptor.name, id: row[0].text)
        record.fields.reserveCapacity(descriptor.fields.count + 4)
        record.fields["id"] = row[0]
        for (index, field) in descriptor.fields.enumerated() { record.fields[field.name] = row[index + 2] }
        return record
    }
}

/// A field of a referenced record, shown beside the reference as "reference.field".
struct ShownField: Sendable {
    private let reference: String
    private let name: String
    private let select: String
    private let kind: FieldKind

    var descriptor: FieldDescriptor { FieldDescriptor(name: name, kind: kind, isOptional: true) }

    init(_ reference: String, _ field: String, of descriptor: ObjectDescriptor, in module: Module) {
        guard case .reference(let object)? = descriptor.field(reference)?.kind,
            let target = module.object(object)?.descriptor, let shown = target.field(field)
        else { preconditionFailure("\(descriptor.name) shows no \(reference).\(field)") }
        self.reference = reference
        name = reference + "." + field
        select = "SELECT \(shown.columns.joined(separator: ", ")) FROM \(target.table) WHERE id = ?"
        kind = shown.kind
    }

    func read(into record: inout Record, _ cache: inout ShownCache, in session: any StoreSession) throws {
        guard let id = record.fields[reference], !id.isBlank else {
            record.fields[name] = .null
            return
        }
        let key = name + "/" + id.text
        if let known = cache.values[key] {
            record.fields[name] = known
            return
        }
        let value = try session.rows(select, [id], as: [kind]).first?[0] ?? .null
        cache.values[key] = value
        record.fields[name] = value
    }
}

/// What has been looked up within one read: the same item stands on many lines.
struct ShownCache {
    var values: [String: Value] = [:]
}
