import Bridge
import Kernel
import Platform
import Suite

/// What stands in the editor: the text, what it began from, and the small change that a form asks for.
struct RecipeDraft: Sendable {
    var text: String
    var note = ""
    /// The newest version that was known when the editor was opened.
    var newest = 0
    /// The version that the writing began from.
    var from = 0
    /// The line that the form changes: "fields.phone".
    var line = ""
    var owner = ""
    var fallback = ""
    var link = ""
    /// Records that the preview is asked for, by side.
    var chosen: [Side: String] = [:]

    /// A version as the beginning of another.
    init(_ version: Visible<RecipeVersion>?, of shelf: RecipeShelf?, or recipe: Recipe) {
        text = version?.text ?? recipe.text
        newest = shelf?.newest?.number ?? 0
        from = version?.number ?? recipe.number
    }

    init(_ form: Form) {
        text = Self.plain(form.values["text"]?.last ?? "")
        note = form["note"]
        newest = Int(form["newest"]) ?? 0
        from = Int(form["from"]) ?? 0
        line = form["line"]
        owner = form["owner"]
        fallback = form["default"]
        link = form["link"]
        for side in Side.allCases {
            if let id = Form.reference(form.plain, "record-\(side.rawValue)").id { chosen[side] = id }
        }
    }

    /// Browsers end lines in their own way; a text ends with one line's end.
    static func plain(_ text: String) -> String {
        var text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        while text.hasSuffix("\n") { text.removeLast() }
        return text + "\n"
    }

    /// The small change, as it was chosen: what was left at "as it is" is not mentioned.
    var edit: RecipeLineEdit {
        func wish(_ text: String) -> String? { text.isEmpty ? nil : text == Self.none ? "" : text }
        return RecipeLineEdit(line, owner: wish(owner), fallback: wish(fallback), link: wish(link))
    }

    /// Takes something away.
    static let none = "-"
}
