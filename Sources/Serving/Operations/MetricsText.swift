import Suite

/// Writes measures in the text format of Prometheus: names with their units, whole seconds as decimals.
struct MetricsText {
    private(set) var text = ""

    typealias Labels = [(String, String)]

    enum Kind: String { case counter, gauge, histogram }

    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: Labels = [], _ value: Int) {
        text += name + Self.braced(labels) + " \(value)\n"
    }

    mutating func seconds(_ name: String, _ labels: Labels = [], microseconds: Int64) {
        text += name + Self.braced(labels) + " \(Self.decimal(microseconds))\n"
    }

    mutating func histogram(_ name: String, _ labels: Labels, _ histogram: Histogram) {
        var sum = 0
        for (end, count) in zip(Histogram.ends, histogram.counts) {
            sum += count
            sample(name + "_bucket", labels + [("le", Self.decimal(end))], sum)
        }
        sample(name + "_bucket", labels + [("le", "+Inf")], histogram.count)
        seconds(name + "_sum", labels, microseconds: histogram.total)
        sample(name + "_count", labels, histogram.count)
    }

    static func decimal(_ microseconds: Int64) -> String {
        let rest = String(microseconds % 1_000_000)
        var digits = String(repeating: "0", count: 6 - rest.count) + rest
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(microseconds / 1_000_000)" + (digits.isEmpty ? "" : "." + digits)
    }

    private static func braced(_ labels: Labels) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text
    }
}
