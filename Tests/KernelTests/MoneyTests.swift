import Testing

@testable import Kernel

@Suite("Money")
struct MoneyTests {
    @Test("is written with all of its currency's decimals and read back the same")
    func writtenAndRead() throws {
        let forms = [
            "1234.50 NZD", "-0.05 AUD", "0.00 USD", "12 JPY", "1.234 KWD", "-0.001 BHD", "0.00 XXX",
            "92233720368547758.07 EUR", "-92233720368547758.08 EUR", "1.2345 CLF",
        ]
        for form in forms { #expect(try Money(description: form).description == form) }
        #expect(try Money(text: "1234.5", currency: .nzd).amountText == "1234.50")
        #expect(try Money(text: "1.500", currency: .nzd).minorUnits == 150)
        #expect(try Money(text: "-7.25", currency: .nzd).amount == FixedDecimal("-7.25"))
    }

    @Test(
        "refuses what is finer than its smallest unit, too large, or of no currency",
        arguments: [
            "1.005 NZD", "1.5 JPY", "1.2345 KWD", "92233720368547758.08 NZD", "12 nzd", "12 NZ", "12 NZDX", "12 HRK",
            "12 QQQ", "12NZD", "12  NZD", "12 ", " NZD", "NZD 12", "1,234.00 NZD", "",
        ])
    func refused(text: String) {
        #expect(throws: ValueError.self) { try Money(description: text) }
    }

    @Test("knows the decimals of currencies by ISO 4217")
    func minorDigits() throws {
        for code in ["JPY", "KRW", "VND", "CLP", "ISK"] { #expect(try Currency(code).minorDigits == 0) }
        for code in ["BHD", "KWD", "OMR", "JOD", "TND", "IQD", "LYD"] { #expect(try Currency(code).minorDigits == 3) }
        for code in ["NZD", "AUD", "USD", "EUR", "GBP", "CAD", "XXX"] { #expect(try Currency(code).minorDigits == 2) }
        #expect(Currency.all.allSatisfy { (try? Currency($0.code)) == $0 })
        #expect(Currency.aud < .nzd && Currency.none.code == "XXX")
    }

    @Test("adds, subtracts and compares within one currency, a blank counting as zero of the other")
    func arithmetic() {
        let five = Money(minorUnits: 500, currency: .nzd)
        let two = Money(minorUnits: 200, currency: .nzd)
        #expect(five + two == Money(minorUnits: 700, currency: .nzd))
        #expect(two - five == -Money(minorUnits: 300, currency: .nzd))
        #expect((two - five).magnitude == Money(minorUnits: 300, currency: .nzd))
        #expect(two < five && (two - five).isNegative && Money.zero(.nzd).isZero)
        #expect(.none + five == five && five + .none == five && .none - five == -five)
        #expect(Money.none < five)
        var sum = Money.none
        sum += five
        sum -= two
        #expect(sum == Money(minorUnits: 300, currency: .nzd))
    }

    @Test("adds across currencies never: it stops the program")
    func mixedCurrencies() async {
        await #expect(processExitsWith: .failure) {
            _ = Money(minorUnits: 1, currency: .nzd) + Money(minorUnits: 1, currency: .aud)
        }
    }

    @Test("multiplies and takes decimals with one rounding, and throws when it is too large")
    func rounding() throws {
        let price = Money(minorUnits: 333, currency: .nzd)
        #expect(try price.multiplied(by: FixedDecimal("1.5"), rounding: .halfUp).minorUnits == 500)
        #expect(try price.multiplied(by: FixedDecimal("1.5"), rounding: .down).minorUnits == 499)
        #expect(try Money(FixedDecimal("2.345"), .nzd, rounding: .halfEven).minorUnits == 234)
        #expect(try Money(FixedDecimal("2.5"), .jpy, rounding: .halfUp).minorUnits == 3)
        #expect(throws: ValueError.self) { try price.multiplied(by: FixedDecimal(Int.max), rounding: .down) }
        #expect(throws: ValueError.self) { try Money(FixedDecimal(Int.max), .nzd, rounding: .down) }
    }

    @Test("is shared by largest remainder, the earlier of equals first")
    func allocation() {
        func shares(_ cents: Int64, _ weights: [FixedDecimal]) -> [Int64] {
            Money(minorUnits: cents, currency: .nzd).allocated(over: weights).map(\.minorUnits)
        }
        #expect(shares(100, [1, 1, 1]) == [34, 33, 33])
        #expect(shares(-100, [1, 1, 1]) == [-34, -33, -33])
        #expect(shares(5, [0, 0]) == [3, 2])
        #expect(shares(10, [0, 7, 0]) == [0, 10, 0])
        #expect(shares(101, [3, 1]) == [76, 25])
        #expect(shares(10, [3, -1]) == [15, -5])
        #expect(shares(0, []) == [])
    }

    @Test("shared any way sums to itself, and each share is within a unit of its exact part")
    func allocationSums() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<3_000 {
            let money = Money(minorUnits: .random(in: -1_000_000...1_000_000, using: &random), currency: .aud)
            let weights = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                FixedDecimal(micros: Int128(Int64.random(in: 0...5_000_000, using: &random)))
            }
            let shares = money.allocated(over: weights)
            #expect(shares.reduce(.none, +) == money)
            let sum = weights.reduce(0, +).micros
            guard sum > 0 else { continue }
            for (share, weight) in zip(shares, weights) {
                let error = Int128(share.minorUnits) * sum - Int128(money.minorUnits) * weight.micros
                #expect(error.magnitude < sum.magnitude)
            }
            #expect((-money).allocated(over: weights) == shares.map { -$0 })
        }
    }
}

@Suite("Goods and services tax")
struct GoodsAndServicesTaxTests {
    private func money(_ cents: [Int64], _ currency: Currency) -> [Money] {
        cents.map { Money(minorUnits: $0, currency: currency) }
    }

