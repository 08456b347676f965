import Kernel

/// What a company of a country starts with, as data: tax codes and payment terms.
enum CompanyTemplates {
    /// Code, name, rate in basis points, kind.
    static func taxCodes(of country: String) -> [(code: String, name: String, basisPoints: Int, kind: TaxKind)] {
        let imported = ("GIVEN", "As the source document gives it", 0, TaxKind.given)
        switch country {
        case "NZ":
            return [
                ("GST15", "GST 15 %", 1_500, .standard), ("GST0", "GST zero-rated", 0, .zeroRated),
                ("GSTEX", "GST exempt", 0, .exempt), imported,
            ]
        case "AU":
            return [
                ("GST10", "GST 10 %", 1_000, .standard), ("GSTFREE", "GST-free", 0, .zeroRated),
                ("INPUTTAXED", "Input taxed", 0, .exempt), imported,
            ]
        default:
            return [("EXPORT", "Export", 0, .zeroRated), ("EXEMPT", "Exempt", 0, .exempt), imported]
        }
    }

    static let paymentTerms = [
        PaymentTerms("COD", days: 0),
        PaymentTerms("NET7", days: 7),
        PaymentTerms("NET14", days: 14),
        PaymentTerms("NET20", days: 20),
        PaymentTerms("NET30", days: 30),
        PaymentTerms("NET60", days: 60),
        PaymentTerms("20EOM", days: 20, rule: .endOfMonthFollowing),
        PaymentTerms("2-10-NET30", days: 30, discountPercent: 2, discountDays: 10),
    ]
}
