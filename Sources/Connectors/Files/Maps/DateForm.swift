import Kernel

/// How a file writes dates: the letters d, m and y with anything between, such as dd/mm/yyyy. One d or m stands for
/// one digit or two; yy is a year from 2000 on. Without a form dates are YYYY-MM-DD; a time behind is not read.
public struct DateForm: Hashable, Sendable, CustomStringConvertible {
    private let letters: [Character]
    public var description: String { String(letters) }

    /// Throws when the form does not have a day, a month and a year, each once.
    public init(_ text: String) throws(ValueError) {
        letters = Array(text.lowercased())
        for letter in "dmy" {
            let runs = letters.indices.filter { letters[$0] == letter && ($0 == 0 || letters[$0 - 1] != letter) }
            let length = letters.count { $0 == letter }
            guard runs.count == 1, letter == "y" ? length == 2 || length == 4 : length <= 2 else {
                throw ValueError(
                    "'\(text)' is no form of a date", allowed: "such as dd/mm/yyyy, d.m.yy, mm-dd-yyyy or yyyymmdd")
            }
        }
    }

    /// The date; the whole text must have the form.
    public func date(_ text: String) throws(ValueError) -> CalendarDate {
        var parts: [Character: Int] = [:]
        let characters = Array(text)
        var at = 0
        var index = 0
        while index < letters.count {
            let letter = letters[index]
            let length = letters[index...].prefix { $0 == letter }.count
            guard "dmy".contains(letter) else {
                guard at < characters.count, characters[at] == letter else { throw mismatch(text) }
                (at, index) = (at + 1, index + 1)
                continue
            }
            let digits = characters[at...].prefix(letter != "y" && length == 1 ? 2 : length).prefix {
                $0.isASCII && $0.isNumber
            }
            guard digits.count == length || (length == 1 && digits.count == 2), let number = Int(String(digits)) else {
                throw mismatch(text)
            }
            parts[letter] = letter == "y" && length == 2 ? 2000 + number : number
            (at, index) = (at + digits.count, index + length)
        }
        guard at == characters.count else { throw mismatch(text) }
        return try CalendarDate(year: parts["y"] ?? 0, month: parts["m"] ?? 0, day: parts["d"] ?? 0)
    }

    /// The date in this form, for writing.
    public func text(_ date: CalendarDate) -> String {
        var text = ""
        var index = 0
        while index < letters.count {
            let letter = letters[index]
            let length = letters[index...].prefix { $0 == letter }.count
            switch letter {
            case "d": text += padded(date.day, length)
            case "m": text += padded(date.month, length)
            case "y": text += length == 2 ? padded(date.year % 100, 2) : padded(date.year, 4)
            default:
                text.append(letter)
                index += 1
                continue
            }
            index += length
        }
        return text
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private func mismatch(_ text: String) -> ValueError {
        ValueError("'\(text)' is not a date", allowed: "a date as \(self)")
    }
}
