import Hummingbird
import Kernel
import Platform
import Serving

/// Records of any declared object as one actor sees them, in the interface's JSON.
struct RecordReader {
    let bus: CommandBus
    let actor: Actor

    init(_ request: APIRequest) {
        bus = request.bus
        actor = request.actor
    }

    /// One record with its lines.
    struct Found {
        let fields: [String: Value]
        let tag: String
        let json: [UInt8]
    }

    /// nil when there is none or it is out of the actor's sight.
    func find(_ type: any BusinessObject.Type, id: String) throws -> Found? {
        try bus.read(as: actor) { reading in try Self.find(type, id: id, in: reading) }
    }

    func version(of type: any BusinessObject.Type, id: String) throws -> String? {
        try find(type, id: id)?.tag
    }

    func page(_ type: any BusinessObject.Type, _ query: PageQuery) throws -> [UInt8] {
        try bus.read(as: actor) { reading in try Self.page(type, query, in: reading) }
    }

    private static func page<Object: BusinessObject>(
        _ type: Object.Type, _ query: PageQuery, in reading: Reading
    ) throws -> [UInt8] {
        let after = ID<Object>(query.cursor ?? "")
        let records = try reading.all(
            Select<Object>().where(\.id, .greater, after).ordered(by: \.id).limit(query.limit + 1))
        var json = JSONWriter(reservingBytes: records.count * 512)
        json.beginObject()
        json.key("items")
        json.beginArray()
        for record in records.prefix(query.limit) { write(record, only: query.fields, to: &json) }
        json.endArray()
        json.key("hasMore")
        json.bool(records.count > query.limit)
        if records.count > query.limit { json.field("next", records[query.limit - 1].id.raw) }
        json.endObject()
        return json.bytes
    }

    private static func find<Object: BusinessObject>(
        _ type: Object.Type, id: String, in reading: Reading
    ) throws -> Found? {
        guard let record = try reading.find(ID<Object>(id)) else { return nil }
        var fields: [String: Value] = [:]
        for field in Object.descriptor.fields { fields[field.name] = record.value(of: field.name) }
        var json = JSONWriter(reservingBytes: 1_024)
        write(record, only: nil, to: &json)
        return Found(fields: fields, tag: VersionTag(version: record.version, lines: nil).text, json: json.bytes)
    }

    static func write<Object: BusinessObject>(
        _ record: Visible<Object>, only: Set<String>?, to json: inout JSONWriter
    ) {
        json.beginObject()
        json.field("id", record.id.raw)
        json.field("version", record.version)
        for field in Object.descriptor.fields where only?.contains(field.name) ?? true {
            guard let value = record.value(of: field.name) else { continue }
            json.key(field.name)
            json.value(value)
        }
        json.endObject()
    }
}
