import Kernel

/// Where a page of a list ended: the last record's value in the order, and its id. Opaque to whoever holds it, and
/// good for that order only. It holds nothing that its holder has not just seen.
struct RecordCursor: Hashable {
    let order: SortOrder
    /// nil: the last record had nothing there.
    let value: String?
    let id: String

    var text: String {
        var json = JSONWriter()
        json.beginArray()
        json.string(order.field)
        json.bool(order.isDescending)
        if let value { json.string(value) } else { json.null() }
        json.string(id)
        json.endArray()
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: json.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    init(order: SortOrder, value: String?, id: String) {
        self.order = order
        self.value = value
        self.id = id
    }

    /// nil when it is none, or one of another order.
    init?(_ text: String, for order: SortOrder) {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2), digits.count < 20_000 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        guard let parts = try? JSON(parsing: String(decoding: bytes, as: UTF8.self)).array, parts.count == 4,
            parts[0].string == order.field, parts[1] == .bool(order.isDescending), let id = parts[3].string
        else { return nil }
        self.init(order: order, value: parts[2].string, id: id)
    }
}
