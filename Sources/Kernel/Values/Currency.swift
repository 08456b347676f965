/// A currency by its ISO 4217 code, packed into four bytes.
///
/// Only codes of the active list (ISO 4217 list one, as of 1 January 2026) are made; others throw `ValueError`.
/// Order is that of the codes.
@frozen
public struct Currency: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The three letters, the first in the highest of the three low bytes.
    @usableFromInline let packed: UInt32

    private init(packed: UInt32) {
        self.packed = packed
    }

    /// For the constants below and the list: the code is known to be well-formed.
    private init(known code: StaticString) {
        var packed: UInt32 = 0
        for index in 0..<3 { packed = packed << 8 | UInt32(code.utf8Start[index]) }
        self.packed = packed
    }

    /// From a code of three capital letters.
    public init(_ code: some StringProtocol) throws(ValueError) {
        var packed: UInt32 = 0
        var count = 0
        for byte in code.utf8 {
            count += 1
            guard count <= 3, byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") else {
                count = 4
                break
            }
            packed = packed << 8 | UInt32(byte)
        }
        guard count == 3 else {
            throw ValueError(
                "\(quoted(code)) is not a currency code", allowed: "three capital letters of ISO 4217, such as NZD")
        }
        guard packed == Self.nzd.packed || packed == Self.aud.packed || Self.active.contains(packed) else {
            throw ValueError(
                "\(quoted(code)) is not an active currency", allowed: "an active ISO 4217 code, such as NZD or AUD")
        }
        self.packed = packed
    }

    /// The three letters, such as "NZD".
    public var code: String {
        String(unsafeUninitializedCapacity: 3) { buffer in
            for index in 0..<3 { buffer[index] = UInt8(truncatingIfNeeded: packed >> (16 - 8 * UInt32(index))) }
            return 3
        }
    }

    public var description: String { code }

    /// Decimals of the currency's smallest unit by ISO 4217: 0 for JPY, 3 for KWD, 4 for CLF, 2 for most.
    /// Where the standard gives none (no currency, the metals and the units of account), 2.
    public var minorDigits: Int {
        if packed == Self.nzd.packed || packed == Self.aud.packed { return 2 }
        if Self.withoutMinorUnit.contains(packed) { return 0 }
        if Self.withThousandths.contains(packed) { return 3 }
        return Self.withTenThousandths.contains(packed) ? 4 : 2
    }

    /// Minor units in one major unit: 10 to the power of `minorDigits`.
    var minorUnitsPerOne: Int64 {
        switch minorDigits {
        case 0: 1
        case 3: 1_000
        case 4: 10_000
        default: 100
        }
    }

    @inlinable
    public static func < (left: Currency, right: Currency) -> Bool { left.packed < right.packed }

    /// ISO 4217's own code for "no currency", three times the letter X: what a blank amount has before its currency is
    /// known.
    public static let none = Currency(packed: 0x58_58_58)
    public static let nzd = Currency(known: "NZD")
    public static let aud = Currency(known: "AUD")
    public static let usd = Currency(known: "USD")
    public static let eur = Currency(known: "EUR")
    public static let gbp = Currency(known: "GBP")
    public static let cad = Currency(known: "CAD")
    public static let jpy = Currency(known: "JPY")
}

extension Currency {
    /// All active codes of ISO 4217, the one for "no currency" among them.
    private static let active = packedCodes(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
        CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
        GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
        LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
        PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
        TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC
        XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA YER ZAR ZMW ZWG
        """
    ).union([none.packed])
    private static let withoutMinorUnit = packedCodes(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF")
    private static let withThousandths = packedCodes("BHD IQD JOD KWD LYD OMR TND")
    private static let withTenThousandths = packedCodes("CLF UYW")

    private static func packedCodes(_ list: String) -> Set<UInt32> {
        var codes: Set<UInt32> = []
        for word in list.split(whereSeparator: \.isWhitespace) {
            codes.insert(word.utf8.reduce(0) { $0 << 8 | UInt32($1) })
        }
        return codes
    }

    /// Every active code, in order: for lists to choose from.
    public static var all: [Currency] { active.sorted().map { Currency(packed: $0) } }
}
