import Kernel

/// Gapless numbers per series: taken inside the command's transaction, so a refused command takes none.
extension Transaction {
    /// The next number of a series: `nextNumber("INV", digits: 6)` → "INV-000001".
    public func nextNumber(_ series: String, digits: Int = 6) throws(Refusal) -> String {
        let taken = try write("UPDATE number_series SET last = last + 1 WHERE series = ?", [.text(series)])
        if taken == 0 { try write("INSERT INTO number_series (series, last) VALUES (?, 1)", [.text(series)]) }
        let number = try integer("SELECT last FROM number_series WHERE series = ?", [.text(series)])
        let text = String(number)
        return series + "-" + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
