import Hummingbird
import Kernel
import NIOCore
import Platform

/// What a lookup offers while one types: records of one object by number, code or name, as JSON.
struct Lookup {
    let kind: ObjectKind
    let visit: Visit
    static let most = 8

    init(_ kind: ObjectKind, _ visit: Visit) {
        self.kind = kind
        self.visit = visit
    }

    func response() throws -> Response {
        var json = JSONWriter()
        json.beginArray()
        try visit.read(kind.source) { reading in
            try kind.expectReading(by: reading)
            let text = visit.query("q") ?? ""
            let found =
                text.isEmpty
                ? try reading.records(of: kind.name, limit: Self.most).records
                : try reading.search(text, in: [kind.name], limit: Self.most).map(\.record)
            for record in found {
                json.beginObject()
                json.field("id", record.id)
                json.field("text", Naming.full(record))
                let title = Naming.title(of: record)
                json.field("code", title)
                let name = Naming.name(of: record)
                json.field("hint", name == title ? record.text("city") : name)
                json.endObject()
            }
        }
        json.endArray()
        return json.response
    }
}

extension JSONWriter {
    /// For a script of ours.
    var response: Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
