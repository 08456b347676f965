import HTMLText
import Kernel

/// One entry of a form. `value` is what stands in it, `error` why it was not taken.
public struct Field: Sendable {
    public enum Control: Sendable {
        case text, email, search, password, number, date, area, check, hidden, file
        /// Value and text of each choice.
        case choice([(value: String, text: String)])
        /// A record looked up by name while typing, at this address; works as plain text without a script.
        case lookup(String)
    }

    public var name: String
    public var label: String
    public var control: Control
    public var value: String
    /// What a lookup shows while `value` holds the record's identity.
    public var shown: String
    public var hint: String
    public var error: String
    public var isRequired: Bool
    public var isWide: Bool
    public var maximumLength: Int?
    public var autocomplete = ""
    public var isFocused = false
    /// Tells the entries of several forms of one page apart.
    public var scope = ""

    public init(
        _ name: String, _ label: String, _ control: Control = .text, value: String = "", shown: String = "",
        hint: String = "", error: String = "", isRequired: Bool = false, isWide: Bool = false, maximumLength: Int? = nil
    ) {
        self.name = name
        self.label = label
        self.control = control
        self.value = value
        self.shown = shown
        self.hint = hint
        self.error = error
        self.isRequired = isRequired
        self.isWide = isWide
        self.maximumLength = maximumLength
    }
}

extension HTML {
    /// A labelled entry with its hint and its error, tied together for those who listen.
    public static func field(_ field: Field) -> HTML {
        let id = "f-" + (field.scope + field.name).map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
        if case .hidden = field.control {
            return "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">"
        }
        let notes = [field.hint.isEmpty ? "" : id + "-hint", field.error.isEmpty ? "" : id + "-error"]
        let described = attribute("aria-describedby", notes.filter { !$0.isEmpty }.joined(separator: " "))
        let invalid: HTML = field.error.isEmpty ? .empty : " aria-invalid=\"true\""
        let required: HTML = field.isRequired ? " required" : .empty
        let limit: HTML = field.maximumLength.map { " maxlength=\"\($0)\"" } ?? .empty
        let focus: HTML = field.isFocused ? " autofocus" : .empty
        let completes = attribute("autocomplete", field.autocomplete)
        let common: HTML = "id=\"\(id)\" name=\"\(field.name)\"\(described)\(invalid)\(required)\(focus)\(completes)"
        let hint: HTML = field.hint.isEmpty ? .empty : "<span class=\"hint\" id=\"\(id)-hint\">\(field.hint)</span>"
        let error: HTML =
            field.error.isEmpty ? .empty : "<span class=\"error\" id=\"\(id)-error\">\(field.error)</span>"
        let wide: HTML = field.isWide ? " wide" : .empty
        if case .check = field.control {
            let checked: HTML = field.value == "true" ? " checked" : .empty
            return """
                <div class="field\(wide)"><div class="check"><input type="checkbox" value="true" \(common)\(checked)>\
                <label for="\(id)">\(field.label)</label></div>\(hint)\(error)</div>
                """
        }
        let need: HTML = field.isRequired ? " <span class=\"need\">(required)</span>" : .empty
        return """
            <div class="field\(wide)"><label for="\(id)">\(field.label)\(need)</label>\
            \(control(of: field, common: common, limit: limit))\(hint)\(error)</div>
            """
    }

    private static func control(of field: Field, common: HTML, limit: HTML) -> HTML {
        switch field.control {
        case .area: return "<textarea rows=\"4\" \(common)\(limit)>\n\(field.value)</textarea>"
        case .choice(let choices):
            let known = choices.contains { $0.value == field.value }
            let blank: HTML = known && field.isRequired ? .empty : "<option value=\"\"></option>"
            let options: [HTML] = choices.map { choice in
                let selected: HTML = choice.value == field.value ? " selected" : .empty
                return "<option value=\"\(choice.value)\"\(selected)>\(choice.text)</option>"
            }
            return "<select \(common)>\(blank)\(options)</select>"
        case .lookup(let path):
            return lookup(path, name: field.name, id: field.value, shown: field.shown, input: common)
        default:
            let type: HTML
            var more = HTML.empty
            switch field.control {
            case .email: type = "email"
            case .search: type = "search"
            case .password: type = "password"
            case .date: type = "date"
            case .file: type = "file"
            case .number: (type, more) = ("text", " inputmode=\"decimal\" class=\"num\"")
            default: type = "text"
            }
            let value: HTML = type == "password" || type == "file" ? .empty : " value=\"\(field.value)\""
            return "<input type=\"\(type)\" \(common)\(limit)\(more)\(value)>"
        }
    }

    /// An entry that offers records while one types. Without a script it takes their number, code or name.
    static func lookup(_ path: String, name: String, id: String, shown: String, input: HTML) -> HTML {
        let text = shown.isEmpty ? id : shown
        return """
            <div class="lookup" data-lookup="\(path)"><input type="text" \(input) value="\(text)" autocomplete="off">\
            <input type="hidden" name="\(name + Form.idSuffix)" value="\(id)">\
            <input type="hidden" name="\(name + Form.shownSuffix)" value="\(text)"></div>
            """
    }

    /// A form that changes something. It carries the token that a foreign site cannot know.
    /// - Parameter key: makes a repeated sending have one effect: a fresh `visit.newKey` per form shown.
    public static func form(
        to path: String, token: String, key: String = "", isInline: Bool = false, isFile: Bool = false, _ content: HTML
    ) -> HTML {
        let hidden: HTML = key.isEmpty ? .empty : "<input type=\"hidden\" name=\"\(Form.keyField)\" value=\"\(key)\">"
        let encoding: HTML = isFile ? " enctype=\"multipart/form-data\"" : .empty
        return """
            <form class="\(isInline ? "inline" : "form")" method="post" action="\(path)"\(encoding)>\
            <input type="hidden" name="\(Form.tokenField)" value="\(token)">\(hidden)\(content)</form>
            """
    }

    /// Fields side by side where there is room.
    public static func fields(_ fields: [Field]) -> HTML { "<div class=\"fields\">\(fields.map(field))</div>" }

    public enum ButtonStyle: String, Sendable {
        case plain = ""
        case go = "go"
        case goERP = "go erp"
        case danger, quiet
        case small
    }

    /// The button that sends the form around it.
    public static func submit(_ title: String, _ style: ButtonStyle = .go, name: String = "", value: String = "")
        -> HTML
    {
        """
        <button class="button \(style.rawValue)"\(attribute("name", name))\(attribute("value", value))>\(title)</button>
        """
    }

    /// A link that looks like a button: it only leads somewhere.
    public static func button(_ title: String, to path: String, _ style: ButtonStyle = .plain, key: String = "") -> HTML
    {
        "<a class=\"button \(style.rawValue)\" href=\"\(path)\"\(attribute("data-key", key))>\(title)</a>"
    }

    /// A button that does something at once: a form of one button.
    /// - Parameter sending: hidden values that go with it.
    public static func action(
        _ title: String, to path: String, token: String, _ style: ButtonStyle = .plain, key: String = "",
        sending values: [(name: String, value: String)] = []
    ) -> HTML {
        let hidden: [HTML] = values.map { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" }
        return form(to: path, token: token, key: key, isInline: true, "\(hidden)\(submit(title, style))")
    }
}
