extension Record {
    /// JSON whose names are in order: the same bytes for the same content.
    public func writeCanonically(to json: inout JSONWriter) {
        json.beginObject()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            json.key(name)
            json.value(value)
        }
        for (name, elements) in lists.sorted(by: { $0.key < $1.key }) {
            json.key(name)
            json.beginArray()
            for element in elements { element.writeCanonically(to: &json) }
            json.endArray()
        }
        json.endObject()
    }
}
