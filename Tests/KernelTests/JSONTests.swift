import Testing

@testable import Kernel

@Suite("JSON")
struct JSONTests {
    @Test(
        "takes what RFC 8259 allows",
        arguments: [
            "null", "true", " false\n", "0", "-0", "-0.0e-0", "1E+2", "1e9999", "123456789012345678901234567890.5",
            #""""#, #""\"\\\/\b\f\n\r\t""#, #""\u0041\u00e9\uD834\uDD1E\u0000""#, "\"\u{7F}ā帆⛵️\"", "[]", "[ ]", "{}",
            "[1 , 2\t,\r\n3]", #"{"a":{"b":[{}]},"a":2}"#, #"{"":""}"#,
        ])
    func accepted(text: String) {
        #expect(throws: Never.self) { try JSON(parsing: text) }
    }

    @Test(
        "refuses what RFC 8259 does not, and says where",
        arguments: [
            ("", 0), (" ", 1), ("nul", 3), ("nulll", 4), ("True", 0), ("01", 2), ("-", 1), ("+1", 0), (".5", 0),
            ("1.", 2),
            ("1e", 2), ("1e+", 3), ("0x1", 1), ("NaN", 0), ("-Infinity", 1), ("[1,]", 3), ("[1 2]", 4), ("[,1]", 1),
            ("[", 1), ("{", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{'a':1}", 1),
            ("\"", 1),
            ("\"\n\"", 1), ("\"\t\"", 1), ("\"\\x\"", 3), ("\"\\u12\"", 3), ("\"\\u12g4\"", 3), ("\"\\u+123\"", 3),
            ("\"\\u-000\"", 3), ("\"\\uD800\"", 7), ("\"\\uDC00\"", 7), ("\"\\uD800\\u0041\"", 13), ("[] []", 3),
            ("\u{FEFF}1", 0), ("//\n1", 0), ("]", 0), ("\"\\", 2),
        ])
    func refused(text: String, offset: Int) {
        do throws(JSONError) {
            let json = try JSON(parsing: text)
            Issue.record("took \(text) as \(json)")
        } catch {
            #expect(error.offset == offset, "\(text): \(error)")
        }
    }

    @Test("refuses bytes that are not UTF-8")
    func invalidBytes() {
        let bad: [[UInt8]] = [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3]]
        for bytes in bad {
            #expect(throws: JSONError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
        }
    }

    @Test("goes 64 levels deep and no deeper, and takes no more bytes than told")
    func limits() throws {
        let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        #expect(throws: Never.self) { try JSON(parsing: deep(64)) }
        #expect(throws: JSONError.self) { try JSON(parsing: deep(65)) }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 1_000_000)) }
        #expect(throws: Never.self) { try JSON(parsing: Array("[1,2]".utf8), maximumBytes: 5) }
        #expect(throws: JSONError.self) { try JSON(parsing: Array("[1,2]".utf8), maximumBytes: 4) }
    }

    @Test("keeps members in order and numbers as they were written")
    func content() throws {
        let json = try JSON(parsing: #"{"z":1.50,"a":[true,null,"x"],"z":2}"#)
        #expect(json.members?.map(\.key) == ["z", "a", "z"] && json["z"]?.scalarText == "1.50")
        #expect(json["a"]?.array == [.bool(true), .null, .string("x")] && json["b"] == nil)
        #expect(try JSON(parsing: #""\uD834\uDD1E\u00e9""#) == .string("𝄞é"))
    }

    @Test("reads back what the writer wrote, for two thousand random texts")
    func roundTrip() throws {
        var random = SeededRandom(seed: 8_259)
        for _ in 0..<2_000 {
            let json = randomJSON(depth: 0, &random)
            var writer = JSONWriter()
            write(json, to: &writer)
            #expect(try JSON(parsing: writer.bytes) == json)
        }
    }

    @Test("survives two hundred thousand damaged texts: it takes them or says where the fault is")
    func fuzz() throws {
        var random = SeededRandom(seed: 20_260_331)
        let pieces =
            Array(#"{}[]:,"\u0D8eE+-.0123456789 truefalsnl"#.utf8) + [0, 9, 10, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xFF]
        var taken = 0
        for round in 0..<200_000 {
            var bytes: [UInt8] = []
            if round.isMultiple(of: 2) {
                var writer = JSONWriter()
                write(randomJSON(depth: 2, &random), to: &writer)
                bytes = writer.bytes
            }
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
                if place < bytes.count, Bool.random(using: &random) {
                    bytes[place] = piece
                } else {
                    bytes.insert(piece, at: place)
                }
            }
            do throws(JSONError) {
                let json = try JSON(parsing: bytes)
                taken += 1
                var writer = JSONWriter()
                write(json, to: &writer)
                guard (try? JSON(parsing: writer.bytes)) == json else {
                    Issue.record("\(bytes) does not come back")
                    return
                }
            } catch {
                guard error.offset <= bytes.count, !error.message.isEmpty else {
                    Issue.record("\(bytes): \(error)")
                    return
                }
            }
        }
        #expect(taken > 10_000 && taken < 190_000)
    }

    private func randomJSON(depth: Int, _ random: inout SeededRandom) -> JSON {
        switch Int.random(in: 0...(depth > 3 ? 3 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number(String(Int64.random(in: .min ... .max, using: &random)))
        case 3: return .string(randomText(&random))
        case 4:
            return .array(
                (0..<Int.random(in: 0...3, using: &random)).map { _ in randomJSON(depth: depth + 1, &random) })
        default:
            return .object(
                (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    JSON.Member(key: randomText(&random), value: randomJSON(depth: depth + 1, &random))
                })
        }
    }

    private func randomText(_ random: inout SeededRandom) -> String {
        let scalars = (0..<Int.random(in: 0...4, using: &random)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 0...(Bool.random(using: &random) ? 0x7F : 0x10FFFF), using: &random))
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private func write(_ json: JSON, to writer: inout JSONWriter) {
        switch json {
        case .null: writer.null()
        case .bool(let flag): writer.bool(flag)
        case .number(let digits): writer.literal(digits)
        case .string(let text): writer.string(text)
        case .array(let items):
            writer.beginArray()
            for item in items { write(item, to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.key)
                write(member.value, to: &writer)
            }
            writer.endObject()
        }
    }
}

@Suite("Reasons")
struct ReasonTests {
    @Test("travel as JSON and come back the same")
    func roundTrip() {
        let reasons = [
            Reason(
                RefusalCode("overCredit"), "Harbour Marine is over its limit", document: "Quote Q-1001", line: 3,
                field: "total", allowed: "at most NZ$ 500", fixedBy: "finance", waitsFor: "Customer/c1"),
            Reason(.notFound, "no \"PMP-200\"\n"),
        ]
        #expect(Reason.list(fromJSON: Reason.json(reasons)) == reasons)
        #expect(Reason.list(fromJSON: "not ours").isEmpty && Reason.list(fromJSON: "[{\"code\":1}]").isEmpty)
    }

    @Test("read as one sentence for a person")
    func sentence() {
        let reason = Reason(
            .invalidValue, "is not a date", document: "customers.csv", line: 12, field: "since", allowed: "YYYY-MM-DD",
            fixedBy: "sales")
        #expect(
            reason.description
                == "customers.csv, line 12, since: is not a date (allowed: YYYY-MM-DD) — sales can fix this")
    }
}
