import CLibCrypto

/// RS256: RSA with PKCS 1 v1.5 padding over SHA-256 (RFC 7518 §3.3), by OpenSSL.
enum RSASignature {
    /// `EVP_PUBLIC_KEY`, a macro that Swift does not see.
    private static let publicKey: Int32 = 0x86

    static func isRight(_ signature: [UInt8], of message: [UInt8], modulus: [UInt8], exponent: [UInt8]) -> Bool {
        guard let key = key(modulus, exponent) else { return false }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit_ex(context, nil, "SHA256", nil, nil, key, nil) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    private static func key(_ modulus: [UInt8], _ exponent: [UInt8]) -> OpaquePointer? {
        let number = BN_bin2bn(modulus, Int32(modulus.count), nil)
        let power = BN_bin2bn(exponent, Int32(exponent.count), nil)
        defer {
            BN_free(number)
            BN_free(power)
        }
        guard let number, let power, let builder = OSSL_PARAM_BLD_new() else { return nil }
        defer { OSSL_PARAM_BLD_free(builder) }
        guard OSSL_PARAM_BLD_push_BN(builder, "n", number) == 1, OSSL_PARAM_BLD_push_BN(builder, "e", power) == 1,
            let parameters = OSSL_PARAM_BLD_to_param(builder)
        else { return nil }
        defer { OSSL_PARAM_free(parameters) }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_fromdata_init(context) == 1,
            EVP_PKEY_fromdata(context, &key, publicKey, parameters) == 1
        else { return nil }
        return key
    }
}
