import CLibCrypto

/// SHA-256 by the system's OpenSSL. The algorithm is fetched once: a fetch per digest costs more than the digest.
public enum Digest {
    private static let sha256 = FetchedDigest()

    /// 64 lower-case hexadecimal digits.
    public static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 64) { text in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { hash in
                var length: UInt32 = 0
                let done = EVP_Digest(bytes, bytes.count, hash.baseAddress, &length, sha256.algorithm, nil)
                precondition(done == 1 && length == 32, "OpenSSL refused to compute SHA-256")
                for index in 0..<32 {
                    text[2 * index] = digits[Int(hash[index] >> 4)]
                    text[2 * index + 1] = digits[Int(hash[index] & 15)]
                }
            }
            return 64
        }
    }
}

/// Why unchecked: OpenSSL documents a fetched `EVP_MD` as immutable and usable from any thread.
private struct FetchedDigest: @unchecked Sendable {
    let algorithm = EVP_MD_fetch(nil, "SHA2-256", nil)
}
