import Testing

@testable import Kernel

@Suite("Business identifiers")
struct BusinessIdentifierTests {
    @Test("with right check digits are given back bare")
    func valid() throws {
        #expect(try BusinessIdentifier.nzbn("9429041535134") == "9429041535134")
        #expect(try BusinessIdentifier.nzbn("94290 3950 1974") == "9429039501974")
        for abn in ["51824753556", "53004085616", "83914571673"] { #expect(try BusinessIdentifier.abn(abn) == abn) }
        #expect(try BusinessIdentifier.abn("51 824 753 556") == "51824753556")
        #expect(try BusinessIdentifier.acn("004 085 616") == "004085616")
        #expect(try BusinessIdentifier.inlandRevenueNumber("49-091-850") == "49091850")
        #expect(try BusinessIdentifier.inlandRevenueNumber("049-091-850") == "49091850")
        #expect(try BusinessIdentifier.inlandRevenueNumber("49098576") == "49098576")
        #expect(try BusinessIdentifier.inlandRevenueNumber("136410132") == "136410132")
    }

    @Test("with wrong ones, of another length or out of range are refused")
    func invalid() {
        for nzbn in ["9429039501976", "942903950197", "4006381333931", "942904153513x", ""] {
            #expect(throws: ValueError.self) { try BusinessIdentifier.nzbn(nzbn) }
        }
        for abn in ["99999999999", "5182475355", "51824753557"] {
            #expect(throws: ValueError.self) { try BusinessIdentifier.abn(abn) }
        }
        #expect(throws: ValueError.self) { try BusinessIdentifier.acn("004085617") }
        for ird in ["136410133", "9125568", "150000001", "09999999", "49091851"] {
            #expect(throws: ValueError.self) { try BusinessIdentifier.inlandRevenueNumber(ird) }
        }
    }

    @Test("catch every single wrong digit of an NZBN and an ABN")
    func singleErrors() {
        for (number, check) in [("9429041535134", true), ("51824753556", false)] {
            for (index, digit) in number.enumerated() {
                for other in "0123456789" where other != digit {
                    var wrong = Array(number)
                    wrong[index] = other
                    let text = String(wrong)
                    let accepted =
                        check ? try? BusinessIdentifier.nzbn(text) : try? BusinessIdentifier.abn(text)
                    #expect(accepted == nil, "\(text)")
                }
            }
        }
    }
}

@Suite("Phone numbers")
struct PhoneNumberTests {
    @Test(
        "come to one form however they are written",
        arguments: [
            ("021 123 456", "NZ", "+6421123456"), ("(09) 123-4567", "NZ", "+6491234567"),
            ("0800 123 456", "NZ", "+64800123456"), ("0508 123 456", "NZ", "+64508123456"),
            ("+64 (0)21 123 4567", "AU", "+64211234567"), ("00 61 412 345 678", "NZ", "+61412345678"),
            ("0412 345 678", "AU", "+61412345678"), ("(02) 9876 5432", "AU", "+61298765432"),
            ("13 12 34", "AU", "+61131234"), ("1300 123 456", "AU", "+611300123456"),
            ("1800.123.456", "AU", "+611800123456"), ("0011 64 21 123 456", "AU", "+6421123456"),
            ("(415) 555-2671", "US", "+14155552671"), ("1-604-555-0134", "CA", "+16045550134"),
            ("+44 20 7946 0958", "GB", "+442079460958"),
        ])
    func normalised(text: String, country: String, expected: String) throws {
        #expect(try PhoneNumber.e164(text, country: country) == expected)
        #expect(try PhoneNumber.e164(expected, country: country) == expected)
    }

