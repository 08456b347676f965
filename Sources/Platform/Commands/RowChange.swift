import Kernel

/// What one command did to one row, from its first old state to its last new one.
struct RowChange {
    let descriptor: ObjectDescriptor
    let id: String
    let old: [Value]?
    var new: [Value]?
    var version: Int

    /// `{"field":["from","to"],…}` over the fields that differ; nil when in the end nothing did.
    var auditText: String? {
        if old == nil, new == nil { return nil }
        var json = JSONWriter(reservingBytes: 1_024)
        json.beginObject()
        var differs = old == nil || new == nil
        for index in descriptor.fields.indices {
            let from = old?[index] ?? .null
            let to = new?[index] ?? .null
            guard from != to else { continue }
            differs = true
            json.key(descriptor.fields[index].name)
            json.beginArray()
            let isSecret = descriptor.fields[index].rules.isSecret
            Self.write(isSecret ? from.veiled : from, to: &json)
            Self.write(isSecret ? to.veiled : to, to: &json)
            json.endArray()
        }
        json.endObject()
        return differs ? json.text : nil
    }

    private static func write(_ value: Value, to json: inout JSONWriter) {
        if case .null = value { json.null() } else { json.string(value.text) }
    }

    /// The value of the parent field, for lines.
    var parentID: String? {
        guard let parent = descriptor.parentField,
            let index = descriptor.fields.firstIndex(where: { $0.name == parent })
        else { return nil }
        return (new ?? old)?[index].text
    }
}

extension Value {
    /// What the audit says of a secret: that there is one.
    var veiled: Value { isNull ? .null : .text("(secret)") }
}
