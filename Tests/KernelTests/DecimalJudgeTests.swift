import Foundation
import Testing

@testable import Kernel

/// Twenty thousand random cases, each worked out here and by Python's `decimal` and `fractions`, which share no code.
@Suite("An independent judge")
struct DecimalJudgeTests {
    @Test("agrees with every sum, product, quotient, rounding, split and tax")
    func agrees() throws {
        var random = SeededRandom(seed: 20_260_331)
        var questions: [String] = []
        var answers: [String] = []
        for index in 0..<20_000 {
            let (question, answer) = try makeCase(kind: index % 8, &random)
            questions.append(question)
            answers.append(answer)
        }
        let verdicts = try judge(questions)
        #expect(verdicts.count == answers.count)
        let wrong = zip(zip(questions, answers), verdicts).filter { $0.0.1 != $0.1 }
        #expect(wrong.isEmpty, "\(wrong.count) differ, such as \(wrong.prefix(3))")
    }

    private static let rules: [(String, RoundingRule)] = [
        ("ROUND_HALF_UP", .halfAwayFromZero), ("ROUND_HALF_EVEN", .halfEven), ("ROUND_DOWN", .down),
        ("ROUND_UP", .up), ("ROUND_FLOOR", .floor), ("ROUND_CEILING", .ceiling),
    ]

    /// Numbers of very different sizes, often with a short tail so that ties come up.
    private func decimal(_ random: inout SeededRandom) -> FixedDecimal {
        let bits = Int.random(in: 1...62, using: &random)
        var micros = Int128(Int64.random(in: -(1 << bits)...(1 << bits), using: &random))
        if Bool.random(using: &random) { micros = micros / 500_000 * 500_000 }
        return FixedDecimal(micros: micros)
    }

    private func makeCase(kind: Int, _ random: inout SeededRandom) throws -> (String, String) {
        let (a, b) = (decimal(&random), decimal(&random))
        let (name, rule) = Self.rules[Int.random(in: 0..<6, using: &random)]
        switch kind {
        case 0: return ("add \(a) \(b)", "\(a + b)")
        case 1: return ("sub \(a) \(b)", "\(a - b)")
        case 2: return ("mul \(a) \(b) \(name)", "\(a.multiplied(by: b, rounding: rule))")
        case 3:
            let divisor = b.isZero ? 3 : b
            return ("div \(a) \(divisor) \(name)", "\(a.divided(by: divisor, rounding: rule))")
        case 4:
            let places = Int.random(in: 0...6, using: &random)
            return ("round \(a) \(places) \(name)", "\(a.rounded(toPlaces: places, rule))")
        case 5:
            let weights = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                FixedDecimal(micros: Int128(Int64.random(in: 0...9, using: &random)) * 250_000)
            }
            let units = Int64.random(in: -100_000...100_000, using: &random)
            let shares = Money(minorUnits: units, currency: .nzd).allocated(over: weights)
            let parts = joined(shares.map(\.minorUnits.description))
            return ("split \(units) \(joined(weights.map(\.description)))", parts)
        default: return taxCase(inclusive: kind == 7, &random)
        }
    }

    private func taxCase(inclusive: Bool, _ random: inout SeededRandom) -> (String, String) {
        let rates = [150_000, 100_000, 125_000, 0, 200_000, 87_500]
        let rate = FixedDecimal(micros: Int128(rates[Int.random(in: 0..<6, using: &random)]))
        let sign: Int64 = Bool.random(using: &random) ? 1 : -1
        let lines = (0..<Int.random(in: 1...10, using: &random)).map { _ in
            Money(minorUnits: sign * .random(in: -500...9_999, using: &random), currency: .nzd)
        }
        let units = joined(lines.map(\.minorUnits.description))
        if inclusive {
            let (net, tax, perLine) = GoodsAndServicesTax.inclusive(rate: rate, gross: lines)
            let parts = joined(perLine.map(\.minorUnits.description))
            return ("within \(rate) \(units)", "\(net.minorUnits) \(tax.minorUnits) \(parts)")
        }
        let (tax, perLine) = GoodsAndServicesTax.exclusive(rate: rate, nets: lines)
        return ("tax \(rate) \(units)", "\(tax.minorUnits) \(joined(perLine.map(\.minorUnits.description)))")
    }

    private func joined(_ words: [String]) -> String { words.joined(separator: ",") }

    private func judge(_ questions: [String]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (script, input) = (folder.appending(path: "judge.py"), folder.appending(path: "questions"))
        try Data(Self.script.utf8).write(to: script)
        try Data(questions.joined(separator: "\n").utf8).write(to: input)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path]
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static let script = """
        import sys, decimal
        from decimal import Decimal as D
        from fractions import Fraction as F
        from math import floor
        decimal.getcontext().prec = 200
        MICRO = D("0.000001")

        def text(d):
            s = format(d.quantize(MICRO), "f").rstrip("0").rstrip(".")
            return "0" if s in ("-0", "") else s

        def half_up(x):
            return floor(x + F(1, 2)) if x >= 0 else -floor(-x + F(1, 2))

        def largest(total, exact):
            parts = [floor(x) for x in exact]
            order = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
            for i in order[: total - sum(parts)]:
                parts[i] += 1
            return parts

        def line(parts):
            return ",".join(str(p) for p in parts)

        def split(units, weights):
            sign = -1 if units < 0 else 1
            w = [F(x) for x in weights.split(",")]
            if sum(w) == 0:
                w = [F(1)] * len(w)
            total = abs(units)
            return line(sign * p for p in largest(total, [total * x / sum(w) for x in w]))

        def tax(factor, units):
            amounts = [int(u) for u in units.split(",")]
            total = sum(amounts)
            sign = -1 if total < 0 else 1
            if total == 0:
                sign = next((-1 if a < 0 else 1 for a in amounts if a), 1)
            tax = half_up(sign * total * factor)
            return total, sign * tax, [sign * p for p in largest(tax, [sign * a * factor for a in amounts])]

        for question in sys.stdin.read().split("\\n"):
            op, *args = question.split(" ")
            if op == "add": print(text(D(args[0]) + D(args[1])))
            elif op == "sub": print(text(D(args[0]) - D(args[1])))
            elif op == "mul": print(text((D(args[0]) * D(args[1])).quantize(MICRO, rounding=args[2])))
            elif op == "div":
                # 200 digits are enough to tell a tie from its neighbours here.
                print(text((D(args[0]) / D(args[1])).quantize(MICRO, rounding=args[2])))
            elif op == "round": print(text(D(args[0]).quantize(D(1).scaleb(-int(args[1])), rounding=args[2])))
            elif op == "split": print(split(int(args[0]), args[1]))
            elif op == "tax":
                _, amount, parts = tax(F(args[0]), args[1])
                print(amount, line(parts))
            elif op == "within":
                rate = F(args[0])
                total, amount, parts = tax(rate / (1 + rate), args[1])
                print(total - amount, amount, line(parts))
        """
}
