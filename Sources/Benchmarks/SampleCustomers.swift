import ERP
import Kernel
import Platform

/// Customers of a New Zealand wholesaler, made up but valid: each with a tax number, most with names shared in part.
struct SampleCustomers {
    private static let places = ["Harbour", "Kauri", "Rimu", "Southern", "Pacific", "Tasman", "Alpine", "Coastal"]
    private static let trades = [
        "Marine", "Engineering", "Pumps", "Dairy", "Timber", "Electrical", "Plumbing", "Roofing", "Foods", "Irrigation",
    ]
    private static let kinds = ["Supplies", "Services", "Holdings", "Contractors", "Traders", "Works", "Brothers"]
    private static let cities = ["Auckland", "Hamilton", "Tauranga", "Napier", "Wellington", "Nelson", "Dunedin"]

    let terms: ID<PaymentTerms>?
    let prefix: String

    init(terms: ID<PaymentTerms>?, prefix: String = "C") {
        self.terms = terms
        self.prefix = prefix
    }

    func calls(_ range: Range<Int>, by actor: Actor) -> [CommandCall] {
        range.map { CommandCall(customer($0), by: actor, why: "take-on") }
    }

    func customer(_ index: Int) -> ImportCustomer {
        var customer = ImportCustomer(legalName: Self.name(index))
        customer.fields[\.number] = prefix + String(1_000_000 + index)
        customer.fields[\.taxNumber] = Self.taxNumber(index)
        customer.fields[\.email] = "accounts\(index)@example.co.nz"
        customer.fields[\.phone] = "+649" + String(3_000_000 + index % 7_000_000)
        customer.fields[\.street] = "\(1 + index % 400) \(Self.places[index / 7 % 8]) Road"
        customer.fields[\.city] = Self.cities[index / 3 % 7]
        // As many postcodes as New Zealand has.
        customer.fields[\.postcode] = String(String(10_000 + 110 + index &* 2_654_435_761 % 1_800).dropFirst())
        customer.fields[\.country] = "NZ"
        customer.fields[\.contactName] = "Aroha \(Self.trades[index % 10])"
        customer.fields[\.terms] = terms
        customer.fields[\.creditLimit] = Money(minorUnits: Int64(1_000 + index % 50 * 500) * 100, currency: .nzd)
        return customer
    }

    /// "Tavikoro Dairy Holdings Ltd": the first word is nobody else's.
    static func name(_ index: Int) -> String {
        let mixed = index &* 0x9E37_79B1 & 0xFF_FFFF
        let word = (0..<4).map { syllables[mixed >> ($0 * 6) & 63] }.joined()
        return "\(word.prefix(1).uppercased())\(word.dropFirst()) \(trades[index % 10]) \(kinds[index / 10 % 7]) Ltd"
    }

    private static let syllables = [
        "ta", "ko", "ri", "wha", "nu", "mo", "vi", "pe", "sa", "lo", "hi", "be", "du", "ga", "ke", "za",
    ]
    .flatMap { first in ["", "n", "r", "l"].map { first + $0 } }

    /// A valid Inland Revenue number of its own; blank for the few that no check digit fits.
    static func taxNumber(_ index: Int) -> String {
        let base = 1_000_000 + index * 2
        for candidate in base...(base + 1) {
            var rest = candidate
            var digits = [Int](repeating: 0, count: 8)
            for place in (0..<8).reversed() {
                digits[place] = rest % 10
                rest /= 10
            }
            for weights in [[3, 2, 7, 6, 5, 4, 3, 2], [7, 4, 3, 2, 5, 2, 7, 6]] {
                let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
                let check = (11 - sum % 11) % 11
                if check < 10 { return String(candidate * 10 + check) }
            }
        }
        return ""
    }
}
