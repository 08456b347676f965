import Kernel

/// What a command sees of the database: typed loads and saves, numbers, events. Every saved row is audited, every
/// change of a published document is announced; neither can be forgotten because neither is asked for.
public final class Transaction {
    public let world: World
    /// One moment for the whole command.
    public let now: Instant
    /// The business date in the company's zone.
    public let today: CalendarDate
    public let actor: Actor
    public let correlation: String
    let session: any StoreSession
    let module: Module
    let command: String
    let why: String?
    private let policy: AccessPolicy
    private let absences: KnownAbsences
    private let allowedEvents: [any Event.Type]
    /// Why the store failed underneath a `storeFailed` refusal.
    private(set) var failure: (any Error)?
    private var changes: [RowChange] = []
    private var changeIndex: [RowKey: Int] = [:]
    private var rows: [RowKey: [Value]] = [:]
    private var events: [OutboxEvent] = []
    /// Objects found by id, as they are now: a command and its parts ask for the same company again and again.
    private var found: [RowKey: any BusinessObject] = [:]

    struct RowKey: Hashable {
        let object: String
        let id: String
    }

    init(session: any StoreSession, bus: CommandBus, call: CommandCall, absences: KnownAbsences) {
        self.session = session
        self.absences = absences
        module = bus.module
        world = bus.world
        now = world.now()
        today = world.today()
        actor = call.actor
        command = call.name
        why = call.why
        correlation = call.correlation ?? world.newID()
        allowedEvents = call.emits
        policy = bus.access
    }

    /// May the actor do this too? For commands that let some do it with their own records and others with all.
    public func may(_ permission: Permission) -> Bool { policy.allows(actor, permission) }

    /// The object of that name in this database; nil when it has none. For commands that act on records of any kind.
    public func object(named name: String) -> (any BusinessObject.Type)? { module.object(name) }

    public func newID<Object>(_ type: Object.Type = Object.self) -> ID<Object> { ID(world.newID()) }

    // MARK: Writing

    /// Inserts a new object; gives it an id when it has none. Refuses what its declarations or the database forbid.
    @discardableResult
    public func insert<Object: BusinessObject>(_ object: Object) throws(Refusal) -> Object {
        var object = object
        if object.id.isBlank { object.id = newID() }
        object.version = 1
        let schema = Object.schema
        try check(object, schema)
        let values = schema.values(of: object)
        let key = RowKey(object: schema.descriptor.name, id: object.id.raw)
        try guarded(schema.descriptor, values) { () throws(StoreError) in
            try session.execute(
                schema.sql.insert, [.text(object.id.raw), .integer(1)] + bound(values, schema.descriptor))
        }
        note(key, schema.descriptor, old: nil, new: values, version: 1)
        found[key] = object
        return object
    }

    /// Saves a changed object. An object that did not change is not written, audited or announced.
    @discardableResult
    public func update<Object: BusinessObject>(_ object: Object) throws(Refusal) -> Object {
        var object = object
        let schema = Object.schema
        let key = RowKey(object: schema.descriptor.name, id: object.id.raw)
        if rows[key] == nil { _ = try load(object.id) }
        guard let old = rows[key] else { return object }
        let values = schema.values(of: object)
        guard values != old else { return object }
        try check(object, schema)
        object.version += 1
        var assignments = ["version = ?"]
        var arguments: [Value] = [.integer(Int64(object.version))]
        for (index, value) in values.enumerated() where value != old[index] {
            let columns = schema.descriptor.fields[index].columns
            for column in columns { assignments.append(column + " = ?") }
            arguments.append(value)
            if value.isNull, columns.count == 2 { arguments.append(.null) }
        }
        let sql = "UPDATE \(schema.descriptor.table) SET \(assignments.joined(separator: ", ")) WHERE id = ?"
        arguments.append(.text(object.id.raw))
        try guarded(schema.descriptor, values) { () throws(StoreError) in try session.execute(sql, arguments) }
        note(key, schema.descriptor, old: old, new: values, version: object.version)
        found[key] = object
        return object
    }

    /// Deletes a draft's line or a master record nobody refers to. Posted rows refuse.
    public func delete<Object: BusinessObject>(_ object: Object) throws(Refusal) {
        let schema = Object.schema
        let key = RowKey(object: schema.descriptor.name, id: object.id.raw)
        if rows[key] == nil { _ = try load(object.id) }
        guard let old = rows[key] else { return }
        try guarded(schema.descriptor, old) { () throws(StoreError) in
            try session.execute("DELETE FROM \(schema.descriptor.table) WHERE id = ?", [.text(object.id.raw)])
        }
        note(key, schema.descriptor, old: old, new: nil, version: object.version + 1)
        rows[key] = nil
        found[key] = nil
    }

    /// Announces a fact. The bridge, the changes feed and webhooks hear of it after the commit.
    public func emit<E: Event>(_ event: E) {
        precondition(allowedEvents.contains { $0 == E.self }, "\(command) emits \(E.name) without declaring it")
        events.append(OutboxEvent(event: E.name, object: E.Subject.schema.descriptor.name, id: event.subject.raw))
    }

    /// Empty money and an empty quantity fill both of their columns.
    private func bound(_ values: [Value], _ descriptor: ObjectDescriptor) -> [Value] {
        var arguments: [Value] = []
        arguments.reserveCapacity(values.count + 4)
        for (index, value) in values.enumerated() {
            arguments.append(value)
            if value.isNull, descriptor.fields[index].kind.columnCount == 2 { arguments.append(.null) }
        }
        return arguments
    }

