import HTMLText
import Kernel

/// Puts a filter together from a field, a comparison and a value; in the address it stands as `field=>=value`.
struct FilterForm {
    /// The entries of the form, which are no fields of a list.
    static let names: Set<String> = ["f", "c", "v"]
    private let fields: [FieldDescriptor]
    private let currency: Currency

    init(_ visible: [FieldDescriptor], currency: Currency) {
        // References are followed from record to record, not typed.
        fields = visible.filter { !$0.isReference }
        self.currency = currency
    }

    private static let comparisons: [(value: String, text: String, mark: String)] = [
        ("is", "is", ""), ("not", "is not", "!"), ("has", "contains", "~"), ("least", "is at least", ">="),
        ("most", "is at most", "<="), ("empty", "is empty", "-"), ("filled", "is filled", "!-"),
    ]

    /// The filter that was just asked for.
    func pair(_ asked: Form) -> (name: String, value: String)? {
        guard let field = fields.first(where: { $0.name == asked["f"] }),
            let comparison = Self.comparisons.first(where: { $0.value == asked["c"] })
        else { return nil }
        if ["empty", "filled"].contains(comparison.value) { return (field.name, comparison.mark) }
        let value = asked["v"]
        return value.isEmpty ? nil : (field.name, comparison.mark + written(value, field.kind))
    }

    /// As people write figures: with commas, a dollar sign, without currency or unit.
    private func written(_ text: String, _ kind: FieldKind) -> String {
        let digits = text.filter { $0 != "," && $0 != "$" }.replacing("−", with: "-")
        switch kind {
        case .money: return digits.contains(" ") ? digits : "\(digits) \(currency.code)"
        case .quantity: return digits.contains(" ") ? digits : "\(digits) \(UnitOfMeasure.each.code)"
        case .integer, .decimal: return digits
        case .bool: return ["yes", "true"].contains(text.lowercased()) ? "true" : "false"
        case .choice(let words):
            return words.first {
                $0.lowercased() == text.lowercased() || Prose.state($0).lowercased() == text.lowercased()
            }
                ?? text
        default: return text
        }
    }

    /// How a filter in force is said: "at least $1,000".
    static func said(_ value: String) -> String {
        for comparison in comparisons.reversed() where !comparison.mark.isEmpty {
            if value == comparison.mark { return comparison.text }
            guard !["-", "!-"].contains(comparison.mark), value.hasPrefix(comparison.mark) else { continue }
            return "\(comparison.text) \(value.dropFirst(comparison.mark.count))"
        }
        return Prose.state(value)
    }

    var html: HTML {
        let options: [HTML] = fields.map { "<option value=\"\($0.name)\">\(Words.spoken($0.name))</option>" }
        let comparisons: [HTML] = Self.comparisons.map { "<option value=\"\($0.value)\">\($0.text)</option>" }
        return """
            <details class="more"><summary class="button">Filter</summary><div class="drop">\
            <div class="field"><label for="filter-f">Field</label><select id="filter-f" name="f">\
            <option value=""></option>\(options)</select></div>\
            <div class="field"><label for="filter-c">Is</label>\
            <select id="filter-c" name="c">\(comparisons)</select></div>\
            <div class="field"><label for="filter-v">Value</label><input id="filter-v" type="text" name="v"></div>\
            <p>\(HTML.submit("Add filter", .plain))</p></div></details>
            """
    }
}
