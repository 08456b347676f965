/// Numbers by which registers know a business, checked by their check digits.
///
/// Each function strips spaces and dashes, throws `ValueError` when length, characters, range or check digit is
/// wrong, and gives the bare digits. A right check digit does not mean that the register holds the number.
public enum BusinessIdentifier {
    /// New Zealand Business Number: a GS1 GLN of 13 digits that begins with 94.
    /// Check digit by GS1 General Specifications §7.9: weights 1,3,1,3…, (10 − Σ mod 10) mod 10.
    public static func nzbn(_ text: some StringProtocol) throws(ValueError) -> String {
        let digits = try digits(of: text, name: "NZBN", counts: 13...13)
        guard digits[0] == 9, digits[1] == 4 else {
            throw ValueError("the NZBN \(quoted(text)) does not begin with 94", allowed: "13 digits that begin with 94")
        }
        let sum = weighted(digits[..<12], [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3])
        guard (10 - sum % 10) % 10 == digits[12] else { throw wrongCheckDigit("NZBN", text) }
        return joined(digits)
    }

    /// Australian Business Number: 11 digits. Australian Business Register, "Format of the ABN": 1 off the first
    /// digit, weights 10,1,3,…,19, Σ divisible by 89.
    public static func abn(_ text: some StringProtocol) throws(ValueError) -> String {
        let digits = try digits(of: text, name: "ABN", counts: 11...11)
        let sum = weighted(digits[...], [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10
        guard digits[0] > 0, sum % 89 == 0 else { throw wrongCheckDigit("ABN", text) }
        return joined(digits)
    }

    /// Australian Company Number: 9 digits. ASIC, "Australian Company Number digit check": weights 8 to 1,
    /// (10 − Σ mod 10) mod 10.
    public static func acn(_ text: some StringProtocol) throws(ValueError) -> String {
        let digits = try digits(of: text, name: "ACN", counts: 9...9)
        let sum = weighted(digits[..<8], [8, 7, 6, 5, 4, 3, 2, 1])
        guard (10 - sum % 10) % 10 == digits[8] else { throw wrongCheckDigit("ACN", text) }
        return joined(digits)
    }

    /// New Zealand Inland Revenue (IRD) number: 8 or 9 digits from 10,000,000 to 150,000,000, given without a zero
    /// in front. Inland Revenue, "Non-Resident Withholding Tax and Resident Withholding Tax Specification Document"
    /// (31 March 2016), IRD number validation: the first weights, modulus 11; where they give 10, the second weights.
    public static func inlandRevenueNumber(_ text: some StringProtocol) throws(ValueError) -> String {
        let digits = try digits(of: text, name: "IRD number", counts: 8...9)
        let number = digits.reduce(0) { $0 * 10 + $1 }
        guard (10_000_000...150_000_000).contains(number) else {
            throw ValueError(
                "the IRD number \(quoted(text)) is out of range", allowed: "10-000-000 to 150-000-000")
        }
        let base = Array((digits.count == 8 ? [0] + digits : digits)[..<8])
        var check = (11 - weighted(base[...], [3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11
        if check == 10 {
            check = (11 - weighted(base[...], [7, 4, 3, 2, 5, 2, 7, 6]) % 11) % 11
        }
        guard check == number % 10 else { throw wrongCheckDigit("IRD number", text) }
        return String(number)
    }

    private static func digits(
        of text: some StringProtocol, name: String, counts: ClosedRange<Int>
    ) throws(ValueError) -> [Int] {
        var digits: [Int] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.append(Int(scalar.value - 48))
            case " ", "-", "\u{A0}", "\u{2010}", "\u{2011}", "\u{2013}": continue
            default:
                throw ValueError(
                    "the \(name) \(quoted(text)) has the character \(quoted(String(scalar)))",
                    allowed: "digits, spaces and dashes")
            }
        }
        guard counts.contains(digits.count) else {
            let allowed = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) or \(counts.upperBound)"
            throw ValueError(
                "the \(name) \(quoted(text)) has \(digits.count) digits", allowed: "\(allowed) digits")
        }
        return digits
    }

    private static func weighted(_ digits: ArraySlice<Int>, _ weights: [Int]) -> Int {
        zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func joined(_ digits: [Int]) -> String {
        digits.map(String.init).joined()
    }

    private static func wrongCheckDigit(_ name: String, _ text: some StringProtocol) -> ValueError {
        ValueError(
            "the \(name) \(quoted(text)) fails its check-digit test",
            allowed: "a number whose check digits are right: compare it with the source")
    }
}
