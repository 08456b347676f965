import Testing

/// A rule that never fires keeps nothing: each is shown a file that offends it and one that does not.
@Suite("The rules")
struct RuleTests {
    private func offences(_ path: String, _ text: String, _ others: [SourceFile] = []) -> [String] {
        let files = [SourceFile(path: path, text: text)] + others
        return Rule.all.flatMap { $0.check(files) }.filter { $0.path == path }.map(\.rule)
    }

    @Test("see code, not what stands in texts and comments")
    func codeOnly() {
        var lexer = CodeOnly(Array(#"let a = "x { \(b("}")) y" // } {"#.utf8))
        #expect(lexer.run() == #"let a = "     (b(" "))  "       "#)
        let long = "let a = \"\"\"\n  } \"quoted\" {\n  \"\"\"\n/* { */ let b = #\"a\"b\"#"
        var other = CodeOnly(Array(long.utf8))
        #expect(!other.run().contains { "{}ab".contains($0) && $0 != "a" && $0 != "b" })
        #expect(offences("Sources/CRM/A.swift", "let a = \"try! print(1)\" // Date()\n").isEmpty)
    }

    @Test("measure files, lines and functions")
    func sizes() {
        #expect(offences("Sources/CRM/A.swift", String(repeating: "\n", count: 300)).isEmpty)
        #expect(offences("Sources/CRM/A.swift", String(repeating: "\n", count: 301)) == ["file length"])
        #expect(offences("Sources/CRM/A.swift", String(repeating: "a", count: 121)) == ["line length"])
        let body =
            "func f(a: () -> Void = { }) throws -> Int {\n" + String(repeating: "    if a { }\n", count: 59) + "}\n"
        #expect(offences("Sources/CRM/A.swift", body) == ["function length"])
        let fine =
            "protocol P {\n    func f()\n    func g()\n}\nstruct S {\n" + String(repeating: "\n", count: 70) + "}\n"
        #expect(offences("Sources/CRM/A.swift", fine).isEmpty)
    }

    @Test(
        "keep imports to their direction",
        arguments: [
            ("CRM", "ERP"), ("ERP", "CRM"), ("CRM", "Bridge"), ("Bridge", "CRM"), ("Bridge", "ERP"),
            ("ERP", "Foundation"),
            ("Platform", "GRDB"), ("StoreSQLite", "CLibCrypto"), ("tandem", "Hummingbird"), ("Kernel", "Foundation"),
            ("Kernel", "Platform"), ("Bridge", "Foundation"), ("Novelty", "Kernel"),
        ])
    func imports(module: String, imported: String) {
        #expect(offences("Sources/\(module)/A.swift", "import \(imported)\n") == ["import direction"])
        #expect(offences("Sources/\(module)/A.swift", "@testable import \(imported)\n") == ["import direction"])
    }

    @Test("know the danger words")
    func calls() {
        for word in ["let d = Date()", "UUID()", "Int.random(in: x)", "Task { }", "URLSession.shared"] {
            #expect(offences("Sources/Bridge/A.swift", word) == ["banned in decisions"], "\(word)")
            #expect(offences("Sources/Platform/A.swift", word).isEmpty, "\(word)")
        }
        for word in [
            "try! f()", "a as! B", "fatalError()", "struct A: @unchecked Sendable", "print(a)", "let a: Double",
        ] {
            #expect(offences("Sources/Platform/A.swift", word) == ["dangerous"], "\(word)")
        }
        #expect(offences("Sources/Platform/A.swift", "blueprint(a); fingerprint(b)").isEmpty)
        let path = "Sources/Platform/Audit/Digest.swift"
        #expect(offences(path, "// Why: it never changes\nstruct A: @unchecked Sendable").isEmpty)
        #expect(offences(path, "struct A: @unchecked Sendable") == ["dangerous"])
        #expect(offences("docs/a.md", "TO" + "DO later, see #12") == ["unfinished work", "foreign word"])
    }

    @Test("read declarations: documents, commands, names, refusals")
    func types() {
        #expect(offences("Sources/CRM/A.swift", "public struct A {}") == ["undocumented type"])
        #expect(offences("Sources/CRM/A.swift", "/// For.\n@frozen\npublic struct A {}").isEmpty)
        #expect(offences("Sources/CRM/A.swift", "enum LinkManager {}") == ["type name"])
        #expect(offences("Sources/CRM/A.swift", "enum Implicit {}").isEmpty)
        let command = "public struct AcceptQuote: Command {}"
        #expect(offences("Sources/CRM/AcceptQuote.swift", "/// Refuses: wrongState.\n" + command).isEmpty)
        #expect(offences("Sources/CRM/AcceptQuote.swift", "/// Accepts.\n" + command) == ["command file"])
        #expect(offences("Sources/CRM/Quotes.swift", "/// Refuses nothing.\n" + command) == ["command file"])
        let code = "    public static let overCredit = RefusalCode(\"overCredit\")"
        #expect(offences("Sources/CRM/Codes.swift", code) == ["unprovoked refusal"])
        let test = SourceFile(path: "Tests/CRMTests/A.swift", text: "#expect(code == .overCredit)")
        #expect(offences("Sources/CRM/Codes.swift", code, [test]).isEmpty)
    }
}
