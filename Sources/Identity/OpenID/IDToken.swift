import Kernel
import Platform

/// A provider's statement who somebody is: a JSON Web Token by RS256 (RFC 7519, OpenID Connect Core 1.0 §2).
struct IDToken {
    let keyID: String?
    /// The bytes that the signature covers.
    let signed: [UInt8]
    let signature: [UInt8]
    private let claims: JSON

    /// nil when it is none, or by another algorithm: none at all and shared secrets included.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count < 32_768, parts.count == 3, let head = Base64URL.bytes(String(parts[0])),
            let body = Base64URL.bytes(String(parts[1])), let signature = Base64URL.bytes(String(parts[2])),
            let header = try? JSON(parsing: head), let claims = try? JSON(parsing: body),
            header["alg"]?.string == "RS256", header["crit"] == nil
        else { return nil }
        keyID = header["kid"]?.string
        signed = Array((parts[0] + "." + parts[1]).utf8)
        self.signature = signature
        self.claims = claims
    }

    /// What it must say to be meant for us, now, and for this browser.
    struct Expected {
        let issuer: String
        let clientID: String
        let nonce: String
        let now: Instant
    }

    /// Clocks may differ by so much.
    static let leewaySeconds: Int64 = 60

    /// In words; nil when all is right.
    func problem(_ expected: Expected) -> String? {
        if claims["iss"]?.string != expected.issuer { return "comes from another house" }
        let audience = claims["aud"]?.array?.compactMap(\.string) ?? claims["aud"]?.string.map { [$0] } ?? []
        if !audience.contains(expected.clientID) { return "is meant for somebody else" }
        if audience.count > 1, claims["azp"]?.string != expected.clientID { return "was asked for by somebody else" }
        if let party = claims["azp"]?.string, party != expected.clientID { return "was asked for by somebody else" }
        let now = expected.now.microseconds / 1_000_000
        guard let end = claims["exp"]?.integer, now - Self.leewaySeconds < Int64(end) else { return "has expired" }
        guard let start = claims["iat"]?.integer, Int64(start) <= now + Self.leewaySeconds else {
            return "is of the future"
        }
        if let start = claims["nbf"]?.integer, Int64(start) > now + Self.leewaySeconds { return "is not valid yet" }
        guard let nonce = claims["nonce"]?.string, ConstantTime.equal(nonce, expected.nonce) else {
            return "belongs to another sign-in"
        }
        guard let subject = claims["sub"]?.string, !subject.isEmpty, subject.utf8.count <= 255 else {
            return "names nobody"
        }
        return nil
    }

    func person(issuer: String) -> VouchedPerson {
        let isVerified = claims["email_verified"] == .bool(true) || claims["email_verified"]?.string == "true"
        return VouchedPerson(
            issuer: issuer, subject: claims["sub"]?.string ?? "",
            email: isVerified ? claims["email"]?.string ?? "" : "", name: claims["name"]?.string ?? "")
    }
}
