import Kernel

/// The last values both sides agreed on, per field line, in the right side's terms; and a digest per list.
/// It is the base of the three-way merge: without it nobody could say who changed what.
struct Shadow: Hashable, Sendable {
    /// nil inside means: agreed to be empty. A missing key means: never agreed.
    var fields: [String: String?] = [:]
    var lists: [String: String] = [:]

    init() {}

    init(text: String) {
        guard let json = try? JSON(parsing: text) else { return }
        for member in json["f"]?.members ?? [] { fields[member.key] = .some(member.value.string) }
        for member in json["l"]?.members ?? [] { lists[member.key] = member.value.string }
    }

    var text: String {
        var json = JSONWriter(reservingBytes: 512)
        json.beginObject()
        json.key("f")
        json.beginObject()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            json.key(name)
            if let value { json.string(value) } else { json.null() }
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
}
