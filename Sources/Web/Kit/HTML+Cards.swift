import HTMLText
import Kernel

extension HTML {
    /// A block of a page with its heading, where its figures come from, and as of when.
    /// - Parameters:
    ///   - live: objects whose changes refresh it, such as `["crm.Quote", "erp.SalesOrder"]`; needs an `id`.
    public static func card(
        _ title: String, source: Source? = nil, asOf: HTML = .empty, action: HTML = .empty, badge: HTML = .empty,
        id: String = "", live: [String] = [], _ content: HTML
    ) -> HTML {
        let origin: HTML =
            asOf.isEmpty ? .empty : "<span>\(source?.name ?? "")\(source == nil ? "" : " · ")as of \(asOf)</span>"
        let aside: HTML =
            origin.isEmpty && action.isEmpty ? .empty : "<div class=\"asof\">\(origin)\(action)</div>"
        return """
            <section class="card"\(attribute("id", id))\(attribute("data-live", live.joined(separator: " ")))>\
            <header><h2>\(source?.mark)\(title)\(badge.isEmpty ? .empty : " \(badge)" as HTML)</h2>\(aside)</header>\
            \(content)</section>
            """
    }

    /// Cards one for each record: on the open page new ones appear, gone ones go, and the others stay as they are.
    /// Each card has an `id` of its own.
    /// - Parameter live: objects whose changes refresh it.
    public static func each(_ id: String, live: [String], _ cards: [HTML]) -> HTML {
        "<div id=\"\(id)\" class=\"stack each\" data-live=\"\(live.joined(separator: " "))\">\(cards)</div>"
    }

    /// The strip of figures under a page's name.
    public static func facts(_ facts: [Fact]) -> HTML {
        if facts.isEmpty { return .empty }
        let items: [HTML] = facts.map { fact in
            let note: HTML = fact.note.isEmpty ? .empty : "<small>\(fact.note)</small>"
            return """
                <div class="\(fact.tone.rawValue)"><dt>\(fact.source?.mark)\(fact.label)</dt><dd>\
                \(fact.value)\(note)</dd></div>
                """
        }
        return "<dl class=\"facts\">\(items)</dl>"
    }

    /// The way to have the card's rows as a CSV file.
    public static func csv(_ path: String) -> HTML { "<a href=\"\(path)\" download>CSV</a>" }

    /// Names and values within a card.
    public static func details(_ pairs: [(label: String, value: HTML)]) -> HTML {
        let items: [HTML] = pairs.map { "<div><dt>\($0.label)</dt><dd>\($0.value)</dd></div>" }
        return "<dl class=\"list-facts\">\(items)</dl>"
    }

    /// A state in a word, with a colour.
    public static func pill(_ text: String, _ tone: Tone = .plain) -> HTML {
        "<span class=\"pill \(tone.rawValue)\">\(text)</span>"
    }

    /// The system's name as a pill, in front of a line of a timeline.
    public static func pill(_ source: Source) -> HTML {
        "<span class=\"pill \(source.rawValue)\">\(source.name)</span>"
    }

    /// What to do next and why, with the button that does it.
    public static func advice(_ text: HTML, tone: Tone = .plain, action: HTML = .empty) -> HTML {
        "<div class=\"advice \(tone.rawValue)\"><p>\(text)</p>\(action)</div>"
    }

    /// Nothing here yet: what would be here, and how to begin.
    public static func emptyState(_ title: String, _ text: HTML = .empty, action: HTML = .empty) -> HTML {
        "<div class=\"empty\"><b>\(title)</b>\(text.isEmpty ? .empty : "<p>\(text)</p>" as HTML)\(action)</div>"
    }

    /// Something went well: shown once at the top of the page.
    public static func notice(_ text: String) -> HTML { "<p class=\"notice\" role=\"status\">\(text)</p>" }

    /// Two columns, the left wider; under each other where there is no room.
    public static func columns(_ left: [HTML], _ right: [HTML]) -> HTML {
        "<div class=\"cols\"><div class=\"stack\">\(left)</div><div class=\"stack\">\(right)</div></div>"
    }

    /// Two columns of one width.
    public static func halves(_ left: [HTML], _ right: [HTML]) -> HTML {
        "<div class=\"halves\"><div class=\"stack\">\(left)</div><div class=\"stack\">\(right)</div></div>"
    }

    /// ` name="value"`, or nothing when the value is blank.
    public static func attribute(_ name: HTML, _ value: String) -> HTML {
        value.isEmpty ? .empty : " \(name)=\"\(value)\""
    }

    /// A link to another site: only http and https are let through; other addresses stay text.
    public static func outside(_ address: String) -> HTML {
        let lower = address.lowercased()
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") {
            return "<a href=\"\(address)\" rel=\"noopener noreferrer\">\(address)</a>"
        }
        guard !address.contains(":"), address.contains("."), !address.contains(" ") else { return "\(address)" }
        return "<a href=\"https://\(address)\" rel=\"noopener noreferrer\">\(address)</a>"
    }
}

extension [HTML] {
    /// One after the other, with a separator between them.
    public func joined(_ separator: HTML = " ") -> HTML {
        var result = HTML.empty
        for (index, part) in enumerated() {
            if index > 0 { result += separator }
            result += part
        }
        return result
    }
}
