import Kernel

/// All figures of one run of the program, with the machine that they were measured on.
public struct BenchmarkReport: Sendable {
    public let machine: Machine
    public internal(set) var figures: [Figure] = []

    init(machine: Machine) { self.machine = machine }

    /// Every figure that has a limit keeps it.
    public var isMet: Bool { figures.allSatisfy { $0.isMet ?? true } }

    /// One JSON object.
    public var json: String {
        var json = JSONWriter(reservingBytes: 4_096)
        json.beginObject()
        json.key("machine")
        machine.write(to: &json)
        json.key("figures")
        json.beginArray()
        for figure in figures { write(figure, to: &json) }
        json.endArray()
        json.key("met")
        json.bool(isMet)
        json.endObject()
        return json.text
    }

    private func write(_ figure: Figure, to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", figure.name)
        number("value", figure.median, &json)
        json.field("unit", figure.unit)
        number("limit", figure.bar.limit, &json)
        number("ratio", figure.ratio, &json)
        json.key("met")
        if let isMet = figure.isMet { json.bool(isMet) } else { json.null() }
        number("min", figure.minimum, &json)
        number("max", figure.maximum, &json)
        json.field("runs", figure.values.count)
        json.endObject()
    }

    private func number(_ name: String, _ value: Double?, _ json: inout JSONWriter) {
        json.key(name)
        if let value, value.isFinite { json.literal(Self.text(value)) } else { json.null() }
    }

    /// A table for a person, with a bar against each limit: full at the limit, longer when it is beaten.
    public var table: String {
        var lines = machine.lines
        lines.append("")
        let width = (figures.map(\.title.count).max() ?? 0) + 2
        for figure in figures {
            var line = Self.padded(figure.title, width)
            line += Self.padded(Self.text(figure.median) + " " + figure.unit, 18)
            switch figure.bar {
            case .atLeast(let limit): line += Self.padded("≥ " + Self.text(limit), 12)
            case .atMost(let limit): line += Self.padded("≤ " + Self.text(limit), 12)
            case .none: line += Self.padded("", 12)
            }
            if let ratio = figure.ratio {
                line += Self.bar(ratio) + (figure.isMet == true ? "  met   " : "  MISSED")
            } else {
                line += Self.padded("", 28)
            }
            if figure.values.count > 1 {
                line += "  \(Self.text(figure.minimum)) … \(Self.text(figure.maximum)) in \(figure.values.count) runs"
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Ten cells to the limit, up to ten more beyond it.
    static func bar(_ ratio: Double) -> String {
        let cells = ratio.isFinite ? max(0, min(20, Int((ratio * 10).rounded(.down)))) : 20
        let kept = String(repeating: "█", count: min(cells, 10)) + String(repeating: "·", count: max(0, 10 - cells))
        let beyond = String(repeating: "█", count: max(0, cells - 10))
        return kept + "|" + padded(beyond, 10)
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// Three significant digits, or all digits of a large number.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = value.magnitude
        if size >= 1_000 { return String(Int64(value.rounded())) }
        let decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
        let scale = [1.0, 10, 100, 1_000][decimals]
        let scaled = Int64((value * scale).rounded())
        guard decimals > 0 else { return String(scaled) }
        let digits = String(scaled.magnitude)
        let filled = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = scaled < 0 ? "-" : ""
        return sign + filled.dropLast(decimals) + "." + filled.suffix(decimals)
    }
}
