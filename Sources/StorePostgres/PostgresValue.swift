import CPQ
import Kernel
import Platform

/// Bound values on their way: texts in one piece of memory, each ended by a zero, as libpq takes them. Decimals travel
/// as integers of millionths, money as minor units beside its currency, quantities as millionths beside their unit,
/// dates as `YYYY-MM-DD`, instants as microseconds since 1970.
struct Parameters {
    private var bytes: [CChar] = []
    /// Where each begins; nil is NULL.
    private var starts: [Int?] = []

    var count: Int { starts.count }

    /// Of a statement that has none.
    static let none = Parameters()

    private init() {}

    init(_ values: [Value]) throws(StoreError) {
        bytes.reserveCapacity(values.count * 24)
        starts.reserveCapacity(values.count + 2)
        for value in values { try append(value) }
    }

    mutating func append(_ value: Value) throws(StoreError) {
        switch value {
        case .null: starts.append(nil)
        case .bool(let flag): append(flag ? 1 : 0)
        case .integer(let number): append(number)
        case .decimal(let decimal): append(try Self.stored(decimal))
        case .money(let money):
            append(money.minorUnits)
            try append(money.currency.code)
        case .quantity(let quantity):
            append(try Self.stored(quantity.value))
            try append(quantity.unit.code)
        case .text(let text): try append(text)
        case .date(let date): try append(date.description)
        case .instant(let instant): append(instant.microseconds)
        }
    }

    private mutating func append(_ number: Int64) {
        starts.append(bytes.count)
        append(digitsOf: number)
        bytes.append(0)
    }

    private mutating func append(digitsOf number: Int64) {
        var digits = number.magnitude
        if number < 0 { bytes.append(45) }
        let first = bytes.count
        repeat {
            bytes.append(CChar(truncatingIfNeeded: 48 + digits % 10))
            digits /= 10
        } while digits > 0
        bytes[first...].reverse()
    }

    private mutating func append(_ text: String) throws(StoreError) {
        starts.append(bytes.count)
        var text = text
        let isWhole = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { bytes.append(contentsOf: $0) }
            return !utf8.contains(0)
        }
        guard isWhole else { throw .check(Self.holdsNothing) }
        bytes.append(0)
    }

    private static let holdsNothing = "a text holds the character NUL, which cannot be stored"

    /// Values as they will lie, one for each parameter: numbers and texts.
    static func lying(_ values: [Value]) throws(StoreError) -> [Value] {
        var lying: [Value] = []
        lying.reserveCapacity(values.count + 4)
        for value in values {
            switch value {
            case .null, .integer: lying.append(value)
            case .bool(let flag): lying.append(.integer(flag ? 1 : 0))
            case .decimal(let decimal): lying.append(.integer(try stored(decimal)))
            case .money(let money): lying += [.integer(money.minorUnits), .text(money.currency.code)]
            case .quantity(let quantity):
                lying += [.integer(try stored(quantity.value)), .text(quantity.unit.code)]
            case .text(let text):
                guard !text.utf8.contains(0) else { throw .check(holdsNothing) }
                lying.append(value)
            case .date(let date): lying.append(.text(date.description))
            case .instant(let instant): lying.append(.integer(instant.microseconds))
            }
        }
        return lying
    }

    private static func stored(_ decimal: FixedDecimal) throws(StoreError) -> Int64 {
        guard let micros = decimal.micros64 else {
            throw .check("\(decimal) is too large; at most 9,223,372,036,854.775807 can be stored")
        }
        return micros
    }

    /// One array for each column of many rows.
    init(columns: Int, of rows: ArraySlice<[Value]>) throws(StoreError) {
        bytes.reserveCapacity(rows.count * columns * 16)
        for column in 0..<columns { try append(column: column, of: rows) }
    }

    /// Of one column of many rows, as PostgreSQL writes an array.
    mutating func append(column: Int, of rows: ArraySlice<[Value]>) throws(StoreError) {
        starts.append(bytes.count)
        bytes.append(123)
        var isFirst = true
        for row in rows {
            if !isFirst { bytes.append(44) }
            isFirst = false
            switch row[column] {
            case .null: for letter in "NULL".utf8 { bytes.append(CChar(letter)) }
            case .integer(let number): append(digitsOf: number)
            case .text(let text): append(quoted: text)
            default: throw .failed("a row waits as it will lie: as numbers and texts")
            }
        }
        bytes.append(125)
        bytes.append(0)
    }

    private mutating func append(quoted text: String) {
        var text = text
        bytes.append(34)
        text.withUTF8 { utf8 in
            var start = 0
            for index in utf8.indices where utf8[index] == 34 || utf8[index] == 92 {
                append(utf8[start..<index])
                bytes.append(92)
                start = index
            }
            append(utf8[start...])
        }
        bytes.append(34)
    }

    private mutating func append(_ utf8: Slice<UnsafeBufferPointer<UInt8>>) {
        UnsafeBufferPointer(rebasing: utf8).withMemoryRebound(to: CChar.self) { bytes.append(contentsOf: $0) }
    }

    /// The values as libpq wants them, valid within `body`.
    func withPointers<T>(_ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> T) -> T {
        bytes.withUnsafeBufferPointer { buffer in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: max(1, starts.count)) { pointers in
                for (index, start) in starts.enumerated() {
                    pointers.initializeElement(at: index, to: start.flatMap { buffer.baseAddress?.advanced(by: $0) })
                }
                return body(Int32(starts.count), UnsafePointer(pointers.baseAddress))
            }
        }
    }
}

