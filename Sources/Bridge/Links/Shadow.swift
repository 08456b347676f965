import Kernel

/// The last values both sides agreed on, per field line, each in its own side's terms; and a digest per list.
/// It is the base of the three-way merge: without it nobody could say who changed what. Both texts are kept because a
/// system may hold an agreed value in its own form ("09 302 1180" and "+6493021180").
struct Shadow: Hashable, Sendable {
    struct Agreed: Hashable, Sendable {
        /// nil means: agreed to be empty.
        var left: String?
        var right: String?
    }

    /// A missing key means: never agreed.
    var fields: [String: Agreed] = [:]
    var lists: [String: String] = [:]

    init() {}

    init(text: String) {
        guard let json = try? JSON(parsing: text) else { return }
        for member in json["f"]?.members ?? [] {
            if let pair = member.value.array, pair.count == 2 {
                fields[member.key] = Agreed(left: pair[0].string, right: pair[1].string)
            } else {
                fields[member.key] = Agreed(left: member.value.string, right: member.value.string)
            }
        }
        for member in json["l"]?.members ?? [] { lists[member.key] = member.value.string }
    }

    /// One text where both sides hold the same, a pair where they do not.
    var text: String {
        var json = JSONWriter(reservingBytes: 512)
        json.beginObject()
        json.key("f")
        json.beginObject()
        for (name, agreed) in fields.sorted(by: { $0.key < $1.key }) {
            json.key(name)
            if agreed.left == agreed.right {
                Self.write(agreed.left, to: &json)
            } else {
                json.beginArray()
                Self.write(agreed.left, to: &json)
                Self.write(agreed.right, to: &json)
                json.endArray()
            }
        }
        json.endObject()
        if !lists.isEmpty {
            json.key("l")
            json.beginObject()
            for (name, digest) in lists.sorted(by: { $0.key < $1.key }) { json.field(name, digest) }
            json.endObject()
        }
        json.endObject()
        return json.text
    }

    private static func write(_ text: String?, to json: inout JSONWriter) {
        if let text { json.string(text) } else { json.null() }
    }
}