    @Test("is worked out once on the document's total and spread to its lines")
    func exclusive() throws {
        let newZealand = GoodsAndServicesTax.exclusive(
            rate: try FixedDecimal("0.15"), nets: money(Array(repeating: 103, count: 10), .nzd))
        #expect(newZealand.tax.description == "1.55 NZD")
        #expect(newZealand.perLine.map(\.minorUnits) == [16, 16, 16, 16, 16, 15, 15, 15, 15, 15])
        let australia = GoodsAndServicesTax.exclusive(
            rate: try FixedDecimal("0.1"), nets: money(Array(repeating: 25, count: 7), .aud))
        #expect(australia.tax.description == "0.18 AUD")
        #expect(australia.perLine.map(\.minorUnits) == [3, 3, 3, 3, 2, 2, 2])
    }

    @Test("is taken out of amounts that contain it")
    func inclusive() throws {
        let newZealand = GoodsAndServicesTax.inclusive(rate: try FixedDecimal("0.15"), gross: money([10_000], .nzd))
        #expect(newZealand.tax.description == "13.04 NZD" && newZealand.net.description == "86.96 NZD")
        let australia = GoodsAndServicesTax.inclusive(rate: try FixedDecimal("0.1"), gross: money([10_000], .aud))
        #expect(australia.tax.description == "9.09 AUD" && australia.net.description == "90.91 AUD")
    }

    @Test("of nothing is nothing, and at a rate of zero is zero on every line")
    func empty() {
        #expect(GoodsAndServicesTax.exclusive(rate: 0, nets: []).tax == .none)
        #expect(GoodsAndServicesTax.inclusive(rate: 0, gross: []).net == .none)
        #expect(GoodsAndServicesTax.exclusive(rate: 0, nets: money([5, 7], .nzd)).perLine == money([0, 0], .nzd))
    }

    @Test("of a line and its reversal is zero in all and opposite on the two")
    func reversal() throws {
        let (tax, perLine) = GoodsAndServicesTax.exclusive(
            rate: try FixedDecimal("0.15"), nets: money([1_000, -1_000], .nzd))
        #expect(tax == .zero(.nzd) && perLine.map(\.minorUnits) == [150, -150])
    }

    @Test("of a credit note is the invoice's with the sign turned, and lines always sum to the total")
    func mirrored() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<3_000 {
            let rate = FixedDecimal(micros: Int128(Int64.random(in: 0...300_000, using: &random)))
            let lines = money(
                (0..<Int.random(in: 1...9, using: &random)).map { _ in .random(in: -9_999...99_999, using: &random) },
                .nzd)
            let turned = lines.map { -$0 }
            let out = GoodsAndServicesTax.exclusive(rate: rate, nets: lines)
            #expect(out.perLine.reduce(.none, +) == out.tax)
            let back = GoodsAndServicesTax.exclusive(rate: rate, nets: turned)
            #expect(back.tax == -out.tax && back.perLine == out.perLine.map { -$0 })
            let within = GoodsAndServicesTax.inclusive(rate: rate, gross: lines)
            #expect(within.net + within.tax == lines.reduce(.none, +))
            #expect(within.perLineTax.reduce(.none, +) == within.tax)
        }
    }
}
