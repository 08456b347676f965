/// Telephone numbers in the one form that can be compared and dialled from anywhere: ITU-T E.164, "+6421123456".
///
/// Sources: ITU-T E.164 §6; New Zealand's numbering plan (Number Administration Deed); Australia's
/// Telecommunications Numbering Plan; the North American Numbering Plan.
public enum PhoneNumber {
    /// The E.164 form of a number as people write it, spaces, dashes, points, slashes and brackets left out.
    ///
    /// - Parameter country: two capital letters of ISO 3166: whose national numbers `text` may be written as. NZ, AU,
    ///   US and CA are known; under any other only international numbers are taken.
    /// - Throws: `ValueError` when a character, the length or the first digits are of no such number.
    public static func e164(_ text: some StringProtocol, country: String) throws(ValueError) -> String {
        let (digits, hasPlus) = try digits(of: text)
        if hasPlus { return try international(digits, text) }
        if let exit = exitCode(of: country), digits.hasPrefix(exit) {
            return try international(String(digits.dropFirst(exit.utf8.count)), text)
        }
        switch country {
        case "NZ": return "+64" + (try newZealand(digits, text))
        case "AU": return "+61" + (try australia(digits, text))
        case "US", "CA": return "+1" + (try northAmerica(digits, text))
        default:
            throw ValueError(
                "\(quoted(text)) is a national number, and those of \(quoted(country)) are not known",
                allowed: "a number with + and its country code, or one of NZ, AU, US or CA")
        }
    }

    private static func digits(of text: some StringProtocol) throws(ValueError) -> (digits: String, hasPlus: Bool) {
        var digits = ""
        var hasPlus = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "+" where digits.isEmpty && !hasPlus: hasPlus = true
            case " ", "-", ".", "/", "(", ")", "\t", "\u{A0}", "\u{2010}", "\u{2011}", "\u{2013}": continue
            default:
                throw ValueError(
                    "\(quoted(text)) has the character \(quoted(String(scalar))), which is of no telephone number",
                    allowed: "digits, one + in front, spaces, dashes, points, slashes and brackets")
            }
        }
        return (digits, hasPlus)
    }

    /// What is dialled before a country code.
    private static func exitCode(of country: String) -> String? {
        switch country {
        case "AU": "0011"
        case "US", "CA": "011"
        default: "00"
        }
    }

    /// 8 to 15 digits with the country code. The zero of "+64 (0)21" is left out: no number there begins with one.
    private static func international(_ digits: String, _ text: some StringProtocol) throws(ValueError) -> String {
        var number = digits
        if number.hasPrefix("640") || number.hasPrefix("610") {
            number = String(number.prefix(2) + number.dropFirst(3))
        }
        guard (8...15).contains(number.utf8.count), !number.hasPrefix("0") else {
            throw ValueError(
                "\(quoted(text)) is not an international number", allowed: "+, a country code, 8 to 15 digits in all")
        }
        return "+" + number
    }

    private static func newZealand(_ digits: String, _ text: some StringProtocol) throws(ValueError) -> String {
        let national = digits.dropFirst()
        let count = national.utf8.count
        let fits: Bool
        switch (digits.first, national.first) {
        case ("0", "2"): fits = (8...10).contains(count)
        case ("0", _) where national.hasPrefix("800"): fits = (9...10).contains(count)
        case ("0", _) where national.hasPrefix("508"): fits = count == 9
        case ("0", _) where national.hasPrefix("900"): fits = (8...10).contains(count)
        case ("0", "3"), ("0", "4"), ("0", "6"), ("0", "7"), ("0", "9"): fits = count == 8
        default: fits = false
        }
        guard fits else {
            throw ValueError(
                "\(quoted(text)) is not a New Zealand number",
                allowed: "02 and 7 to 9 digits; 03, 04, 06, 07 or 09 and 7 digits; 0800, 0508 or 0900 numbers")
        }
        return String(national)
    }

    private static func australia(_ digits: String, _ text: some StringProtocol) throws(ValueError) -> String {
        if digits.hasPrefix("1300") || digits.hasPrefix("1800"), digits.utf8.count == 10 { return digits }
        if digits.hasPrefix("13"), !digits.hasPrefix("1300"), digits.utf8.count == 6 { return digits }
        let national = digits.dropFirst()
        guard digits.first == "0", national.utf8.count == 9, let area = national.first, "23478".contains(area) else {
            throw ValueError(
                "\(quoted(text)) is not an Australian number",
                allowed: "02, 03, 04, 07 or 08 and 8 digits; 13 and 4 digits; 1300 or 1800 and 6 digits")
        }
        return String(national)
    }

    private static func northAmerica(_ digits: String, _ text: some StringProtocol) throws(ValueError) -> String {
        let national = Array((digits.utf8.count == 11 && digits.hasPrefix("1") ? digits.dropFirst() : digits[...]).utf8)
        let two = UInt8(ascii: "2")
        guard national.count == 10, national[0] >= two, national[3] >= two else {
            throw ValueError(
                "\(quoted(text)) is not a North American number",
                allowed: "10 digits, neither area code nor exchange beginning with 0 or 1")
        }
        return String(decoding: national, as: UTF8.self)
    }
}
