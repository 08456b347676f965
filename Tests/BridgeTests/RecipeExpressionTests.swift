import Kernel
import Testing

@testable import Bridge

private func date(_ text: String) -> Value { (try? CalendarDate(text)).map(Value.date) ?? .null }
private func decimal(_ text: String) -> Value { (try? FixedDecimal(text)).map(Value.decimal) ?? .null }

private let harbourMarine = Record(
    object: "Account", id: "a1",
    fields: [
        "name": .text("Harbour Marine Ltd"), "givenName": .text("Aroha"), "familyName": .text("Ngata"),
        "kind": .text("customer"), "hasAcceptedQuote": .bool(true), "employees": .integer(40),
        "total": .money(Money(minorUnits: 1_250_050, currency: .nzd)), "phone": .text(""),
        "quantity": .quantity(Quantity(3, .each)), "openedOn": date("2026-02-27"), "note": .text("  two  words "),
        "rate": decimal("1.5"), "seenAt": .instant(Instant(microseconds: 86_400_000_000)),
    ])

@Suite("An expression")
struct RecipeExpressionTests {
    @Test(
        "is true of Harbour Marine",
        arguments: [
            "kind = \"customer\" and total > 10000", "total > \"12500.00 NZD\"", "total <= 12500.50",
            "not (kind = 'prospect')", "kind != \"prospect\"", "false or hasAcceptedQuote", "not false and true",
            "quantity = 3", "quantity >= \"2 EA\"", "not (quantity > \"2 KG\")", "quantity != \"3 KG\"",
            "openedOn >= \"2026-02-27\"", "openedOn < \"2026-03-01\"", "seenAt = \"1970-01-02T00:00:00Z\"",
            "employees > -1", "employees = 40.0", "rate > 1", "employees = \"40\"", "name > \"Harbour\"",
            "phone = null", "isBlank(phone)", "isBlank(missing)", "missing = phone", "not (missing < 1)",
            "not (name < 5)", "not missing", "id = \"a1\"", "total != \"12500.50 AUD\"",
            "not (total > \"1.00 AUD\")", "not (hasAcceptedQuote > false)", "hasAcceptedQuote = true",
        ])
    func isTrue(text: String) throws { #expect(try Expression.parse(text).isTrue(harbourMarine)) }

    @Test(
        "has a value",
        arguments: [
            ("concat(givenName, \" \", familyName)", Value.text("Aroha Ngata")),
            ("concat(phone, \" \", missing)", .null), ("concat(givenName, \" \", missing)", .text("Aroha")),
            ("concat(\"a\", \"b\")", .text("ab")), ("upper(name)", .text("HARBOUR MARINE LTD")),
            ("lower(kind)", .text("customer")), ("trim(note)", .text("two  words")), ("trim(missing)", .null),
            ("first(name)", .text("Harbour")), ("last(name)", .text("Ltd")), ("first(name, 3)", .text("Har")),
            ("last(name, 3)", .text("Ltd")), ("first(name, 0)", .null), ("first(name, kind)", .null),
            ("coalesce(phone, missing, kind)", .text("customer")), ("coalesce(phone)", .null),
            ("amount(total)", decimal("12500.5")), ("amount(quantity)", .decimal(3)), ("amount(name)", .null),
            ("currency(total)", .text("NZD")), ("currency(employees)", .null), ("year(openedOn)", .integer(2026)),
            ("year(seenAt)", .integer(1970)), ("year(name)", .null), ("days(openedOn, \"2026-03-01\")", .integer(2)),
            ("days(openedOn, missing)", .null), ("length(name)", .integer(18)), ("length(missing)", .null),
            ("choose(total > 1, \"large\", \"small\")", .text("large")), ("choose(missing, 1, 2)", .integer(2)),
            ("missing", .null), ("1.25", decimal("1.25")), ("'it\\'s'", .text("it's")), ("null", .null),
        ])
    func value(text: String, value: Value) throws {
        #expect(try Expression.parse(text).evaluate(harbourMarine) == value)
    }

    @Test(
        "that cannot be read says in which column",
        arguments: [
            ("", 1, "a value is missing before the end"), ("total >", 8, "a value is missing"),
            ("total > 1 > 2", 11, "already compared"), ("(total > 1", 11, "is not closed"),
            ("\"open", 1, "the text is not closed"), ("total # 1", 7, "'#' has no meaning"),
            ("shout(name)", 1, "'shout' is not a function"), ("upper(a, b)", 1, "upper is given 2 values"),
            ("choose(a, b)", 1, "choose is given 2"), ("a b", 3, "'b' does not follow"),
            ("a and and b", 7, "'and' joins conditions"), ("1.2.3", 1, "not a decimal number"),
            ("upper(", 7, "a value is missing"), ("concat()", 1, "concat is given 0 values"), ("a !b", 3, "'!' has no"),
            (String(repeating: "(", count: 40), 34, "nested too deeply"),
            (String(repeating: "not ", count: 40), 133, "nested too deeply"),
            (String(repeating: "a", count: 2_001), 1, "2001 bytes"),
        ])
    func unreadable(text: String, column: Int, message: String) {
        do throws(ExpressionError) {
            let expression = try Expression.parse(text)
            Issue.record("read as \(expression)")
        } catch {
            #expect(error.column == column && error.message.contains(message), "\(error)")
            #expect(!error.allowed.isEmpty)
        }
    }

    @Test("knows the fields that it reads")
    func fields() throws {
        let expression = try Expression.parse("not a = 1 and (b or upper(c) != choose(d, e, \"f\"))")
        #expect(expression.fields == ["a", "b", "c", "d", "e"])
    }

    @Test(
        "that makes no sense for an object is told so",
        arguments: [
            ("nme = \"x\"", "Account has no field 'nme'; did you mean 'name'? (allowed: name, kind"),
            ("total > \"lots\"", "a money amount cannot be compared with a text"),
            ("name > 5", "a text cannot be compared with a whole number"),
            ("kind = \"partner\"", "kind is never \"partner\" (allowed: prospect, customer)"),
            ("openedOn > 5", "a date cannot be compared with a whole number"),
            ("openedOn > \"soon\"", "a date cannot be compared with a text"),
            ("hasAcceptedQuote > false", "orders yes and no"), ("name and true", "'name' is a text, not a yes or no"),
            ("not total", "is a money amount, not a yes or no"), ("upper(total)", "upper cannot take 'total'"),
            ("currency(employees)", "currency cannot take 'employees'"), ("year(name)", "year cannot take 'name'"),
            ("choose(name, 1, 2)", "not a yes or no"), ("null and true", "null is neither yes nor no"),
            ("total > creditLimit and openedOn = name", "a date cannot be compared with a text"),
        ])
    func senseless(text: String, problem: String) throws {
        let problems = try Expression.parse(text).check(in: customerCatalog["crm"]![0])
        #expect(problems.count == 1 && problems[0].contains(problem), "\(problems)")
    }

    @Test(
        "that makes sense is left alone",
        arguments: [
            "total > 10000 and kind = \"customer\"", "total > \"1.00 NZD\"", "total > \"100\"",
            "openedOn > \"2026-01-01\"",
            "days(openedOn, \"2026-01-01\") > 3", "first(name, 3) = \"Har\"", "coalesce(name, givenName) != null",
            "amount(total) > employees", "id = name", "kind != \"\"",
            "choose(hasAcceptedQuote, total, creditLimit) > 1",
            "parent = id", "concat(name, total, openedOn) = \"\"", "not (hasAcceptedQuote = false)",
        ])
    func sensible(text: String) throws {
        #expect(try Expression.parse(text).check(in: customerCatalog["crm"]![0]) == [])
    }

    @Test("of a condition must answer yes or no")
    func condition() throws {
        let account = customerCatalog["crm"]![0]
        #expect(try Expression.parse("name").checkCondition(in: account).count == 1)
        #expect(try Expression.parse("hasAcceptedQuote").checkCondition(in: account) == [])
        #expect(try Expression.parse("choose(true, total, creditLimit)").kind(in: account) == .money)
        #expect(try Expression.parse("choose(true, total, name)").kind(in: account) == nil)
    }
}