    @Test(
        "of no plan are refused",
        arguments: [
            ("021 123 4", "NZ"), ("09 123 45678", "NZ"), ("05 123 4567", "NZ"), ("21 123 456", "NZ"), ("", "NZ"),
            ("0412 345 67", "AU"), ("0512 345 678", "AU"), ("13 12 345", "AU"), ("115 555 2671", "US"),
            ("415 155 2671", "US"), ("020 7946 0958", "GB"), ("+1234567", "NZ"), ("+1234567890123456", "NZ"),
            ("021 CALL ME", "NZ"), ("64+21123456", "NZ"), ("+0211234567", "NZ"),
        ])
    func refused(text: String, country: String) {
        #expect(throws: ValueError.self) { try PhoneNumber.e164(text, country: country) }
    }
}

@Suite("Text folded for matching")
struct TextFoldingTests {
    @Test(
        "loses case, marks, punctuation and extra spaces",
        arguments: [
            ("Ngāti  Pāoa, Ltd.", "ngati paoa ltd"), ("ĀĒĪŌŪ āēīōū", "aeiou aeiou"), ("a\u{304}", "a"),
            ("Café Müller & Söhne", "cafe muller sohne"), ("O'Brien’s", "obriens"),
            ("Straße Ærø Łódź", "strasse aero lodz"),
            ("İstanbul ISPARTA ı", "istanbul isparta i"), ("Nguyễn Đặng", "nguyen dang"), ("  -- ", ""), ("", ""),
            ("東京 No.1", "東京 no 1"), ("ΑΒΓ", "αβγ"), ("A_B-C/D", "a b c d"),
        ])
    func folded(text: String, expected: String) {
        #expect(foldedForMatching(text) == expected)
        #expect(foldedForMatching(expected) == expected)
    }

    @Test(
        "of a company, whatever its legal form",
        arguments: [
            ("Ngāti Pāoa Holdings Ltd.", "ngati paoa holdings"), ("NGATI PAOA HOLDINGS LIMITED", "ngati paoa holdings"),
            ("Harbour Marine (Pty) Ltd", "harbour marine"), ("Harbour Marine, Inc.", "harbour marine"),
            ("Limited Editions", "limited editions"), ("The Company", "the"), ("Ltd", "ltd"), ("", ""),
        ])
    func company(name: String, expected: String) {
        #expect(foldedCompanyName(name) == expected)
        #expect(foldedCompanyName(expected) == expected)
    }

    @Test("tells how alike two texts are from 0 to 1, the same either way round")
    func similarity() throws {
        #expect(trigramSimilarity("Ngāti Pāoa", "ngati paoa") == 1)
        #expect(trigramSimilarity("abc", "xyz") == 0)
        #expect(trigramSimilarity("", "") == 0)
        // "  a", " ab", "abc", "bc " against "  a", " ab", "abd", "bd ": two shared of six.
        #expect(try trigramSimilarity("abc", "abd") == FixedDecimal("0.333333"))
        #expect(trigramSimilarity("Acme Ltd", "Acme Limited") == trigramSimilarity("Acme Limited", "Acme Ltd"))
        #expect(trigramSimilarity("Kiwi Orchards", "Kiwi Orchard") > trigramSimilarity("Kiwi Orchards", "Kauri Timber"))
    }

    @Test("tells most texts apart without working it out, and never those that are alike enough")
    func similarityFromAFloor() throws {
        let names = [
            "", "a", "Kauri Pumps Ltd", "Kauri Pump Ltd", "KAURI PUMPS LIMITED", "Ngāti Pāoa Holdings", "banana banana",
            "bananas", "Rimu Timber Works", "Rimu Timber Works (Nelson)", "Ōtāhuhu Marine", "otahuhu marina",
        ]
        for tenths in -2...10 {
            let floor = FixedDecimal(tenths).divided(by: 10, rounding: .halfEven)
            for ours in names {
                for theirs in names {
                    let whole = trigramSimilarity(ours, theirs)
                    let found = Trigrams(ours).similarity(to: theirs, atLeast: floor)
                    #expect(found == (whole >= floor ? whole : nil), "\(ours) and \(theirs) from \(floor)")
                }
            }
        }
    }
}
