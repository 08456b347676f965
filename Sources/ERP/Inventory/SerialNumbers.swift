import Kernel
import Platform

/// Reads lists of serial numbers as they are scanned or pasted, and finds the pieces.
enum SerialNumbers {
    /// Numbers between commas, semicolons, spaces or line ends; "KP-008..KP-011" stands for four of them.
    static func read(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == ";" || $0.isWhitespace }.flatMap { word in range(String(word)) }
    }

    private static func range(_ word: String) -> [String] {
        guard let dots = word.firstRange(of: "..") else { return [word] }
        let first = word[..<dots.lowerBound]
        let last = word[dots.upperBound...]
        let digits = first.reversed().prefix { $0.isASCII && $0.isNumber }.count
        let stem = first.dropLast(digits)
        guard digits > 0, last.hasPrefix(stem), let from = Int(first.suffix(digits)),
            let to = Int(last.dropFirst(stem.count)), from <= to, to - from < 10_000
        else { return [word] }
        return (from...to).map { number in
            let text = String(number)
            return stem + String(repeating: "0", count: max(0, digits - text.count)) + text
        }
    }

    static func write(_ serials: [String]) -> String { serials.joined(separator: ", ") }

    /// The known pieces of an item among these numbers.
    static func find(
        _ serials: [String], of item: ID<Item>, in tx: Transaction
    ) throws(Refusal) -> [String: SerialUnit] {
        guard !serials.isEmpty else { return [:] }
        var units: [String: SerialUnit] = [:]
        let select = Select<SerialUnit>().where(\.item, .equal, item).where(\.serial, in: serials)
        for unit in try tx.all(select) { units[unit.serial] = unit }
        return units
    }

    /// Numbers that stand in the list more than once.
    static func repeated(_ serials: [String]) -> [String] {
        var seen: Set<String> = []
        return serials.filter { !seen.insert($0).inserted }
    }
}
