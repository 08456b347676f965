/// How names of the program become addresses: `PriceBookEntry` → `price-book-entries`.
enum Names {
    /// `setCreditLimit` → `set-credit-limit`, `CRMSettings` → `crm-settings`.
    static func kebab(_ name: String) -> String {
        let letters = Array(name)
        var result = ""
        for (index, letter) in letters.enumerated() {
            let follows = index > 0 && letter.isUppercase
            let startsWord =
                follows
                && (!letters[index - 1].isUppercase || (index + 1 < letters.count && letters[index + 1].isLowercase))
            if startsWord { result.append("-") }
            result.append(letter.lowercased())
        }
        return result
    }

    /// `SalesOrder` → `sales-orders`: the address of all objects of a kind.
    static func plural(_ object: String) -> String {
        let word = kebab(object)
        if word.hasSuffix("settings") { return word }
        if word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) {
            return word.dropLast() + "ies"
        }
        let hisses = ["s", "x", "ch", "sh"].contains { word.hasSuffix($0) }
        return word + (hisses ? "es" : "s")
    }
}
