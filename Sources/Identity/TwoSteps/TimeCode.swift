import CLibCrypto
import Kernel

/// Six digits that change every 30 seconds (TOTP, RFC 6238, by HMAC-SHA-1 as every authenticator has it).
public enum TimeCode {
    static let stepSeconds: Int64 = 30
    /// A clock may be one step off.
    static let tolerance = 1

    public static func step(at now: Instant) -> Int { Int(now.microseconds / 1_000_000 / stepSeconds) }

    /// RFC 4226, with `digits` at most 8.
    static func code(secret: [UInt8], step: Int, digits: Int = 6) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let mac = hmac(secret, counter)
        guard mac.count == 20 else { return "" }
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(1) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code it is, later than `last`; nil when it is none's. All are compared, in constant time.
    static func step(of code: String, secret: [UInt8], at now: Instant, after last: Int) -> Int? {
        let present = step(at: now)
        var found: Int?
        for step in (present - tolerance)...(present + tolerance)
        where ConstantTime.equal(Self.code(secret: secret, step: step), code) && step > last {
            found = step
        }
        return found
    }

    private static func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var mac = [UInt8](repeating: 0, count: 64)
        var length = 0
        let done = EVP_Q_mac(
            nil, "HMAC", nil, "SHA1", nil, key, key.count, message, message.count, &mac, mac.count, &length)
        return done == nil ? [] : Array(mac.prefix(length))
    }

    /// What an authenticator reads from a picture of squares.
    public static func setUpText(secret: String, person: String, company: String) -> String {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        func escaped(_ text: String) -> String {
            text.utf8.map { allowed.contains($0) ? String(UnicodeScalar($0)) : "%" + Hex.text([$0]).uppercased() }
                .joined()
        }
        return "otpauth://totp/\(escaped(company)):\(escaped(person))?secret=\(secret)&issuer=\(escaped(company))"
            + "&algorithm=SHA1&digits=6&period=30"
    }
}

extension User {
    /// Takes a code once. Refuses `wrongCode`.
    mutating func take(code: String, at now: Instant) throws(Refusal) {
        let digits = code.filter { $0 != " " }
        guard let secret = Base32.bytes(totpSecret), !secret.isEmpty,
            let step = TimeCode.step(of: digits, secret: secret, at: now, after: totpLastStep)
        else {
            throw Refusal(
                .wrongCode, "The six digits are missing, wrong, too old or were used already", document: "Sign-in",
                field: "code", allowed: "the six digits that the authenticator shows now", fixedBy: "the person")
        }
        totpLastStep = step
    }
}