    private func check<Object: BusinessObject>(_ object: Object, _ schema: Schema<Object>) throws(Refusal) {
        let problems = schema.problems(of: object)
        if !problems.isEmpty { throw Refusal(problems) }
    }

    private func note(_ key: RowKey, _ descriptor: ObjectDescriptor, old: [Value]?, new: [Value]?, version: Int) {
        rows[key] = new
        if let new { absences.forget(descriptor, new) }
        if let index = changeIndex[key] {
            changes[index].new = new
            changes[index].version = version
        } else {
            changeIndex[key] = changes.count
            changes.append(RowChange(descriptor: descriptor, id: key.id, old: old, new: new, version: version))
        }
    }

    // MARK: Reading

    /// The object, or a `notFound` refusal that names it.
    public func load<Object: BusinessObject>(_ id: ID<Object>) throws(Refusal) -> Object {
        guard let object = try find(id) else {
            throw Refusal(
                .notFound, "There is no \(Object.objectName) with the id '\(id.raw)'", document: Object.objectName,
                field: "id", allowed: "the id of an existing \(Object.objectName)")
        }
        return object
    }

    public func find<Object: BusinessObject>(_ id: ID<Object>) throws(Refusal) -> Object? {
        guard !id.isBlank else { return nil }
        let key = RowKey(object: Object.schema.descriptor.name, id: id.raw)
        if let object = found[key] as? Object { return object }
        let object: Object? = try first(Object.schema.sql.selectByID, [.text(id.raw)])
        if let object { found[key] = object }
        return object
    }

    public func first<Object: BusinessObject>(_ select: Select<Object>) throws(Refusal) -> Object? {
        try first(select.limit(1).sql, select.values)
    }

    public func all<Object: BusinessObject>(_ select: Select<Object>) throws(Refusal) -> [Object] {
        var objects: [Object] = []
        for row in try rows(select.sql, select.values, as: Object.schema.sql.kinds) { objects.append(try keep(row)) }
        return objects
    }

    /// It has been looked up for this call and its neighbours, and no row holds it. False says nothing.
    public func knowsNone(_ lookup: Lookup) -> Bool { absences.holds(lookup) }

    /// Rows of a query of the module's own: fixed text, bound values.
    public func rows(_ sql: String, _ arguments: [Value], as kinds: [FieldKind]) throws(Refusal) -> [[Value]] {
        do throws(StoreError) {
            return try session.rows(sql, arguments, as: kinds)
        } catch {
            throw failed(error)
        }
    }

    /// The only integer of the only row: a count or a sum of minor units; 0 when there is none.
    public func integer(_ sql: String, _ arguments: [Value] = []) throws(Refusal) -> Int64 {
        guard case .integer(let number)? = try rows(sql, arguments, as: [.integer]).first?.first else { return 0 }
        return number
    }

    /// Changes a table of the platform's own, which nobody audits.
    @discardableResult
    func write(_ sql: String, _ arguments: [Value]) throws(Refusal) -> Int {
        do throws(StoreError) {
            return try session.execute(sql, arguments)
        } catch {
            throw failed(error)
        }
    }

    private func first<Object: BusinessObject>(_ sql: String, _ arguments: [Value]) throws(Refusal) -> Object? {
        guard let row = try rows(sql, arguments, as: Object.schema.sql.kinds).first else { return nil }
        return try keep(row)
    }

    private func keep<Object: BusinessObject>(_ row: [Value]) throws(Refusal) -> Object {
        do throws(StoreError) {
            let object = try Object(row: row)
            rows[RowKey(object: Object.schema.descriptor.name, id: object.id.raw)] = Array(row.dropFirst(2))
            return object
        } catch {
            throw failed(error)
        }
    }

    // MARK: The end

    /// Audit and outbox of everything that was saved. Returns the last place taken in the changes feed.
    func finish(chain: inout AuditChain) throws -> Int64 {
        for change in changes {
            guard let text = change.auditText else { continue }
            try chain.append(
                AuditEntry(
                    at: now, actor: actor.id, command: command, why: why ?? "", correlation: correlation,
                    object: change.descriptor.name, id: change.id, version: change.version, changes: text),
                to: session)
        }
        try SearchWords.write(changes, to: session)
        try world.faultPoint(.afterAudit)
        let sequence = try Outbox.append(
            events, changes: changes, at: now, actor: actor.id, correlation: correlation, module: module, to: session)
        try world.faultPoint(.afterOutbox)
        return sequence
    }

    /// Turns the database's own guards into refusals, and anything else into a failure that undoes the transaction.
    private func guarded(
        _ descriptor: ObjectDescriptor, _ values: [Value], _ statement: () throws(StoreError) -> Int
    ) throws(Refusal) {
        do throws(StoreError) {
            _ = try statement()
        } catch {
            throw ConstraintRefusal.refusal(for: error, descriptor, values) ?? failed(error)
        }
        do throws(SimulatedCrash) {
            try world.faultPoint(.afterRow)
        } catch {
            failure = error
            throw Refusal(.storeFailed, "the process died at \(error.point)")
        }
    }

    private func failed(_ error: StoreError) -> Refusal {
        failure = error
        return Refusal(.storeFailed, error.description)
    }
}
