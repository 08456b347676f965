import HTMLText
import Kernel

/// One bar or point of a chart: a whole number decides its size, a text says it.
public struct Mark: Sendable {
    public var label: String
    public var size: Int64
    public var text: String
    public var tone: Tone

    public init(_ label: String, _ size: Int64, _ text: String, tone: Tone = .plain) {
        self.label = label
        self.size = size
        self.text = text
        self.tone = tone
    }

    /// Sized by its minor units.
    public init(_ label: String, _ money: Money, _ format: Format, tone: Tone = .plain) {
        self.init(label, money.minorUnits, format.moneyText(money), tone: tone)
    }
}

extension HTML {
    /// Bars lying one under the other, each with its figure; the same as a table for those who prefer one.
    public static func bars(_ caption: String, source: Source = .erp, _ marks: [Mark]) -> HTML {
        guard !marks.isEmpty else { return emptyState("Nothing to draw yet") }
        let largest = max(1, marks.map { abs($0.size) }.max() ?? 1)
        let height = marks.count * 34 + 4
        let rows: [HTML] = marks.enumerated().map { index, mark in
            let width = max(2, Int(abs(mark.size) * 300 / largest))
            let y = index * 34
            return """
                <text x="0" y="\(y + 20)">\(mark.label)</text>\
                <rect class="bar \(mark.tone.rawValue)" x="132" y="\(y + 7)" width="\(width)" height="18" rx="4">\
                </rect>\
                <text class="value" x="\(132 + width + 8)" y="\(y + 20)">\(mark.text)</text>
                """
        }
        return chart(
            caption, source, marks,
            "<svg viewBox=\"0 0 540 \(height)\" aria-hidden=\"true\" focusable=\"false\">\(rows)</svg>")
    }

    /// Standing bars over time.
    public static func histogram(_ caption: String, source: Source = .erp, _ marks: [Mark]) -> HTML {
        guard !marks.isEmpty else { return emptyState("Nothing to draw yet") }
        let largest = max(1, marks.map(\.size).max() ?? 1)
        let step = 600 / marks.count
        let columns: [HTML] = marks.enumerated().map { index, mark in
            let height = Int(max(0, mark.size) * 130 / largest)
            let x = index * step
            return """
                <rect class="bar \(mark.tone.rawValue)" x="\(x + step / 6)" y="\(150 - height)" \
                width="\(step * 2 / 3)" height="\(height)" rx="3"></rect>\
                <text x="\(x + step / 2)" y="168" text-anchor="middle">\(mark.label)</text>
                """
        }
        let drawing: HTML = """
            <svg viewBox="0 0 600 176" aria-hidden="true" focusable="false">\
            <line class="axis" x1="0" y1="150.5" x2="600" y2="150.5"></line>\(columns)</svg>
            """
        return chart(caption, source, marks, drawing)
    }

    private static func chart(_ caption: String, _ source: Source, _ marks: [Mark], _ drawing: HTML) -> HTML {
        let figures = table(
            caption, marks,
            columns: [Column("What") { "\($0.label)" }, Column.number("Figure") { "\($0.text)" }])
        return """
            <figure class="chart \(source.rawValue)"><div class="pad">\(drawing)</div>\
            <details><summary>As a table</summary>\(figures)</details></figure>
            """
    }

    /// A line as small as a word; `said` is what it says.
    public static func sparkline(_ sizes: [Int64], source: Source = .erp, said: String) -> HTML {
        guard sizes.count > 1, let least = sizes.min(), let most = sizes.max() else { return .empty }
        let range = max(1, most - least)
        let points = sizes.enumerated().map { index, size in
            "\(index == 0 ? "M" : "L")\(index * 88 / (sizes.count - 1) + 2) \(21 - Int((size - least) * 18 / range))"
        }
        return """
            <svg class="spark \(source.rawValue)" viewBox="0 0 92 24" role="img" aria-label="\(said)">\
            <path d="\(points.joined(separator: " "))"></path></svg>
            """
    }
}
