import Kernel
import Testing

@Suite("Countries")
struct CountryTests {
    @Test("a country is known by its two letters, however they are written", arguments: ["NZ", "nz", " Nz "])
    func known(_ text: String) throws {
        #expect(try Country.code(text) == "NZ")
    }

    @Test(
        "letters that no country has are refused, with what is allowed", arguments: ["ZZ", "UK", "NZL", "N", "", "Ñ"])
    func unknown(_ text: String) {
        let error = #expect(throws: ValueError.self) { try Country.code(text) }
        #expect(error?.message.contains("is not a country's code") == true)
        #expect(error?.allowed.contains("such as NZ, AU or US") == true)
    }

    @Test("all 249 of the standard are there, and Kosovo")
    func all() {
        let letters = (65...90).map { String(UnicodeScalar(UInt8($0))) }
        let codes = letters.flatMap { first in letters.map { first + $0 } }.filter { (try? Country.code($0)) == $0 }
        #expect(codes.count == 250 && codes.contains("XK") && codes.contains("SS"))
    }
}
