import Kernel

extension FieldKind {
    /// What is lost when a value of this kind is written to a field of another; nil = nothing.
    func loss(to other: FieldKind) -> CarriageLoss? {
        switch (self, other) {
        case (.reference, .reference):
            return .impossible(
                "an id of one system means nothing to the other", allowed: "link: the recipe that joins the two objects"
            )
        case (.text, .reference), (.choice, .reference):
            return .impossible(
                "a text is not the id of a record", allowed: "link: the recipe that joins the two objects")
        case (.choice(let words), .choice(let known)):
            let missing = words.filter { !known.contains($0) }
            return missing.isEmpty
                ? nil
                : .lossy(
                    "no word for \(missing.map { "'\($0)'" }.joined(separator: ", "))",
                    allowed: "values: with a word for each, of \(known.joined(separator: ", "))")
        case (.text, .choice(let known)), (.reference, .choice(let known)):
            return .lossy("any text is written where only some words may be", allowed: known.joined(separator: ", "))
        case (.text, .text), (.choice, .text), (.reference, .text): return nil
        case (_, .text):
            return .lossy(
                "a \(plainName) is not a text", allowed: "'= concat(…)' with one owner, or one kind on both sides")
        case (.text, _):
            return .lossy(
                "not every text is a \(other.plainName); others are refused",
                allowed: "a \(other.plainName) on both sides")
        case (.decimal, .integer): return .lossy("the decimals are lost", allowed: "decimals on both sides")
        case (.money, .decimal), (.money, .integer):
            return .lossy(
                "the currency is lost", allowed: "money on both sides, or '= amount(…)' with one owner")
        case (.decimal, .money), (.integer, .money):
            return .lossy(
                "a number has no currency, and decimals below the smallest coin are lost",
                allowed: "money on both sides")
        case (.quantity, .decimal), (.quantity, .integer):
            return .lossy("the unit is lost", allowed: "a quantity on both sides, or '= amount(…)' with one owner")
        case (.decimal, .quantity), (.integer, .quantity):
            return .lossy("a number has no unit", allowed: "a quantity on both sides")
        case (.instant, .date):
            return .lossy(
                "the time of day is lost, and the day depends on the zone", allowed: "as: date with one owner")
        case (.date, .instant):
            return .lossy(
                "a day has no time of day, and begins at another time in each zone", allowed: "dates on both sides")
        default:
            return family == other.family
                ? nil
                : .impossible(
                    "a \(plainName) cannot be written to a \(other.plainName)", allowed: "two fields of one kind")
        }
    }
}
