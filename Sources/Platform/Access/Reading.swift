import Kernel

extension CommandBus {
    /// Reads on somebody's behalf, on one consistent snapshot. The one way to read for pages, API, search and export.
    public func read<T>(as actor: Actor, _ body: (Reading) throws -> T) throws -> T {
        try store.read { try body(Reading(actor: actor, policy: access, module: module, session: $0)) }
    }
}

/// What one actor may read of one database: rows outside his scope are not there, hidden fields have no value.
/// Not `Sendable`: it lives within one read.
public struct Reading {
    public let actor: Actor
    public let policy: AccessPolicy
    public let module: Module
    let session: any StoreSession

    public func may(_ permission: Permission) -> Bool { policy.allows(actor, permission) }
    public func mayRead<Object: BusinessObject>(_ type: Object.Type) -> Bool {
        policy.scope(actor, reading: Object.schema.descriptor.name) > .none
    }

    /// Refuses `notPermitted` when the actor may read no such object.
    public func all<Object: BusinessObject>(_ select: Select<Object>) throws -> [Visible<Object>] {
        let (condition, values) = try scopeCondition(of: Object.schema.descriptor)
        let scoped = condition.isEmpty ? select : select.restricted(to: condition, values)
        let shown = policy.shownFields(actor, of: Object.schema.descriptor)
        return try session.rows(scoped.sql, scoped.values, as: Object.schema.sql.kinds).map { row in
            Visible(try Object(row: row), shown: shown)
        }
    }

    public func first<Object: BusinessObject>(_ select: Select<Object>) throws -> Visible<Object>? {
        try all(select.limit(1)).first
    }

    /// nil when there is none or it is out of the actor's scope: the two cannot be told apart.
    public func find<Object: BusinessObject>(_ id: ID<Object>) throws -> Visible<Object>? {
        try all(Select<Object>().restricted(to: "id = ?", [.text(id.raw)])).first
    }

    public func count<Object: BusinessObject>(_ select: Select<Object>) throws -> Int {
        let (condition, values) = try scopeCondition(of: Object.schema.descriptor)
        let scoped = condition.isEmpty ? select : select.restricted(to: condition, values)
        return try session.integer(
            "SELECT count(*) FROM \(Object.schema.descriptor.table)\(scoped.tail)", scoped.values)
    }

    /// Figures that a module's own query computes over whole objects: trial balance, ageing, tracking. Refuses unless
    /// the actor may read all records of every object named, so name all that the query looks at; fields that the
    /// actor may not see must not be in the answer (`shows` tells).
    public func figures<T>(
        over objects: [any BusinessObject.Type], _ body: (any StoreSession) throws -> T
    ) throws -> T {
        for object in objects where policy.scope(actor, reading: object.descriptor.name) < .all {
            throw policy.refusal(actor, reading: object.objectName)
        }
        return try body(session)
    }

    /// May the actor see this field?
    public func shows<Object: BusinessObject>(_ path: PartialKeyPath<Object>) -> Bool {
        let field = Object.schema.descriptor.fields[Object.schema.position(of: path)]
        return policy.shows(actor, field, of: Object.schema.descriptor.name)
    }

    /// The SQL condition that keeps an actor within his scope: by the record's `owner` or `author`, or that of its
    /// document, deal, account or person. Empty for all. What nobody owns yet is every
    /// team's; what cannot be owned is out of every lesser scope.
    func scopeCondition(of object: ObjectDescriptor) throws -> (sql: String, values: [Value]) {
        let scope = policy.scope(actor, reading: object.name)
        switch scope {
        case .all: return ("", [])
        case .none: throw policy.refusal(actor, reading: object.name)
        case .own, .team:
            let owners = scope == .own ? [actor.id] : [actor.id, ""] + actor.team
            let marks = owners.map { _ in "?" }.joined(separator: ", ")
            guard let path = ownership(of: object, marks: marks, depth: 0) else { return ("1 = 0", []) }
            return (path, owners.map(Value.text))
        }
    }

    /// Documents lie at most three references from what is owned: line, document, account.
    private func ownership(of object: ObjectDescriptor, marks: String, depth: Int) -> String? {
        for name in ["owner", "author", "signInName"] {
            if let owner = object.field(name) { return "\(owner.column) IN (\(marks))" }
        }
        let roads = object.parentField.map { [$0] } ?? ["quote", "opportunity", "account", "user"]
        guard depth < 3, let field = roads.lazy.compactMap(object.field).first,
            case .reference(let name) = field.kind, let target = module.object(name)?.descriptor,
            let inner = ownership(of: target, marks: marks, depth: depth + 1)
        else { return nil }
        return "\(field.column) IN (SELECT id FROM \(target.table) WHERE \(inner))"
    }
}

/// A record as one actor sees it: `order[\.margin]` is nil when the field is hidden from him.
@dynamicMemberLookup
public struct Visible<Object: BusinessObject>: Sendable {
    /// Held by reference: pages pass records on many times, and each copy of one would count the references of all of
    /// its texts.
    @usableFromInline
    final class Holder: Sendable {
        @usableFromInline let object: Object
        /// Nothing is hidden: then a field need not be looked up to be shown.
        @usableFromInline let isWhole: Bool
        let shown: ShownFields

        init(_ object: Object, shown: ShownFields) {
            self.object = object
            self.shown = shown
            isWhole = shown.isAll
        }
    }

    @usableFromInline let holder: Holder
    private var shown: ShownFields { holder.shown }

    init(_ object: Object, shown: ShownFields) { holder = Holder(object, shown: shown) }

    public var id: ID<Object> { holder.object.id }
    public var version: Int { holder.object.version }

    public func shows(_ field: String) -> Bool { shown.contains(field) }
    /// Is nothing hidden?
    public var showsAll: Bool { holder.isWhole }

    @usableFromInline
    func isShown(_ path: PartialKeyPath<Object>) -> Bool {
        shown.contains(Object.schema.descriptor.fields[Object.schema.position(of: path)].name)
    }

    /// The field's value; nil when it is hidden.
    @inlinable
    public subscript<V: FieldValue>(path: KeyPath<Object, V>) -> V? {
        holder.isWhole || isShown(path) ? holder.object[keyPath: path] : nil
    }

    /// `order.number`: the value, or the type's blank when it is hidden, for what is rarely hidden.
    @inlinable
    public subscript<V: FieldValue>(dynamicMember path: KeyPath<Object, V>) -> V {
        holder.isWhole || isShown(path) ? holder.object[keyPath: path] : Object()[keyPath: path]
    }

    /// By name, for generic lists and forms; nil when there is no such field or it is hidden.
    public func value(of field: String) -> Value? {
        guard shown.contains(field), let index = Object.schema.descriptor.fields.firstIndex(where: { $0.name == field })
        else { return nil }
        return Object.schema.value(at: index, of: holder.object)
    }
}
