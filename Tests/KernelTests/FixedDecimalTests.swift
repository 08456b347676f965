import Testing

@testable import Kernel

@Suite("Fixed decimals")
struct FixedDecimalTests {
    @Test("are written as short as they can be and read back the same")
    func writtenAndRead() throws {
        let forms = ["0", "12", "1.5", "-0.000001", "0.1", "-12.345678", "9223372036854.775808", "100"]
        for form in forms { #expect(try FixedDecimal(form).description == form) }
        #expect(try FixedDecimal("+1.50").description == "1.5")
        #expect(try FixedDecimal("-0") == .zero)
        #expect(try FixedDecimal("1.2500000000") == FixedDecimal(micros: 1_250_000))
        #expect(try FixedDecimal("000000000000000000000000000000000000000000000000001.5").description == "1.5")
        #expect(try FixedDecimal("x1.5y".dropFirst().dropLast()).description == "1.5")
        for extreme in [FixedDecimal(micros: .max), FixedDecimal(micros: .min)] {
            #expect(try FixedDecimal(extreme.description) == extreme)
        }
    }

    @Test(
        "refuse every text that is no plain number",
        arguments: [
            "", "-", "+", ".", ".5", "5.", "-.5", "1,000", " 1", "1 ", "1e3", "1.2.3", "--1", "+-1", "0x10", "٣", "NaN",
            "1.0000001", "170141183460469231731687303715884.105728", "999999999999999999999999999999999999999999",
        ])
    func refused(text: String) {
        #expect(throws: ValueError.self) { try FixedDecimal(text) }
    }

    @Test("say what was wrong and what is allowed")
    func errorsExplain() {
        let error = #expect(throws: ValueError.self) { try FixedDecimal("1.2345678") }
        #expect(error?.message == "\"1.2345678\" has more than 6 decimals")
        #expect(error?.allowed == "at most 6 decimals")
    }

    @Test("round by each rule as the table of Python's decimal has it")
    func roundingTable() throws {
        let values = ["2.5", "-2.5", "3.5", "2.4", "-2.6"]
        let table: [RoundingRule: [FixedDecimal]] = [
            .halfAwayFromZero: [3, -3, 4, 2, -3], .halfEven: [2, -2, 4, 2, -3], .down: [2, -2, 3, 2, -2],
            .up: [3, -3, 4, 3, -3], .floor: [2, -3, 3, 2, -3], .ceiling: [3, -2, 4, 3, -2],
        ]
        for (rule, expected) in table {
            #expect(try values.map { try FixedDecimal($0).rounded(toPlaces: 0, rule) } == expected)
        }
        #expect(RoundingRule.halfUp == .halfAwayFromZero)
        #expect(FixedDecimal(1250).rounded(toPlaces: -2, .halfEven) == 1200)
    }

    @Test("multiply and divide with one rounding, also past 128 bits on the way")
    func products() throws {
        let third = FixedDecimal(1).divided(by: 3, rounding: .halfUp)
        #expect(third.description == "0.333333")
        #expect(third.multiplied(by: third, rounding: .halfUp).description == "0.111111")
        let large = try FixedDecimal("100000000000000000000000000000")
        #expect(large.multiplied(by: large.divided(by: large, rounding: .down), rounding: .down) == large)
        #expect(large.divided(by: large, rounding: .down) == 1)
    }

    @Test("throw on overflow and division by zero in the throwing forms")
    func overflow() throws {
        let most = FixedDecimal(micros: .max)
        #expect(throws: ValueError.self) { try most.adding(1) }
        #expect(throws: ValueError.self) { try (-most).subtracting(2) }
        #expect(throws: ValueError.self) { try most.multiplying(by: 2, rounding: .down) }
        #expect(throws: ValueError.self) { try most.dividing(by: FixedDecimal(micros: 1), rounding: .down) }
        #expect(throws: ValueError.self) { try FixedDecimal(1).dividing(by: 0, rounding: .down) }
        #expect(try FixedDecimal(1).adding(2) == 3)
        #expect(try FixedDecimal(1).subtracting(2) == -1)
        #expect(try FixedDecimal(3).multiplying(by: 2, rounding: .down) == 6)
        #expect(try FixedDecimal(6).dividing(by: 4, rounding: .down) == FixedDecimal("1.5"))
    }

    @Test("cross a 64-bit column whole")
    func columns() {
        #expect(FixedDecimal(exactly64: -1_500_000)?.description == "-1.5")
        #expect(FixedDecimal(micros: Int128(Int64.max)).micros64 == .max)
        #expect(FixedDecimal(micros: Int128(Int64.max) + 1).micros64 == nil)
    }

    @Test("keep to the laws of rounding for any value and rule")
    func roundingLaws() {
        var random = SeededRandom(seed: 11)
        for _ in 0..<5_000 {
            let value = FixedDecimal(micros: Int128(Int64.random(in: -9_999_999_999...9_999_999_999, using: &random)))
            let places = Int.random(in: 0...6, using: &random)
            let floor = value.rounded(toPlaces: places, .floor)
            let ceiling = value.rounded(toPlaces: places, .ceiling)
            #expect(floor <= value && value <= ceiling)
            for rule in RoundingRule.allCases {
                let rounded = value.rounded(toPlaces: places, rule)
                #expect(rounded == floor || rounded == ceiling)
                #expect(rounded.rounded(toPlaces: places, rule) == rounded)
            }
            #expect((-value).rounded(toPlaces: places, .halfUp) == -value.rounded(toPlaces: places, .halfUp))
        }
    }
}
