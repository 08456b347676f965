import Kernel

/// Which rows a question looks at, in so far as that is told by values that a row must hold. What is not understood may
/// be so of any row.
indirect enum RowCondition: Sendable {
    case unknown
    case holds(column: String, anyOf: [Operand])
    case all([RowCondition])
    case any([RowCondition])

    enum Operand: Sendable {
        case parameter(Int)
        case constant(Value)
    }

    /// What follows WHERE; without one every row is looked at.
    init(_ words: [String], _ entry: TableBook.Entry) {
        var parser = Parser(words: words, upper: words.map { $0.uppercased() }, entry: entry)
        self = parser.condition()
    }

    /// Could it be so of a row of which `mayHold` says whether it may hold a value in a column?
    func mayBe(_ arguments: [Value], _ mayHold: (_ column: String, _ value: Value) -> Bool) -> Bool {
        switch self {
        case .unknown: true
        case .all(let parts): parts.allSatisfy { $0.mayBe(arguments, mayHold) }
        case .any(let parts): parts.contains { $0.mayBe(arguments, mayHold) }
        case .holds(let column, let operands):
            operands.contains { operand in
                switch operand {
                case .constant(let value): mayHold(column, value)
                case .parameter(let index):
                    // Nothing equals nothing.
                    index >= arguments.count || (!arguments[index].isNull && mayHold(column, arguments[index]))
                }
            }
        }
    }

    private struct Parser {
        let words: [String]
        let upper: [String]
        let entry: TableBook.Entry
        var place = 0

        private static let ends: Set<String> = ["ORDER", "GROUP", "LIMIT", "HAVING", "FOR", "OFFSET"]
        private static let strange: Set<String> = ["BETWEEN", "CASE", "NOT", "EXISTS", "SELECT"]

        mutating func condition() -> RowCondition {
            guard let start = upper.firstIndex(of: "WHERE"),
                !upper[start...].contains(where: { Self.strange.contains($0) })
            else { return .unknown }
            place = start + 1
            let condition = any()
            return place >= words.count || Self.ends.contains(upper[place]) ? condition : .unknown
        }

        private mutating func any() -> RowCondition {
            var parts = [all()]
            while place < words.count, upper[place] == "OR" {
                place += 1
                parts.append(all())
            }
            return parts.count == 1 ? parts[0] : .any(parts)
        }

        private mutating func all() -> RowCondition {
            var parts = [one()]
            while place < words.count, upper[place] == "AND" {
                place += 1
                parts.append(one())
            }
            return parts.count == 1 ? parts[0] : .all(parts)
        }

        private mutating func one() -> RowCondition {
            guard place < words.count, words[place] == "(" else { return comparison(rest()) }
            place += 1
            let inner = any()
            guard place < words.count, words[place] == ")" else { return .unknown }
            place += 1
            return rest().isEmpty ? inner : .unknown
        }

        /// Up to the next AND, OR, bracket or end that is not within brackets.
        private mutating func rest() -> ArraySlice<String> {
            let start = place
            var depth = 0
            while place < words.count {
                if depth == 0, ["AND", "OR", ")"].contains(upper[place]) || Self.ends.contains(upper[place]) { break }
                if words[place] == "(" { depth += 1 }
                if words[place] == ")" { depth -= 1 }
                place += 1
            }
            return words[start..<place]
        }

        private func comparison(_ words: ArraySlice<String>) -> RowCondition {
            var words = Array(words)
            if words.count > 2, words[1] == "." { words.removeFirst(2) }
            guard words.count > 2, entry.types[words[0]] != nil else { return .unknown }
            if words.count == 3, words[1] == "=", let operand = operand(words[2]) {
                return .holds(column: words[0], anyOf: [operand])
            }
            guard words.count > 4, words[1].uppercased() == "IN", words[2] == "(", words.last == ")" else {
                return .unknown
            }
            let list = words[3..<(words.count - 1)].filter { $0 != "," }
            let operands = list.compactMap { operand($0) }
            return operands.count == list.count ? .holds(column: words[0], anyOf: operands) : .unknown
        }

        private func operand(_ word: String) -> Operand? {
            if word.hasPrefix("$"), let number = Int(word.dropFirst()) { return .parameter(number - 1) }
            if word.hasPrefix("'"), word.hasSuffix("'"), word.utf8.count > 1 {
                return .constant(.text(String(word.dropFirst().dropLast())))
            }
            return Int64(word).map { .constant(.integer($0)) }
        }
    }
}
