import Foundation
import GRDBSQLite
import Kernel
import Platform

/// How values lie in SQLite's columns: decimals as integers of millionths, money as minor units beside its currency,
/// quantities as millionths beside their unit, dates as `YYYY-MM-DD`, instants as microseconds since 1970.
enum SQLiteValue {
    /// Binds by position. Texts are copied into the statement's own room, where SQLite reads them.
    static func bind(_ values: [Value], to statement: PreparedStatement) throws(StoreError) {
        var bytes = 0
        for case .text(let text) in values { bytes += text.utf8.count }
        var room = statement.room(forBytes: bytes)
        let statement = statement.pointer
        var index: Int32 = 1
        for value in values {
            let code: Int32
            switch value {
            case .null: code = sqlite3_bind_null(statement, index)
            case .bool(let flag): code = sqlite3_bind_int64(statement, index, flag ? 1 : 0)
            case .integer(let number): code = sqlite3_bind_int64(statement, index, number)
            case .decimal(let decimal): code = sqlite3_bind_int64(statement, index, try stored(decimal))
            case .money(let money):
                sqlite3_bind_int64(statement, index, money.minorUnits)
                index += 1
                code = bind(money.currency.code, to: statement, at: index)
            case .quantity(let quantity):
                sqlite3_bind_int64(statement, index, try stored(quantity.value))
                index += 1
                code = bind(quantity.unit.code, to: statement, at: index)
            case .text(let text): code = bind(text, to: statement, at: index, &room)
            case .date(let date): code = bind(date.description, to: statement, at: index)
            case .instant(let instant): code = sqlite3_bind_int64(statement, index, instant.microseconds)
            }
            guard code != SQLITE_FORMAT else { throw .check("a text holds the character NUL, which cannot be stored") }
            guard code == SQLITE_OK else { throw .failed("cannot bind value \(index): SQLite says \(code)") }
            index += 1
        }
    }

    private static func bind(
        _ text: String, to statement: OpaquePointer, at index: Int32, _ room: inout UnsafeMutableRawPointer?
    ) -> Int32 {
        var text = text
        return text.withUTF8 { utf8 in
            guard let place = room else { return SQLITE_NOMEM }
            if let source = utf8.baseAddress {
                // SQLite's own functions stop at a NUL, and other stores hold none.
                guard memchr(source, 0, utf8.count) == nil else { return SQLITE_FORMAT }
                place.copyMemory(from: source, byteCount: utf8.count)
            }
            room = place + utf8.count
            return sqlite3_bind_text(
                statement, index, place.assumingMemoryBound(to: CChar.self), Int32(utf8.count), nil)
        }
    }

    /// Tells SQLite to copy the text it is given.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Short texts: currencies, units, dates.
    private static func bind(_ text: String, to statement: OpaquePointer, at index: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text(statement, index, characters.baseAddress, Int32(characters.count), transient)
            }
        }
    }

    private static func stored(_ decimal: FixedDecimal) throws(StoreError) -> Int64 {
        guard let micros = decimal.micros64 else {
            throw .check("\(decimal) is too large; at most 9,223,372,036,854.775807 can be stored")
        }
        return micros
    }

    static func row(_ statement: OpaquePointer, _ kinds: [FieldKind]) throws(StoreError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(kinds.count)
        var column: Int32 = 0
        for kind in kinds {
            values.append(try read(statement, column, kind))
            column += Int32(kind.columnCount)
        }
        return values
    }

    private static func read(
        _ statement: OpaquePointer, _ column: Int32, _ kind: FieldKind
    ) throws(StoreError) -> Value {
        guard sqlite3_column_type(statement, column) != SQLITE_NULL else {
            // NULL money has no amount; an empty bound text is not NULL.
            return .null
        }
        let integer = { sqlite3_column_int64(statement, column) }
        do throws(ValueError) {
            switch kind {
            case .bool: return .bool(integer() != 0)
            case .integer: return .integer(integer())
            case .decimal: return .decimal(FixedDecimal(micros: Int128(integer())))
            case .money:
                let code = text(statement, column + 1)
                let currency = code == Currency.none.code ? Currency.none : try Currency(code)
                return .money(Money(minorUnits: integer(), currency: currency))
            case .quantity:
                let code = text(statement, column + 1)
                let unit = code == UnitOfMeasure.none.code ? UnitOfMeasure.none : try UnitOfMeasure(code)
                return .quantity(Quantity(FixedDecimal(micros: Int128(integer())), unit))
            case .text, .choice, .reference: return .text(text(statement, column))
            case .date: return .date(try CalendarDate(text(statement, column)))
            case .instant: return .instant(Instant(microseconds: integer()))
            }
        } catch {
            throw .corrupt("column \(column): \(error.message)")
        }
    }

    private static func text(_ statement: OpaquePointer, _ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}
