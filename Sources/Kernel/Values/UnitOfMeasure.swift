/// What a quantity is counted in, by a short code such as EA, KG or BOX; packed into eight bytes.
///
/// Codes are 1 to 8 of A–Z and 0–9, as the two- and three-character ones of UN/ECE Recommendation 20 are; any
/// other throws `ValueError`. Order is that of the codes.
@frozen
public struct UnitOfMeasure: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The code's characters from the highest byte down, zeros after the last.
    @usableFromInline let packed: UInt64

    private init(packed: UInt64) {
        self.packed = packed
    }

    /// "-" gives `none`, so that every written quantity can be read again.
    public init(_ code: some StringProtocol) throws(ValueError) {
        var packed: UInt64 = 0
        var count = 0
        for byte in code.utf8 {
            let isLetter = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            guard count < 8, isLetter || isDigit else {
                count = 0
                break
            }
            packed |= UInt64(byte) << UInt64(56 - 8 * count)
            count += 1
        }
        if count == 0, code == "-" {
            self = .none
            return
        }
        guard count > 0 else {
            throw ValueError(
                "\(quoted(code)) is not a unit of measure", allowed: "1 to 8 of A-Z and 0-9, such as EA or KG")
        }
        self.packed = packed
    }

    /// The code, such as "EA"; "-" of `none`.
    public var code: String {
        let count = 8 - packed.trailingZeroBitCount / 8
        return String(unsafeUninitializedCapacity: 8) { buffer in
            for index in 0..<count { buffer[index] = UInt8(truncatingIfNeeded: packed >> UInt64(56 - 8 * index)) }
            return count
        }
    }

    public var description: String { code }

    @inlinable
    public static func < (left: UnitOfMeasure, right: UnitOfMeasure) -> Bool { left.packed < right.packed }

    /// No unit yet, written "-": what a blank quantity has before its unit is known.
    public static let none = UnitOfMeasure(packed: UInt64(UInt8(ascii: "-")) << 56)
    /// EA: single pieces.
    public static let each = UnitOfMeasure(packed: 0x4541 << 48)
}
