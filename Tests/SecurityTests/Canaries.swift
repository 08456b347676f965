import Kernel
import Platform

/// Values that stand nowhere else: whoever finds one knows from which field it came.
struct Canaries: Sendable {
    /// Of one field.
    struct Place: Hashable, Sendable, CustomStringConvertible {
        let system: String
        let object: String
        let field: String
        var description: String { "\(system) \(object).\(field)" }
    }

    let places: [Place]
    private let numbers: [Place: Int]
    private let letters: [UInt8]

    /// - Parameter letters: three of them, which no word and no other company's canary has in a row.
    init(_ modules: [Module], letters: String = "qzx") {
        var places: [Place] = []
        for module in modules {
            for object in module.descriptors {
                for field in object.fields where Self.canCarry(field) {
                    places.append(Place(system: module.name, object: object.name, field: field.name))
                }
            }
        }
        self.places = places
        numbers = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
        self.letters = Array(letters.utf8)
    }

    private static func canCarry(_ field: FieldDescriptor) -> Bool {
        switch field.kind {
        case .text:
            (field.rules.maximumLength ?? 4_000) >= 8
                && !["owner", "author", "recipe", "sourceID", "leftID", "rightID"].contains(field.name)
        case .decimal: field.rules.highest == nil
        case .money: true
        default: false
        }
    }

    /// What the field holds where it is planted.
    func values(_ system: String, _ object: ObjectDescriptor, _ field: FieldDescriptor) -> [Value] {
        let place = Place(system: system, object: object.name, field: field.name)
        guard let number = numbers[place] else { return Self.plain(field) }
        switch field.kind {
        case .text: return [.text(word(number))]
        case .decimal: return [.decimal(FixedDecimal(83_000 + number))]
        case .money: return [.money(Money(minorUnits: Int64(83_000 + number) * 100, currency: .nzd))]
        default: return []
        }
    }

    private func word(_ number: Int) -> String {
        let digits = String(number)
        return String(decoding: letters, as: UTF8.self) + String(repeating: "0", count: 5 - digits.count) + digits
    }

    /// What is no canary, but must be something.
    private static func plain(_ field: FieldDescriptor) -> [Value] {
        switch field.kind {
        case .quantity: [.quantity(Quantity(3, .each))]
        case .date: [.date(CalendarDate(daysSinceEpoch: 20_780))]
        case .instant: field.isOptional ? [] : [.instant(Instant(microseconds: 1_795_000_000_000_000))]
        case .text: [.text("short")]
        case .decimal: [.decimal(FixedDecimal(1))]
        default: []
        }
    }

    /// Every place whose value stands in the text: words whatever their case, numbers with commas or without.
    func found(in bytes: [UInt8]) -> Set<Place> {
        var found: Set<Place> = []
        var index = 0
        while index < bytes.count {
            if Self.isDigit(bytes[index]) {
                var end = index
                var value = 0
                var digits = 0
                while end < bytes.count {
                    if Self.isDigit(bytes[end]) {
                        if digits < 9 { value = value * 10 + Int(bytes[end] - 48) }
                        digits += 1
                    } else if bytes[end] != UInt8(ascii: ",") || end + 1 >= bytes.count
                        || !Self.isDigit(bytes[end + 1])
                    {
                        break
                    }
                    end += 1
                }
                let isOwnWord = (index == 0 || !Self.isLetter(bytes[index - 1])) && !Self.isLetter(bytes, at: end)
                if digits == 5, isOwnWord, value >= 83_000, value - 83_000 < places.count {
                    let place = places[value - 83_000]
                    found.insert(place)
                }
                index = end
            } else {
                if let number = word(at: index, in: bytes) { found.insert(places[number]) }
                index += 1
            }
        }
        return found
    }

    /// Only those that are words.
    func words(in bytes: [UInt8]) -> Set<Place> {
        Set(bytes.indices.compactMap { word(at: $0, in: bytes).map { places[$0] } })
    }

    private func word(at index: Int, in bytes: [UInt8]) -> Int? {
        guard bytes[index] | 0x20 == letters[0], index + 8 <= bytes.count, bytes[index + 1] | 0x20 == letters[1],
            bytes[index + 2] | 0x20 == letters[2]
        else { return nil }
        var number = 0
        for byte in bytes[(index + 3)..<(index + 8)] {
            guard Self.isDigit(byte) else { return nil }
            number = number * 10 + Int(byte - 48)
        }
        return number < places.count ? number : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 97 && (byte | 0x20) <= 122 }
    private static func isLetter(_ bytes: [UInt8], at index: Int) -> Bool {
        index < bytes.count && isLetter(bytes[index])
    }
}
