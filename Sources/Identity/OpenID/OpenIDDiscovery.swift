import Kernel

/// What a provider says of itself, as far as we need and allow it.
struct OpenIDDiscovery: Sendable, Hashable {
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keysEndpoint: String
    /// The client's secret goes in the header, unless the provider takes it in the form only.
    let takesBasic: Bool

    /// nil when it is another house than asked, has no PKCE by S256, or would be asked without TLS.
    init?(_ json: JSON, of issuer: String) {
        guard json["issuer"]?.string == issuer,
            let authorization = json["authorization_endpoint"]?.string, let token = json["token_endpoint"]?.string,
            let keys = json["jwks_uri"]?.string, [authorization, token, keys].allSatisfy(Self.isProtected)
        else { return nil }
        if let methods = json["code_challenge_methods_supported"]?.array, !methods.contains(.string("S256")) {
            return nil
        }
        authorizationEndpoint = authorization
        tokenEndpoint = token
        keysEndpoint = keys
        let methods = json["token_endpoint_auth_methods_supported"]?.array
        takesBasic = methods?.contains(.string("client_secret_basic")) ?? true
    }

    /// By TLS, or to this very machine, where tests and development have their providers.
    private static func isProtected(_ url: String) -> Bool {
        url.hasPrefix("https://") || url.hasPrefix("http://localhost:") || url.hasPrefix("http://127.0.0.1:")
    }
}

/// The provider's published keys: RSA, for signatures, of at least 2,048 bits.
struct OpenIDKeys: Sendable, Hashable {
    private struct Key: Sendable, Hashable {
        let id: String?
        let modulus: [UInt8]
        let exponent: [UInt8]
    }

    private let keys: [Key]

    init(_ json: JSON) {
        keys = (json["keys"]?.array ?? []).prefix(50).compactMap { key in
            guard key["kty"]?.string == "RSA", [nil, "sig"].contains(key["use"]?.string),
                [nil, "RS256"].contains(key["alg"]?.string),
                let modulus = key["n"]?.string.flatMap(Base64URL.bytes),
                let exponent = key["e"]?.string.flatMap(Base64URL.bytes),
                (256...1_024).contains(modulus.count), (1...8).contains(exponent.count)
            else { return nil }
            return Key(id: key["kid"]?.string, modulus: modulus, exponent: exponent)
        }
    }

    /// One of them, the one that the token names if it names one, has signed it.
    func haveSigned(_ token: IDToken) -> Bool {
        keys.contains { key in
            (token.keyID == nil || token.keyID == key.id)
                && RSASignature.isRight(
                    token.signature, of: token.signed, modulus: key.modulus, exponent: key.exponent)
        }
    }
}
