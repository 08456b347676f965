import HTMLText
import Kernel

/// A column of a table over rows of any kind.
public struct Column<Row> {
    public var title: HTML
    public var label: String
    public var isNumber: Bool
    public var total: HTML
    /// `ascending`, `descending`, or nothing.
    public var sorted: String
    public let cell: (Row) -> HTML

    /// - Parameter total: the cell of the foot, such as the sum.
    public init(
        _ label: String, title: HTML? = nil, isNumber: Bool = false, total: HTML = .empty, sorted: String = "",
        _ cell: @escaping (Row) -> HTML
    ) {
        self.label = label
        self.title = title ?? "\(label)"
        self.isNumber = isNumber
        self.total = total
        self.sorted = sorted
        self.cell = cell
    }

    /// Right-aligned, in figures of one width.
    public static func number(_ label: String, total: HTML = .empty, _ cell: @escaping (Row) -> HTML) -> Column {
        Column(label, isNumber: true, total: total, cell)
    }
}

extension HTML {
    /// A table. The first column names the row; on a phone a wide table (four columns or more) becomes a stack of
    /// cards, each value with its column's name.
    /// - Parameters:
    ///   - caption: for those who do not see the heading of the card around it.
    ///   - mark: a class for a row, such as `here`.
    public static func table<Row>(
        _ caption: String, _ rows: [Row], columns: [Column<Row>], id: String = "", mark: (Row) -> String = { _ in "" }
    ) -> HTML {
        let heads: [HTML] = columns.map { column in
            let sort = attribute("aria-sort", column.sorted)
            return "<th scope=\"col\"\(column.isNumber ? numeric : .empty)\(sort)>\(column.title)</th>"
        }
        let openings: [HTML] = columns.enumerated().map { index, column in
            let tag: HTML = index == 0 ? "th scope=\"row\"" : "td"
            return "<\(tag)\(column.isNumber ? numeric : .empty)\(attribute("data-label", column.label))>"
        }
        let (lines, isReached) = body(rows, cells: columns.map(\.cell), openings, mark)
        let hasFoot = columns.contains { !$0.total.isEmpty }
        let feet: [HTML] = columns.enumerated().map { index, column in
            if index == 0 { return "<th scope=\"row\">\(column.total.isEmpty ? "Total" : column.total)</th>" }
            let label = column.total.isEmpty ? .empty : attribute("data-label", column.label)
            return "<td\(column.isNumber ? numeric : .empty)\(label)>\(column.total)</td>"
        }
        let foot: HTML = hasFoot ? "<tfoot><tr>\(feet)</tr></tfoot>" : .empty
        let wide = columns.count > 3 ? "wide" : ""
        // A part that scrolls can be reached by keyboard: by what is in it, or else by itself.
        let focus: HTML = isReached ? .empty : " tabindex=\"0\" role=\"group\" aria-label=\"\(caption)\""
        return """
            <div class="scroll"\(focus)><table\(attribute("class", wide))\(attribute("id", id))>\
            <caption class="visually-hidden">\(caption)</caption>\
            <thead><tr>\(heads)</tr></thead><tbody>\(lines)</tbody>\(foot)</table></div>
            """
    }

    /// The rows between the heads and the foot; and whether any of them holds a control.
    private static func body<Row>(
        _ rows: [Row], cells: [(Row) -> HTML], _ openings: [HTML], _ mark: (Row) -> String
    ) -> (lines: HTML, isReached: Bool) {
        var lines: HTML = .empty
        var isReached = false
        for row in rows {
            let kind = mark(row)
            lines += kind.isEmpty ? "<tr>" : "<tr\(attribute("class", kind))>"
            for index in cells.indices {
                let cell = cells[index](row)
                isReached = isReached || cell.holdsControl
                lines += openings[index]
                lines += cell
                lines += index == 0 ? "</th>" : "</td>"
            }
            lines += "</tr>"
        }
        return (lines, isReached)
    }

    /// Does it hold a link or a button?
    private var holdsControl: Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = bytes[...]
            while let mark = rest.firstIndex(of: UInt8(ascii: "<")) {
                rest = rest[(mark + 1)...]
                if rest.starts(with: "a ".utf8) || rest.starts(with: "button".utf8) { return true }
            }
            return false
        }
    }

    private static let numeric: HTML = " class=\"num\""

    /// The link with which the first cell of a row opens it, and a quieter second line.
    public static func opener(_ text: String, _ path: String, under: HTML = .empty) -> HTML {
        let below: HTML = under.isEmpty ? .empty : "<span class=\"under\">\(under)</span>"
        return "<a class=\"open\" href=\"\(path)\">\(text)</a>\(below)"
    }
}