/// Rows of an answer in the server's text form, read as values.
struct AnswerRows: ~Copyable {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    var count: Int { Int(PQntuples(result)) }

    /// How many rows a statement changed.
    var changed: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// What the server says that it did: "COMMIT", "ROLLBACK".
    var tag: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

    func text(_ row: Int, _ column: Int) -> String { text(Int32(row), Int32(column)) }

    func row(_ row: Int, _ kinds: [FieldKind]) throws(StoreError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(kinds.count)
        var column: Int32 = 0
        for kind in kinds {
            values.append(try value(Int32(row), column, kind))
            column += Int32(kind.columnCount)
        }
        return values
    }

    private func value(_ row: Int32, _ column: Int32, _ kind: FieldKind) throws(StoreError) -> Value {
        guard PQgetisnull(result, row, column) == 0 else { return .null }
        do throws(ValueError) {
            switch kind {
            case .bool: return .bool(try integer(row, column) != 0)
            case .integer: return .integer(try integer(row, column))
            case .decimal: return .decimal(FixedDecimal(micros: Int128(try integer(row, column))))
            case .money:
                let code = text(row, column + 1)
                let currency = code == Currency.none.code ? Currency.none : try Currency(code)
                return .money(Money(minorUnits: try integer(row, column), currency: currency))
            case .quantity:
                let code = text(row, column + 1)
                let unit = code == UnitOfMeasure.none.code ? UnitOfMeasure.none : try UnitOfMeasure(code)
                return .quantity(Quantity(FixedDecimal(micros: Int128(try integer(row, column))), unit))
            case .text, .choice, .reference: return .text(text(row, column))
            case .date: return .date(try CalendarDate(text(row, column)))
            case .instant: return .instant(Instant(microseconds: try integer(row, column)))
            }
        } catch {
            throw .corrupt("column \(column): \(error.message)")
        }
    }

    /// A number, or a comparison's true and false.
    private func integer(_ row: Int32, _ column: Int32) throws(ValueError) -> Int64 {
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        let isNegative = bytes.first == UInt8(ascii: "-")
        var number: Int64 = 0
        var isNumber = bytes.count > (isNegative ? 1 : 0)
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            let digit = Int64(byte) - 48
            let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isBeyond) = tens.subtractingReportingOverflow(digit)
            isNumber = isNumber && (0...9).contains(digit) && !isTooLarge && !isBeyond
            number = sum
        }
        if isNumber, isNegative || number != .min { return isNegative ? number : -number }
        if bytes.count == 1, bytes[0] == UInt8(ascii: "t") { return 1 }
        if bytes.count == 1, bytes[0] == UInt8(ascii: "f") { return 0 }
        throw ValueError("'\(text(row, column))' is not a whole number of 64 bits", allowed: "whole numbers")
    }

    private func text(_ row: Int32, _ column: Int32) -> String {
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        return String(decoding: bytes, as: UTF8.self)
    }
}
