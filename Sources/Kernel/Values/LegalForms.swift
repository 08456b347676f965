/// Words at the end of a company's name that say how it is incorporated, not who it is; as folded names have them.
private let legalForms: Set<String> = [
    "ltd", "limited", "pty", "proprietary", "inc", "incorporated", "llc", "llp", "lp", "corp", "corporation", "co",
    "company", "plc", "pte", "gmbh", "ag", "bv", "sarl", "nz",
]

/// The name by which twins of a company are found, whatever its legal form: "Ngāti Pāoa Holdings Ltd." and "Ngati
/// Paoa Holdings Limited" are both "ngati paoa holdings". A name that is nothing else keeps its first word.
public func foldedCompanyName(_ name: some StringProtocol) -> String {
    var words = foldedForMatching(name).split(separator: " ")
    while words.count > 1, let last = words.last, legalForms.contains(String(last)) { words.removeLast() }
    return words.joined(separator: " ")
}
