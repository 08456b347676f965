import CLibCrypto
import Foundation
import Kernel
import Synchronization

@testable import Identity

/// A provider of OpenID Connect for tests: publishes itself and its keys, hands out tokens signed by RS256, and does
/// what a test tells it to do wrong.
final class SigningHouse: Sendable {
    static let issuer = "https://login.example.nz/realms/kauri"

    struct State {
        var issuer = SigningHouse.issuer
        var methods = #"["S256"]"#
        var tokenEndpoint = "https://login.example.nz/token"
        var claims: [String: String] = [:]
        var header = #"{"alg":"RS256","kid":"k1"}"#
        var publishedID = "k1"
        var spoilsSignature = false
        var questions: [OpenIDQuestion] = []
        var isDown = false
    }
    let state = Mutex(State())
    private let key: Key

    // Why: never changed after its making.
    private struct Key: @unchecked Sendable { let pointer: OpaquePointer }

    init() {
        let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil)
        defer { EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2_048) == 1,
            EVP_PKEY_generate(context, &made) == 1, let made
        else { preconditionFailure("OpenSSL makes no key") }
        key = Key(pointer: made)
    }

    deinit { EVP_PKEY_free(key.pointer) }

    func change(_ edit: (inout State) -> Void) { state.withLock { edit(&$0) } }

    var fetch: OpenIDFetch {
        { question in
            let state = self.state.withLock { state in
                state.questions.append(question)
                return state
            }
            if state.isDown { throw CancellationError() }
            if question.url.hasSuffix("/.well-known/openid-configuration") {
                return (200, Array(Self.discovery(state).utf8))
            }
            if question.url.hasSuffix("/keys") { return (200, Array(self.keys(state).utf8)) }
            guard question.url == state.tokenEndpoint, question.form != nil else { return (404, []) }
            return (200, Array("{\"id_token\":\"\(self.token(state))\",\"token_type\":\"Bearer\"}".utf8))
        }
    }

    private static func discovery(_ state: State) -> String {
        """
        {"issuer":"\(state.issuer)","authorization_endpoint":"https://login.example.nz/authorize",
        "token_endpoint":"\(state.tokenEndpoint)","jwks_uri":"https://login.example.nz/keys",
        "code_challenge_methods_supported":\(state.methods)}
        """
    }

    private func keys(_ state: State) -> String {
        """
        {"keys":[{"kty":"EC","kid":"k0","crv":"P-256"},{"kty":"RSA","use":"sig","alg":"RS256",
        "kid":"\(state.publishedID)","n":"\(Base64URL.text(number("n")))","e":"\(Base64URL.text(number("e")))"}]}
        """
    }

    private func number(_ name: String) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(key.pointer, name, &number) == 1, let number else { return [] }
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        BN_bn2bin(number, &bytes)
        return bytes
    }

    private func token(_ state: State) -> String {
        let claims = state.claims.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        let signed =
            Base64URL.text(Array(state.header.utf8)) + "." + Base64URL.text(Array("{\(claims)}".utf8))
        var signature = sign(Array(signed.utf8))
        if state.spoilsSignature { signature[7] ^= 1 }
        return signed + "." + Base64URL.text(signature)
    }

    private func sign(_ message: [UInt8]) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var length = 512
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSignInit_ex(context, nil, "SHA256", nil, nil, key.pointer, nil) == 1,
            EVP_DigestSign(context, &signature, &length, message, message.count) == 1
        else { return [] }
        return Array(signature.prefix(length))
    }
}
