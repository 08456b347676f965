import Testing

@testable import Kernel

enum SlipState: String, Choice { case free, taken, closed }

/// A berth in the yard, with one field of every kind.
struct Slip: BusinessObject {
    var id = ID<Slip>.blank
    var version = 0
    var name = ""
    var isCovered = false
    var length = 0
    var depth = FixedDecimal(0)
    var rent = Money.none
    var stock = Quantity.none
    var state = SlipState.free
    var builtOn: CalendarDate?
    var neighbour: ID<Slip>?
    var order = ""
    init() {}
    static let schema = Schema<Slip>("Slip") { s in
        s.field("name", \.name, .required, .unique, .maxLength(5))
        s.field("isCovered", \.isCovered)
        s.field("length", \.length)
        s.field("depth", \.depth)
        s.field("rent", \.rent)
        s.field("stock", \.stock)
        s.field("state", \.state, .commandOnly)
        s.field("builtOn", \.builtOn)
        s.field("neighbour", \.neighbour)
        s.field("order", \.order)
    }
}

@Suite("A schema")
struct SchemaTests {
    @Test("reads back every field that it wrote")
    func roundTrip() throws {
        var slip = Slip()
        slip.id = ID("s1")
        slip.name = "A1"
        slip.isCovered = true
        slip.length = 12
        slip.depth = try FixedDecimal("2.75")
        slip.rent = Money(minorUnits: 12_345, currency: .nzd)
        slip.state = .taken
        slip.builtOn = try CalendarDate("1987-02-28")
        slip.neighbour = ID("s2")
        var copy = Slip()
        #expect(Slip.schema.assign(slip.record, to: &copy).isEmpty)
        copy.id = slip.id
        #expect(copy.record == slip.record && slip.record.fields.count == 10)
        #expect(slip.record.text("rent") == slip.rent.description && slip.record["neighbour"] == .text("s2"))
    }

    @Test("changes only what a record mentions, and empties what it says is empty")
    func absentIsNotEmpty() throws {
        var slip = Slip()
        slip.name = "A1"
        slip.builtOn = try CalendarDate("1987-02-28")
        let record = Record(object: "Slip", fields: ["builtOn": .null])
        #expect(Slip.schema.assign(record, to: &slip).isEmpty)
        #expect(slip.name == "A1" && slip.builtOn == nil)
    }

    @Test("collects every reason of a bad record, and still takes what was good")
    func allReasons() {
        var slip = Slip()
        let record = Record(
            object: "Slip",
            fields: [
                "name": .text("A1"), "length": .text("long"), "state": .text("sunk"), "builtOn": .integer(1987),
                "colour": .text("blue"), "anchor": .null,
            ])
        let reasons = Slip.schema.assign(record, to: &slip, line: 7)
        #expect(
            reasons.map(\.code) == [.invalidValue, .invalidValue, .invalidValue, .unknownField, .unknownField])
        #expect(reasons.map(\.field) == ["length", "state", "builtOn", "anchor", "colour"])
        #expect(reasons.allSatisfy { $0.line == 7 && $0.document == "Slip" })
        #expect(reasons[1].allowed == "free, taken, closed")
        #expect(
            reasons[4].allowed
                == "builtOn, depth, isCovered, length, name, neighbour, order, rent, state, stock")
        #expect(slip.name == "A1")
    }

    @Test("finds all that its declarations forbid")
    func problems() {
        var slip = Slip()
        #expect(Slip.schema.problems(of: slip).map(\.code) == [.requiredField])
        slip.name = "āāāāāā"
        let reason = Slip.schema.problems(of: slip)[0]
        #expect(reason.description == "Slip, name: 'name' has 6 characters (allowed: at most 5 characters)")
    }

    @Test("names tables and columns for SQL, and keeps clear of its own words")
    func names() {
        let descriptor = Slip.descriptorForTests
        #expect(descriptor.field("builtOn")?.column == "built_on" && descriptor.field("order")?.column == "order_")
        #expect(descriptor.field("rent")?.columns == ["rent", "rent_currency"])
        #expect(ObjectDescriptor(name: "Case").table == "case_" && snakeCase("SalesOrderLine") == "sales_order_line")
        #expect(
            Slip.schema.sql.select
                == "SELECT id, version, name, is_covered, length, depth, rent, rent_currency, stock, stock_unit, "
                + "state, built_on, neighbour, order_ FROM slip")
    }

    @Test("says what may be written by a form or a recipe")
    func writable() {
        let descriptor = Slip.descriptorForTests
        #expect(descriptor.fields.filter { !$0.isWritable }.map(\.name) == ["state"])
        #expect(descriptor.field("builtOn")?.isNullable == true && descriptor.field("name")?.isNullable == false)
    }
}

