extension FixedDecimal: CustomStringConvertible {
    /// The shortest exact form: "12", "1.5", "-0.000001".
    public var description: String {
        decimalText(negative: micros < 0, magnitude: micros.magnitude, scale: 6, trimmed: true)
    }

    /// Reads an optional sign, digits, and optionally a point with digits after it; ASCII only, no spaces, no
    /// thousands separators, no exponent. Decimals past the sixth must be zeros.
    public init(_ text: some StringProtocol) throws(ValueError) {
        var reader = FieldReader(text.utf8.makeIterator())
        let negative = reader.take("-")
        if !negative { _ = reader.take("+") }
        var magnitude: UInt128 = 0
        var overflow = false
        var wholeDigits = 0
        while let digit = reader.digit() {
            wholeDigits += 1
            if wholeDigits <= 30 {
                magnitude = magnitude &* 10 &+ UInt128(truncatingIfNeeded: digit)
            } else {
                overflow = Self.append(digit, to: &magnitude) || overflow
            }
        }
        var decimals = 0
        var tooFine = false
        if wholeDigits > 0, reader.take(".") {
            while let digit = reader.digit() {
                decimals += 1
                if decimals <= 6 {
                    overflow = Self.append(digit, to: &magnitude) || overflow
                } else if digit != 0 {
                    tooFine = true
                }
            }
            if decimals == 0 { wholeDigits = 0 }
        }
        guard wholeDigits > 0, reader.isAtEnd else {
            throw ValueError(
                "\(quoted(text)) is not a decimal number",
                allowed: "an optional sign, digits, and optionally '.' with 1 to 6 digits, such as -12.5")
        }
        guard !tooFine else {
            throw ValueError("\(quoted(text)) has more than 6 decimals", allowed: "at most 6 decimals")
        }
        while decimals < 6 {
            overflow = Self.append(0, to: &magnitude) || overflow
            decimals += 1
        }
        guard !overflow, let micros = signed(magnitude, negative: negative) else {
            throw ValueError("\(quoted(text)) is too large", allowed: "within ±\(FixedDecimal(micros: .max))")
        }
        self.init(micros: micros)
    }

    private static func append(_ digit: Int, to magnitude: inout UInt128) -> Bool {
        let (shifted, overflow) = magnitude.multipliedReportingOverflow(by: 10)
        let (sum, carry) = shifted.addingReportingOverflow(UInt128(truncatingIfNeeded: digit))
        magnitude = sum
        return overflow || carry
    }
}
