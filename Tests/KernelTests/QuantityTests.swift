import Testing

@testable import Kernel

@Suite("Quantities")
struct QuantityTests {
    @Test("are written with their unit and read back the same")
    func writtenAndRead() throws {
        for form in ["3 EA", "1.5 KG", "-0.000001 BOX12345", "0 -", "7 20"] {
            #expect(try Quantity(description: form).description == form)
        }
        #expect(Quantity(3, .each).description == "3 EA")
        #expect(UnitOfMeasure.each.code == "EA" && UnitOfMeasure.none.code == "-" && Quantity.none.description == "0 -")
    }

    @Test("refuse other texts", arguments: ["3", "3EA", "3 ea", "3  EA", "x EA", "3 TOOLONG89", "3 K-G", "3 ", "3 --"])
    func refused(text: String) {
        #expect(throws: ValueError.self) { try Quantity(description: text) }
    }

    @Test("add and compare in one unit, a blank counting as zero of the other")
    func arithmetic() throws {
        let three = Quantity(3, .each)
        #expect(three + Quantity(2, .each) == Quantity(5, .each))
        #expect(Quantity(2, .each) - three == Quantity(-1, .each))
        #expect(Quantity(2, .each) < three && Quantity.none < three && three > .zero(.each))
        #expect(.none + three == three && three - .none == three && -three == Quantity(-3, .each))
        var sum = Quantity.none
        sum += three
        sum -= Quantity(1, .each)
        #expect(sum == Quantity(2, .each) && sum.magnitude == sum && !sum.isZero && !sum.isNegative)
    }

    @Test("convert exactly both ways, or say which rounding would be needed")
    func conversion() throws {
        let box = try UnitOfMeasure("BOX")
        let boxes = try UnitConversion(from: box, to: .each, numerator: 12, denominator: 1)
        #expect(try boxes.convert(Quantity(2, box)) == Quantity(24, .each))
        #expect(try boxes.inverse.convert(Quantity(18, .each)) == Quantity(FixedDecimal("1.5"), box))
        let error = #expect(throws: ValueError.self) { try boxes.inverse.convert(Quantity(1, .each)) }
        #expect(error?.message.contains("between 0.083333 BOX and 0.083334 BOX") == true)
        #expect(try boxes.inverse.convert(Quantity(1, .each), rounding: .halfUp).description == "0.083333 BOX")
        #expect(throws: ValueError.self) { try boxes.convert(Quantity(1, .each)) }
        #expect(throws: ValueError.self) { try boxes.convert(Quantity(FixedDecimal(micros: .max), box)) }
        #expect(throws: ValueError.self) {
            try UnitConversion(from: box, to: .each, numerator: 1, denominator: 0)
        }
    }
}