extension Slip {
    static var descriptorForTests: ObjectDescriptor { schema.descriptor }
}

@Suite("A transition table")
struct TransitionTableTests {
    let table = TransitionTable<SlipState>([.free: [.taken, .closed], .taken: [.free]])

    @Test("lets pass what it lists and nothing else")
    func everyPair() {
        let allowed: Set<[SlipState]> = [[.free, .taken], [.free, .closed], [.taken, .free]]
        for from in SlipState.allCases {
            for to in SlipState.allCases {
                let passes = (try? table.check(from, to: to, document: "Slip A1")) != nil
                #expect(passes == allowed.contains([from, to]), "\(from) to \(to)")
            }
        }
    }

    @Test("says from which states it would have been possible")
    func explains() {
        #expect {
            try table.check(.closed, to: .free, document: "Slip A1")
        } throws: { error in
            (error as? Refusal)?.description
                == "Slip A1, state: Slip A1 is closed and cannot become free (allowed: only when taken)"
        }
    }
}

/// What a command might carry, with a bound of its own on two figures.
private struct Offer: Sendable {
    var months = 0
    var price = FixedDecimal.zero
    var amount = Money.none
    var count = 0
    var day: CalendarDate?

    static let schema = Schema<Offer>("Offer") { s in
        s.field("months", \.months, .within(0...1_200))
        s.field("price", \.price, .aboveZero)
        s.field("amount", \.amount, .notNegative)
        s.field("count", \.count)
        s.field("day", \.day)
    }
}

@Suite("Bounds of values")
struct ValueBoundsTests {
    @Test("are judged of every figure, each by its own rule or the common one")
    func judged() throws {
        var offer = Offer()
        offer.price = 1
        #expect(Offer.schema.problems(of: offer).isEmpty)
        offer.months = 1_201
        offer.price = 0
        offer.amount = Money(minorUnits: -1, currency: .nzd)
        offer.count = .min
        offer.day = try CalendarDate("9999-12-31")
        let reasons = Offer.schema.problems(of: offer, line: 3)
        #expect(reasons.map(\.field) == ["months", "price", "amount", "count", "day"])
        #expect(reasons.allSatisfy { $0.code == .invalidValue && $0.line == 3 })
        #expect(
            reasons.map(\.allowed) == [
                "0 to 1200", "more than 0", "0 or more", "at most 100000000 up or down", "1950 to 2199",
            ])
    }

    @Test("let a row keep ten times what a command carries, and no more")
    func kept() {
        var slip = Slip()
        slip.name = "A1"
        slip.length = .max
        slip.rent = Money(minorUnits: ValueBounds.mostMinorUnits * 10, currency: .nzd)
        #expect(Slip.schema.problems(of: slip).isEmpty)
        slip.rent.minorUnits += 1
        slip.depth = 100_000_000_001
        slip.stock = Quantity(10_000_000_001, .each)
        #expect(Slip.schema.problems(of: slip).map(\.field) == ["depth", "rent", "stock"])
    }

    @Test("refuse spaces alone where a text is required")
    func spaces() {
        var slip = Slip()
        slip.name = " \u{2003}\t"
        #expect(Slip.schema.problems(of: slip).map(\.code) == [.requiredField])
    }

    @Test("hold for the net of a line, far inside 64 bits")
    func lineNet() throws {
        let most = try Money.lineNet(quantity: 1_000_000_000, unitPrice: 10_000, currency: .nzd)
        #expect(most.minorUnits == ValueBounds.mostMinorUnits)
        #expect(throws: ValueError.self) {
            try Money.lineNet(quantity: 1_000_000_000, unitPrice: 10_001, currency: .nzd)
        }
    }
}
