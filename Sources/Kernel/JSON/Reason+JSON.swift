/// Reasons travel as JSON: onto CRM records, into the delivery ledger, out of the API.
extension Reason {
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("code", code.raw)
        json.field("message", message)
        if let document { json.field("document", document) }
        if let line { json.field("line", line) }
        if let field { json.field("field", field) }
        if let allowed { json.field("allowed", allowed) }
        if let fixedBy { json.field("fixedBy", fixedBy) }
        if let waitsFor { json.field("waitsFor", waitsFor) }
        json.endObject()
    }

    public init?(json: JSON) {
        guard let code = json["code"]?.string, let message = json["message"]?.string else { return nil }
        self.init(
            RefusalCode(code), message, document: json["document"]?.string, line: json["line"]?.integer,
            field: json["field"]?.string, allowed: json["allowed"]?.string, fixedBy: json["fixedBy"]?.string,
            waitsFor: json["waitsFor"]?.string)
    }

    public static func json(_ reasons: [Reason]) -> String {
        var json = JSONWriter()
        json.beginArray()
        for reason in reasons { reason.write(to: &json) }
        json.endArray()
        return json.text
    }

    /// Reads what `json(_:)` wrote; text that is not ours gives no reasons.
    public static func list(fromJSON text: String) -> [Reason] {
        guard let items = (try? JSON(parsing: text))?.array else { return [] }
        return items.compactMap(Reason.init(json:))
    }
}
