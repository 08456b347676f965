import HTTPTypes
import Kernel

/// One operation of the interface, as its own description tells it.
struct APIOperation: Sendable {
    let method: HTTPRequest.Method
    /// `/api/crm/quotes/{id}/acceptance`
    let path: String
    /// `crm.quote.accept`, `crm.list.Quote`
    let id: String
    let statuses: Set<Int>
    let body: JSON?

    var system: String { String(id.prefix { $0 != "." }) }
    var isStream: Bool { path.hasSuffix("/stream") }
    var isBulk: Bool { path.hasSuffix("/bulk") }
    var isReading: Bool { method == .get }

    enum Kind {
        case list(String)
        case read(String)
        case changes
        case command(String)
    }

    var kind: Kind {
        let name = String(id.dropFirst(system.count + 1))
        if name.hasPrefix("list.") { return .list(String(name.dropFirst(5))) }
        if name.hasPrefix("read.") { return .read(String(name.dropFirst(5))) }
        if name.hasPrefix("changes") { return .changes }
        return .command(isBulk ? String(name.dropLast(".bulk".count)) : name)
    }

    /// From the description that the company serves.
    static func all(in json: JSON) -> [APIOperation] {
        (json["paths"]?.members ?? []).flatMap { path in
            (path.value.members ?? []).compactMap { method in
                HTTPRequest.Method(method.key.uppercased()).flatMap { verb in
                    method.key == "parameters"
                        ? nil
                        : APIOperation(
                            method: verb, path: path.key, id: method.value["operationId"]?.string ?? "",
                            statuses: Set((method.value["responses"]?.members ?? []).compactMap { Int($0.key) }),
                            body: method.value["requestBody"]?["content"]?["application/json"]?["schema"])
                }
            }
        }
    }

    /// The objects that a body refers to.
    var referred: [String] { body.map(Self.references) ?? [] }

    private static func references(_ schema: JSON) -> [String] {
        if let text = schema["description"]?.string, text.hasPrefix("The id of a ") {
            return [String(text.dropFirst("The id of a ".count).dropLast())]
        }
        return (schema["properties"]?.members ?? []).flatMap { references($0.value) }
            + (schema["items"].map(references) ?? [])
    }

    /// A body that fits the schema, its references those of planted records.
    /// - Parameter extreme: which of the numbers at the ends of what a number may be; none for usual ones.
    func sample(
        salt: Int = 0, full: Bool = false, planting prefix: String = "planted", extreme: Int? = nil
    ) -> String {
        guard let body else { return "{}" }
        var json = JSONWriter()
        SampleBody(salt: salt, isFull: full, prefix: prefix, extreme: extreme).write(body, name: "", to: &json)
        return json.text
    }
}

/// Writes made-up bodies from a schema.
struct SampleBody {
    let salt: Int
    /// With everything that may be there, not only what must be.
    let isFull: Bool
    let prefix: String
    var extreme: Int?

    /// Of decimals, money, quantities, dates and whole numbers.
    static let extremes: [String: [String]] = [
        "12.5": ["9223372036854.775807", "-9223372036854.775807", "0.000001", "999999999.999999", "1000000"],
        "12.50 NZD": [
            "92233720368547758.07 NZD", "-92233720368547758.07 NZD", "0.01 NZD", "9999999999999.99 NZD",
            "-9999999999999.99 NZD",
        ],
        "3 EA": [
            "9223372036854.775807 EA", "-9223372036854.775807 EA", "0.000001 EA", "999999999 EA", "-999999999 EA",
        ],
        "date": ["9999-12-31", "0001-01-01", "2028-02-29", "2199-12-31", "1900-01-01"],
    ]
    static let wholes: [Int64] = [.max, .min, 0, 100_000_000, -100_000_000]

    private func extreme(_ kind: String) -> String? {
        extreme.flatMap { number in Self.extremes[kind].map { $0[number % $0.count] } }
    }

    func write(_ schema: JSON, name: String, to json: inout JSONWriter) {
        switch schema["type"]?.string ?? schema["type"]?.array?.first?.string ?? "string" {
        case "object":
            json.beginObject()
            for member in schema["properties"]?.members ?? [] {
                let isRequired = schema["required"]?.array?.contains(.string(member.key)) == true
                guard isRequired || isFull || member.value["items"] != nil else { continue }
                json.key(member.key)
                write(member.value, name: member.key, to: &json)
            }
            json.endObject()
        case "array":
            json.beginArray()
            if let items = schema["items"] { write(items, name: name, to: &json) }
            json.endArray()
        case "boolean": json.bool(false)
        case "integer": json.number(extreme.map { Self.wholes[$0 % 5] } ?? Int64(1 + salt % 3))
        default: json.string(word(schema, name: name))
        }
    }

    private func word(_ schema: JSON, name: String) -> String {
        if let words = schema["enum"]?.array?.compactMap(\.string), !words.isEmpty { return words[salt % words.count] }
        if let text = schema["description"]?.string, text.hasPrefix("The id of a ") {
            let object = String(text.dropFirst("The id of a ".count).dropLast())
            return Planting.single[object] ?? "\(prefix)-\(object)"
        }
        if let example = schema["examples"]?.array?.first?.string { return extreme(example) ?? example }
        switch schema["format"]?.string {
        case "date": return extreme("date") ?? "2026-11-21"
        case "date-time": return "2026-11-21T09:00:00.000000Z"
        default: break
        }
        let known = [
            "currency": "NZD", "country": "NZ", "baseUnit": "EA", "unit": "EA", "url": "https://hooks.example/in",
            "period": "2026-11", "system": "crm", "kind": "reading",
            "subject": "Quote", "role": "sales", "timeZone": "Pacific/Auckland", "locale": "en-NZ",
        ]
        if let word = known[name] { return word }
        if name == "email" || name.hasSuffix("Email") { return "\(prefix)@harbour.example" }
        let most = schema["maxLength"]?.integer ?? 40
        return String("\(prefix) \(name) \(salt)".prefix(min(most, 40)))
    }
}
