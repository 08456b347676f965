import Kernel
import Testing

import class Foundation.ProcessInfo

@testable import Bridge

/// Builds expressions at random, the senseless ones included.
private struct ExpressionMaker {
    var numbers: SeededNumbers

    static let fields = [
        "name", "kind", "total", "creditLimit", "openedOn", "employees", "hasAcceptedQuote", "nothing",
    ]

    static let values: [Value] = [
        .null, .bool(true), .bool(false), .integer(.min), .integer(.max), .integer(0), .integer(7),
        .decimal(FixedDecimal(micros: .max)), .decimal(FixedDecimal(micros: .min)), .decimal(0),
        .money(Money(minorUnits: .max, currency: .nzd)), .money(Money(minorUnits: .min, currency: .jpy)), .money(.none),
        .quantity(Quantity(3, .each)), .quantity(.none), .text(""), .text("Harbour \"Marine\" \\ Ltd"),
        .text("12.50 NZD"), .text("3 EA"), .text("2026-02-30"), .text("2026-02-28"), .text("  "),
        .text("1970-01-01T00:00:00Z"), .date(CalendarDate(daysSinceEpoch: .max)),
        .date(CalendarDate(daysSinceEpoch: .min)), .instant(Instant(microseconds: .max)),
        .instant(Instant(microseconds: .min)),
    ]

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &numbers)]
    }

    /// `written`: only literals that can be written in an expression's text.
    mutating func expression(depth: Int, written: Bool = false) -> Expression {
        guard depth > 0 else {
            if Bool.random(using: &numbers) { return .field(pick(Self.fields)) }
            while true {
                let value = pick(Self.values)
                switch value {
                case .money, .quantity, .date, .instant: if !written { return .literal(value) }
                default: return .literal(value)
                }
            }
        }
        func inner(_ maker: inout Self) -> Expression {
            maker.expression(depth: Int.random(in: 0..<depth, using: &maker.numbers), written: written)
        }
        switch Int.random(in: 0..<6, using: &numbers) {
        case 0: return .not(inner(&self))
        case 1: return .and(inner(&self), inner(&self))
        case 2: return .or(inner(&self), inner(&self))
        case 3: return .compare(pick(Expression.Comparison.allCases), inner(&self), inner(&self))
        default:
            let function = pick(Expression.Function.allCases)
            let counts = function.argumentCounts
            let upper = written ? min(counts.upperBound, 4) : 5
            let lower = written ? counts.lowerBound : 0
            let count = Int.random(in: lower...upper, using: &numbers)
            return .call(function, (0..<count).map { _ in inner(&self) })
        }
    }

    mutating func record() -> Record {
        var record = Record(object: "Account")
        for field in Self.fields where Bool.random(using: &numbers) { record[field] = pick(Self.values) }
        return record
    }

    /// The text with one to four places changed, doubled, dropped or swapped.
    mutating func mutated(_ original: [UInt8]) -> String {
        var bytes = original
        let signs = Array("\n :{}[],'\"&*!|>-?#%=()\\\t\u{0}aA9é~".utf8) + [0xC3, 0xFF]
        for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &numbers)
            let to = min(bytes.count, at + Int.random(in: 1...24, using: &numbers))
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0: bytes[at] = pick(signs)
            case 1: bytes.insert(pick(signs), at: at)
            case 2: bytes.removeSubrange(at..<to)
            case 3:
                bytes.insert(contentsOf: Array(bytes[at..<to]), at: Int.random(in: 0...bytes.count, using: &numbers))
            default: bytes.swapAt(at, Int.random(in: 0..<bytes.count, using: &numbers))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

@Suite("Whatever is written")
struct RecipeFuzzTests {
    @Test("each expression has a value, a check and a printed form")
    func total() {
        var maker = ExpressionMaker(numbers: SeededNumbers(seed: 1))
        let account = customerCatalog["crm"]![0]
        for _ in 0..<20_000 {
            let expression = maker.expression(depth: 4)
            let record = maker.record()
            let value = expression.evaluate(record)
            #expect(value == expression.evaluate(record))
            #expect(expression.isTrue(record) == (value == .bool(true)))
            _ = expression.check(in: account)
            #expect(expression.fields.isSubset(of: ExpressionMaker.fields))
        }
    }

    @Test("an expression printed and read again is the same")
    func printed() throws {
        var maker = ExpressionMaker(numbers: SeededNumbers(seed: 2))
        for _ in 0..<10_000 {
            let expression = maker.expression(depth: 3, written: true)
            let text = expression.description
            guard text.utf8.count <= Expression.maximumLength else { continue }
            #expect(try Expression.parse(text) == expression, "\(text)")
        }
    }

    @Test("190,000 spoilt expressions are read or refused with a column")
    func spoiltExpressions() {
        var maker = ExpressionMaker(numbers: SeededNumbers(seed: 3))
        let originals = [
            "kind = \"customer\" and total > 10000 or not hasAcceptedQuote",
            "concat(first(name, 3), \" \", coalesce(last(name), 'none'))",
            "choose(days(openedOn, \"2026-03-01\") >= 30, amount(total), -1.5)",
        ].map { Array($0.utf8) }
        var read = 0
        for round in 0..<190_000 {
            let text = maker.mutated(originals[round % originals.count])
            do throws(ExpressionError) {
                _ = try Expression.parse(text).evaluate(Record(object: "Account"))
                read += 1
            } catch {
                if error.column < 1 || error.column > text.count + 1 { Issue.record("\(error) in \(text)") }
            }
        }
        #expect(read > 1_000)
    }

    /// `TANDEM_FUZZ_RECIPES=200000` makes the long run.
    @Test("10,000 spoilt recipes are read or refused with lines")
    func spoiltRecipes() {
        var maker = ExpressionMaker(numbers: SeededNumbers(seed: 4))
        let original = Array(customerRecipe.utf8)
        var read = 0
        let rounds = ProcessInfo.processInfo.environment["TANDEM_FUZZ_RECIPES"].flatMap(Int.init) ?? 10_000
        for _ in 0..<rounds {
            let text = maker.mutated(original)
            do throws(RecipeErrors) {
                let recipe = try RecipeParser.parse(text, file: "r.yaml", catalog: customerCatalog)
                _ = RecipeCheck.findings(in: recipe, file: "r.yaml", catalog: customerCatalog)
                read += 1
            } catch {
                if error.errors.contains(where: { $0.line < 1 || $0.message.isEmpty }) { Issue.record("\(error)") }
            }
        }
        #expect(read > 100)
    }
}
