import Hummingbird
import Kernel
import Platform
import Serving

/// Records of any declared object as one actor sees them, in the interface's JSON.
struct RecordReader {
    private let bus: CommandBus
    private let actor: Actor

    init(_ request: APIRequest) { self.init(bus: request.bus, actor: request.actor) }

    init(bus: CommandBus, actor: Actor) {
        self.bus = bus
        self.actor = actor
    }

    /// nil when there is none or it is out of the actor's sight.
    func find(_ object: String, id: String) throws -> VisibleRecord? {
        try bus.read(as: actor) { reading in try reading.record(object, id) }
    }

    /// The present ETag, for answers after a change; nil when he may not read it.
    func tag(of object: String, id: String) throws -> String? {
        guard bus.access.scope(actor, reading: object) > .none else { return nil }
        return try find(object, id: id).map { VersionTag(of: $0).text }
    }

    func page(of object: String, _ query: PageQuery) throws -> [UInt8] {
        let page = try bus.read(as: actor) { reading in
            try reading.records(
                of: object, filter: query.filter, sort: query.sort, after: query.cursor, limit: query.limit,
                fields: query.fields)
        }
        var json = JSONWriter(reservingBytes: page.records.count * 512)
        json.beginObject()
        json.key("items")
        json.beginArray()
        for record in page.records { Self.write(record, to: &json) }
        json.endArray()
        json.key("hasMore")
        json.bool(page.next != nil)
        if let next = page.next { json.field("next", next) }
        json.endObject()
        return json.bytes
    }

    static func json(of record: VisibleRecord) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 1_024)
        write(record, to: &json)
        return json.bytes
    }

    static func write(_ record: VisibleRecord, to json: inout JSONWriter) {
        json.beginObject()
        json.field("id", record.id)
        json.field("version", record.version)
        for (field, value) in record.fields {
            json.key(field.name)
            // An amount without a currency yet, a quantity without a unit: not known.
            json.value([.money(.none), .quantity(.none)].contains(value) ? .null : value)
        }
        for (name, lines) in record.lists {
            json.key(name)
            json.beginArray()
            for line in lines { write(line, to: &json) }
            json.endArray()
        }
        json.endObject()
    }
}
