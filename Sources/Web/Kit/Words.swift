import HTMLText
import Kernel
import Synchronization

/// Names of the schema as a person reads them.
public enum Words {
    /// `salesOrder`, `SalesOrderLine`, `partShipped` → "Sales order", "Sales order line", "Part shipped".
    public static func spoken(_ name: String) -> String { spokenNames.text(of: name, spell) }

    /// Names of the program are few and are asked for on every page: each is spelt once.
    private static let spokenNames = KnownWords()
    private static let paths = KnownWords()

    private static func spell(_ name: String) -> String {
        if let known = exceptions[name] { return known }
        var words: [String] = []
        var word = ""
        let letters = Array(name)
        for (index, letter) in letters.enumerated() {
            let startsWord =
                letter.isUppercase && index > 0
                && (!letters[index - 1].isUppercase || (index + 1 < letters.count && letters[index + 1].isLowercase))
            if startsWord || letter == " " || letter == "_" || letter == "-" {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if letter != " ", letter != "_", letter != "-" { word.append(letter) }
        }
        if !word.isEmpty { words.append(word) }
        let text = words.enumerated().map { index, word in
            if let known = abbreviations[word.lowercased()] { return known }
            return word.count > 1 && word.allSatisfy(\.isUppercase) ? word : word.lowercased()
        }.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private static let exceptions = [
        "nzbn": "NZBN", "abn": "ABN", "id": "ID", "isPerson": "A person", "supportCase": "Case", "SupportCase": "Case",
        "CustomerOrder": "Order", "CustomerInvoice": "Invoice", "CustomerShipment": "Shipment",
        "CustomerCreditMemo": "Credit memo", "ReturnAuthorization": "Return", "CRMSettings": "CRM settings",
    ]
    private static let abbreviations = [
        "id": "ID", "gst": "GST", "erp": "ERP", "crm": "CRM", "nzbn": "NZBN", "abn": "ABN", "totp": "TOTP",
        "url": "URL",
    ]

    /// "customer" → "customers", "delivery" → "deliveries", "address" → "addresses".
    public static func plural(_ noun: String) -> String {
        let lower = noun.lowercased()
        if lower.hasSuffix("settings") { return noun }
        if lower.hasSuffix("y"), let before = lower.dropLast().last, !"aeiou".contains(before) {
            return noun.dropLast() + "ies"
        }
        return ["s", "x", "ch", "sh"].contains(where: lower.hasSuffix) ? noun + "es" : noun + "s"
    }

    /// `SalesOrder` → "sales-orders": the object's part of an address.
    public static func path(of object: String) -> String {
        paths.text(of: object) { object in
            let name = object == "CRMSettings" ? "CrmSetting" : object
            return plural(snakeCase(name).split(separator: "_").joined(separator: "-"))
        }
    }

    /// "1 line", "3 lines".
    public static func count(_ number: Int, _ noun: String) -> String {
        "\(Formatted.integer(Int64(number))) \(number == 1 ? noun : plural(noun))"
    }
}

/// Texts that were made of names, kept by name; a bounded number of them.
final class KnownWords: Sendable {
    private let known: Mutex<[String: String]> = Mutex([:])
    private static let most = 4_000

    func text(of name: String, _ make: (String) -> String) -> String {
        if let text = known.withLock({ $0[name] }) { return text }
        let text = make(name)
        known.withLock { known in
            if known.count < Self.most, name.utf8.count < 64 { known[name] = text }
        }
        return text
    }
}
