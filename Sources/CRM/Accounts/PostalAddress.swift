import Kernel

/// A place that post or goods reach, in the parts of New Zealand's and Australia's addressing rules.
public struct PostalAddress: Hashable, Sendable {
    public var street = ""
    public var suburb = ""
    public var city = ""
    public var region = ""
    public var postcode = ""
    /// Two letters of ISO 3166.
    public var country = "NZ"

    public init(
        street: String = "", suburb: String = "", city: String = "", region: String = "", postcode: String = "",
        country: String = "NZ"
    ) {
        self.street = street
        self.suburb = suburb
        self.city = city
        self.region = region
        self.postcode = postcode
        self.country = country
    }

    public var isBlank: Bool { street.isEmpty && suburb.isEmpty && city.isEmpty && postcode.isEmpty }

    /// "53 Pirie Street, Mount Victoria, Wellington 6011, NZ"
    public var oneLine: String {
        let town = [city, country == "NZ" ? "" : region, postcode].filter { !$0.isEmpty }.joined(separator: " ")
        return [street, suburb, town, country].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// Brings the address to its country's form and adds what is wrong with it.
    mutating func check(_ validation: inout Validation) {
        street = Self.normalisedBox(trimmed(street))
        suburb = Self.normalisedRuralDelivery(trimmed(suburb))
        city = trimmed(city)
        postcode = trimmed(postcode)
        do throws(ValueError) {
            country = try Country.code(country)
        } catch {
            validation.add(.invalidValue, error.message, field: "country", allowed: error.allowed)
        }
        switch country {
        case "NZ": checkNewZealand(&validation)
        case "AU": checkAustralia(&validation)
        default: break
        }
    }

    private mutating func checkNewZealand(_ validation: inout Validation) {
        if !postcode.isEmpty, !Self.isFourDigits(postcode) {
            validation.add(
                .invalidValue, "'\(postcode)' is not a New Zealand postcode", field: "postcode",
                allowed: "4 digits, zeros in front kept")
        }
        let number = street.prefix { $0 != " " }
        let ends = number.split(separator: "-", omittingEmptySubsequences: false)
        if ends.count == 2, ends.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }) {
            validation.add(
                .invalidValue, "'\(street)' has a range of street numbers", field: "street",
                allowed: "one number, such as 4 Main Street, or a unit, such as 4/12 Main Street")
        }
        let words = street.lowercased()
        if words.hasPrefix("cnr ") || words.hasPrefix("corner ") {
            validation.add(
                .invalidValue, "'\(street)' is a corner, not an address", field: "street",
                allowed: "a number and one street")
        }
    }

    private mutating func checkAustralia(_ validation: inout Validation) {
        region = AustralianState.code(of: trimmed(region))
        guard !region.isEmpty else { return }
        guard let ranges = AustralianState.postcodes[region] else {
            validation.add(
                .invalidValue, "'\(region)' is not an Australian state", field: "region",
                allowed: AustralianState.postcodes.keys.sorted().joined(separator: ", "))
            return
        }
        guard !postcode.isEmpty else { return }
        guard Self.isFourDigits(postcode), let code = Int(postcode), ranges.contains(where: { $0.contains(code) })
        else {
            validation.add(
                .invalidValue, "The postcode '\(postcode)' is not of \(region)", field: "postcode",
                allowed: ranges.map { "\($0.lowerBound)–\($0.upperBound)" }.joined(separator: ", "))
            return
        }
    }

    private static func isFourDigits(_ text: String) -> Bool {
        text.utf8.count == 4 && text.allSatisfy(\.isASCIIDigit)
    }

    /// "P. O. Box 23 226" → "PO Box 23226".
    static func normalisedBox(_ street: String) -> String {
        let letters = street.lowercased().filter { $0.isLetter }
        guard letters == "pobox" || letters == "postofficebox" else { return street }
        let digits = street.filter(\.isASCIIDigit)
        return digits.isEmpty ? street : "PO Box " + digits
    }

    /// "R.D.1" and "R D 1" → "RD 1".
    static func normalisedRuralDelivery(_ suburb: String) -> String {
        let plain = suburb.filter { $0 != "." && $0 != " " }
        let digits = plain.dropFirst(2)
        guard plain.prefix(2).lowercased() == "rd", !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else {
            return suburb
        }
        return "RD " + digits
    }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
}

/// Australia's states, their names and the postcodes of each.
enum AustralianState {
    static let postcodes: [String: [ClosedRange<Int>]] = [
        "NSW": [1000...2599, 2619...2899, 2921...2999], "ACT": [200...299, 2600...2618, 2900...2920],
        "VIC": [3000...3999, 8000...8999], "QLD": [4000...4999, 9000...9999], "SA": [5000...5999],
        "WA": [6000...6999], "TAS": [7000...7999], "NT": [800...999],
    ]

    private static let names = [
        "new south wales": "NSW", "australian capital territory": "ACT", "victoria": "VIC", "queensland": "QLD",
        "south australia": "SA", "western australia": "WA", "tasmania": "TAS", "northern territory": "NT",
    ]

    static func code(of region: String) -> String { names[region.lowercased()] ?? region.uppercased() }
}
