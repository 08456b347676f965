/// The known name that the written one was probably meant to be: few letters apart, however capitals are set.
package func closest(to name: String, among known: [String]) -> String? {
    let wanted = Array(name.lowercased().prefix(60))
    let limit = max(1, wanted.count / 3)
    let distances = known.map { (name: $0, distance: editDistance(wanted, Array($0.lowercased().prefix(60)))) }
    return distances.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.name
}

/// Letters to add, drop or change, two neighbours swapped counting once (optimal string alignment).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
        var row = [i]
        row.reserveCapacity(b.count + 1)
        for j in 1...b.count {
            var best = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
            row.append(best)
        }
        beforeLast = last
        last = row
    }
    return last[b.count]
}
