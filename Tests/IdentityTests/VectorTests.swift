import Kernel
import Testing

@testable import Identity

@Suite("The published examples of the algorithms")
struct VectorTests {
    @Test(
        "RFC 6238: codes by time, SHA-1, eight digits",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ])
    func timeCode(second: Int64, code: String) {
        let step = TimeCode.step(at: Instant(microseconds: second * 1_000_000))
        #expect(TimeCode.code(secret: Array("12345678901234567890".utf8), step: step, digits: 8) == code)
    }

    @Test("RFC 7914: scrypt")
    func scrypt() {
        func key(_ password: String, _ salt: String, _ n: UInt64, _ r: UInt64, _ p: UInt64) -> String {
            Hex.text(
                PasswordHash.scrypt(
                    Array(password.utf8), salt: Array(salt.utf8), rounds: n, blockSize: r, parallelism: p, length: 64))
        }
        #expect(
            key("", "", 16, 1, 1) == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
        #expect(
            key("password", "NaCl", 1_024, 8, 16) == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
        #expect(
            key("pleaseletmein", "SodiumChloride", 16_384, 8, 1)
                == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
    }

    @Test("RFC 4648: base32 there and back")
    func base32() {
        for (plain, text) in [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")] {
            #expect(Base32.text(Array(plain.utf8)) == text)
            #expect(Base32.bytes(text) == Array(plain.utf8))
        }
        #expect(Base32.bytes("M1") == nil)
    }

    @Test("a password is known again, another is not, and what everybody guesses is none")
    func passwords() {
        let hash = PasswordHash(of: "a tūī sings at dawn", salt: Array(0..<16))
        #expect(hash.text.hasPrefix("scrypt$32768$8$1$"))
        #expect(hash.matches("a tūī sings at dawn"))
        #expect(!hash.matches("a tui sings at dawn"))
        #expect(!PasswordHash(text: "").matches(""))
        #expect(!PasswordHash(text: "scrypt$1$1$1$00$").matches(""))
        for weak in ["short", "mere-mere-mere", "aaaaaaaaaaaaaaaa"] {
            #expect(PasswordHash.weakness(of: weak, of: "mere")?.code == .weakPassword)
        }
        #expect(PasswordHash.weakness(of: "a tūī sings at dawn", of: "mere") == nil)
    }
}
