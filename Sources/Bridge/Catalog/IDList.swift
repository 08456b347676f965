import Kernel

/// Ids of many records in one question. Lengths are rounded up, the last id repeated, so that the database knows the
/// question again.
public enum IDList {
    /// Ids in one question.
    static let most = 256

    public static func bites(_ ids: [String]) -> [(marks: String, values: [Value])] {
        stride(from: 0, to: ids.count, by: most).map { start in
            let bite = ids[start..<min(start + most, ids.count)].map { Value.text($0) }
            var count = 1
            while count < bite.count { count *= 2 }
            let values = bite + Array(repeating: bite[bite.count - 1], count: count - bite.count)
            return (Array(repeating: "?", count: count).joined(separator: ", "), values)
        }
    }
}
