import HTMLText
import Kernel

/// One step of a track: what happens, when it did or will, and how far it is.
public struct Step: Sendable {
    public enum Progress: String, Sendable { case done, now, due, stuck }

    public var name: String
    /// "3 Nov", "due 4 Dec", "8 of 12".
    public var detail: HTML
    public var progress: Progress

    public init(_ name: String, _ detail: HTML = .empty, _ progress: Progress) {
        self.name = name
        self.detail = detail
        self.progress = progress
    }
}

/// One line of a timeline.
public struct Happening: Sendable {
    public var at: Instant
    public var source: Source
    public var text: HTML

    public init(at: Instant, source: Source, text: HTML) {
        self.at = at
        self.source = source
        self.text = text
    }
}

extension HTML {
    /// Where something stands: dated steps, and what is still due.
    public static func track(_ label: String, source: Source = .erp, _ steps: [Step]) -> HTML {
        let items: [HTML] = steps.map { step in
            let said: String
            switch step.progress {
            case .done: said = "done"
            case .now: said = "under way"
            case .due: said = "still due"
            case .stuck: said = "held up"
            }
            let current: HTML = step.progress == .now ? " aria-current=\"step\"" : .empty
            let mark = step.progress == .due ? "" : step.progress == .now ? "done now" : step.progress.rawValue
            return """
                <li\(attribute("class", mark))\(current)><b>\(step.name)</b>\(step.detail)\
                <span class="visually-hidden"> (\(said))</span></li>
                """
        }
        return "<ol class=\"track \(source.rawValue)\" aria-label=\"\(label)\" tabindex=\"0\">\(items)</ol>"
    }

    /// What happened, newest first.
    public static func timeline(_ happenings: [Happening], _ format: Format) -> HTML {
        if happenings.isEmpty { return emptyState("Nothing has happened yet") }
        let items: [HTML] = happenings.map {
            "<li>\(format.instant($0.at))<div>\(pill($0.source)) \($0.text)</div></li>"
        }
        return "<ol class=\"timeline\">\(items)</ol>"
    }
}
