import Kernel
import Platform

/// The sales side of a GST return over some days, from the tax sub-ledger: the figures of New Zealand's GST101A
/// boxes 5 to 8 and Australia's G1 and 1A. Every figure drills down to its tax entries.
public struct TaxReturn: Hashable, Sendable {
    /// All sales, tax included: box 5, G1.
    public let sales: Money
    /// Zero-rated and GST-free sales: box 6, G3.
    public let zeroRated: Money
    public let exempt: Money
    /// The tax on sales: box 8, 1A.
    public let tax: Money

    /// Documents dated from one day to another, both included.
    public static func over(
        from first: CalendarDate, through last: CalendarDate, in session: any StoreSession
    ) throws(StoreError) -> TaxReturn {
        let currency = try session.find(Company.only)?.currency ?? .none
        let rows = try session.rows(
            """
            SELECT c.kind, SUM(t.net), SUM(t.tax) FROM tax_entry t JOIN tax_code c ON c.id = t.tax_code
            WHERE t.date >= ? AND t.date <= ? GROUP BY c.kind
            """, [.date(first), .date(last)], as: [.text, .integer, .integer])
        func net(_ kind: TaxKind) -> Money {
            rows.first { $0[0].text == kind.rawValue }?[1].money(currency) ?? .zero(currency)
        }
        let tax = rows.reduce(Money.zero(currency)) { $0 + $1[2].money(currency) }
        return TaxReturn(
            sales: net(.standard) + net(.given) + net(.zeroRated) + tax, zeroRated: net(.zeroRated),
            exempt: net(.exempt), tax: tax)
    }
}
