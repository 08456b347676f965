import CLibCrypto
import Kernel

/// A password as it is kept: salted and slow to guess (scrypt, RFC 7914), its parameters beside it so that they may
/// grow. Making one takes about a tenth of a second and 32 MiB: never within a transaction, nor on a
/// thread that serves.
public struct PasswordHash: Hashable, Sendable {
    /// Work: 2^15 rounds over blocks of 8 × 128 bytes.
    public static let rounds: UInt64 = 1 << 15
    public static let blockSize: UInt64 = 8
    public static let parallelism: UInt64 = 1
    static let memoryLimit: UInt64 = 128 << 20
    static let keyLength = 32

    /// `scrypt$32768$8$1$<salt>$<key>`, both hexadecimal.
    public let text: String

    /// `salt` are 16 bytes of `World.randomBytes`.
    public init(of password: String, salt: [UInt8]) {
        let key = Self.scrypt(
            Array(password.utf8), salt: salt, rounds: Self.rounds, blockSize: Self.blockSize,
            parallelism: Self.parallelism, length: Self.keyLength)
        text = "scrypt$\(Self.rounds)$\(Self.blockSize)$\(Self.parallelism)$\(Hex.text(salt))$\(Hex.text(key))"
    }

    public init(text: String) { self.text = text }

    /// Somebody nobody can be: checked when there is no such person, so that the answer takes as long.
    public static let nobody = PasswordHash(
        text: "scrypt$32768$8$1$" + String(repeating: "5a", count: 16) + "$" + String(repeating: "00", count: 32))

    /// In a time that does not tell how much of it was right.
    public func matches(_ password: String) -> Bool {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = UInt64(parts[1]), let blockSize = UInt64(parts[2]),
            let parallelism = UInt64(parts[3]), let salt = Hex.bytes(parts[4]), let key = Hex.bytes(parts[5]),
            !key.isEmpty
        else {
            _ = Self.nobody.matches(password)
            return false
        }
        let tried = Self.scrypt(
            Array(password.utf8), salt: salt, rounds: rounds, blockSize: blockSize, parallelism: parallelism,
            length: key.count)
        return ConstantTime.equal(tried, key)
    }

    /// RFC 7914. Empty when OpenSSL refuses the parameters.
    static func scrypt(
        _ password: [UInt8], salt: [UInt8], rounds: UInt64, blockSize: UInt64, parallelism: UInt64, length: Int
    ) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: length)
        let done = password.withUnsafeBytes { bytes in
            EVP_PBE_scrypt(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, salt, salt.count, rounds,
                blockSize, parallelism, memoryLimit, &key, length)
        }
        return done == 1 ? key : []
    }

    /// What everybody can guess is no password. nil when it will do.
    public static func weakness(of password: String, of person: String) -> Reason? {
        let allowed = "at least 12 characters, not the sign-in name, not one character repeated"
        let isWeak =
            password.count < 12 || password.lowercased().contains(person.lowercased())
            || Set(password.lowercased()).count < 5
        guard isWeak || password.utf8.count > 1_024 else { return nil }
        return Reason(
            .weakPassword, "The password is too easy to guess", document: "User \(person)", field: "password",
            allowed: allowed, fixedBy: "the person")
    }
}
