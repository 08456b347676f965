import Kernel

/// Lists of values in a question. Their lengths are rounded up, the last value repeated, so that the database knows
/// the question again instead of working out its plan for every length.
public enum ValueList {
    /// Ids in one question.
    static let longest = 256

    static func rounded(_ values: [Value]) -> [Value] {
        guard let last = values.last else { return [] }
        var count = 1
        while count < values.count { count *= 2 }
        return values + Array(repeating: last, count: count - values.count)
    }

    static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

    /// Any number of ids, in as many questions as they need: `IN (marks)` with the values.
    public static func bites(_ ids: [String]) -> [(marks: String, values: [Value])] {
        stride(from: 0, to: ids.count, by: longest).map { start in
            let values = rounded(ids[start..<min(start + longest, ids.count)].map { .text($0) })
            return (marks(values.count), values)
        }
    }
}
