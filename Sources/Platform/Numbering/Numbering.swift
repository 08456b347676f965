import Kernel

/// Gapless numbers per series: taken inside the command's transaction, so a refused command takes none.
extension Transaction {
    /// The next number of a series: `nextNumber("INV", digits: 6)` → "INV-000001".
    public func nextNumber(_ series: String, digits: Int = 6) throws(Refusal) -> String {
        let row = try rows(
            """
            INSERT INTO number_series (series, last) VALUES (?, 1)
            ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last
            """, [.text(series)], as: [.integer])
        guard case .integer(let number)? = row.first?.first else {
            throw Refusal(.storeFailed, "the series \(series) gave no number")
        }
        let text = String(number)
        return series + "-" + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
