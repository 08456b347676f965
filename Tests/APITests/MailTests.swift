import Foundation
import Kernel
import Outbound
import RouterRig
import Testing

/// Mails as a real server receives them and Python's own parser reads them.
@Suite("Mail", .enabled(if: Judges.areThere))
struct MailTests {
    fileprivate static let server = """
        import email, email.policy, json, socket, sys, time
        from aiosmtpd.controller import Controller
        class Handler:
            async def handle_DATA(self, server, session, envelope):
                mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
                parts = [[p.get_content_type(), p.get_filename(), p.get_content() if p.get_content_maintype() == 'text'
                          else p.get_content().hex()] for p in mail.walk() if not p.is_multipart()]
                sys.stdout.write(json.dumps({'from': envelope.mail_from, 'to': envelope.rcpt_tos,
                    'subject': mail['Subject'], 'headers': sorted(mail.keys()),
                      'sender': str(mail['From']), 'date': str(mail['Date']), 'parts': parts,
                      'defects': [str(d) for d in mail.defects]}) + '\\n'); sys.stdout.flush()
                return '250 OK'
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0)); port = probe.getsockname()[1]
        controller = Controller(Handler(), hostname='127.0.0.1', port=port)
        controller.start(); sys.stdout.write(f'{port}\\n'); sys.stdout.flush()
        sys.stdin.read()
        """

    fileprivate func mail() -> Mail {
        Mail(
            from: Mail.Party("office@kauripumps.example", name: "Kauri Pumps, office"),
            to: [Mail.Party("ana@harbour.example", name: "Ana Tāmaki")],
            subject: "Rechnung für Māori Pumpen – INV-1",
            text: "Kia ora,\n.\n..\nhere is your invoice.\n", html: "<p>Kia ora</p>",
            attachments: [Mail.Attachment(name: "INV-1 für Ana.pdf", type: "application/pdf", bytes: [0, 1, 2, 255])],
            at: Instant(microseconds: 1_795_000_000_000_000), messageID: "inv-1@kauripumps.example")
    }

    @Test("text, HTML and attachment arrive as they were written, letters of all kinds included")
    func arrives() async throws {
        let server = try PythonServer(Self.server, python: Judges.python)
        defer { server.stop() }
        try await Outbound().send(mail(), by: MailServer(host: "127.0.0.1", port: server.port, security: .none))
        let json = try JSON(parsing: server.line())
        #expect(json["from"]?.string == "office@kauripumps.example")
        #expect(json["to"]?.array?.first?.string == "ana@harbour.example")
        #expect(json["subject"]?.string == "Rechnung für Māori Pumpen – INV-1")
        #expect(json["sender"]?.string?.contains("Kauri Pumps, office") == true)
        #expect(json["date"]?.string?.hasSuffix("+0000") == true)
        #expect(json["defects"]?.array?.isEmpty == true)
        let parts = json["parts"]?.array ?? []
        #expect(parts.map { $0.array?[0].string } == ["text/plain", "text/html", "application/pdf"])
        #expect(parts.first?.array?[2].string == "Kia ora,\n.\n..\nhere is your invoice.\n")
        #expect(parts.last?.array?[1].string == "INV-1 für Ana.pdf" && parts.last?.array?[2].string == "000102ff")
    }

    @Test("nobody smuggles a header or a receiver in")
    func smuggling() async throws {
        for spoil in [
            { (mail: inout Mail) in mail.subject = "Hello\r\nBcc: everybody@example.com" },
            { $0.to = [Mail.Party("ana@harbour.example>\r\nRCPT TO:<eve@example.com")] },
            { $0.to = [Mail.Party("ana@harbour.example, eve@example.com")] }, { $0.to = [] },
            { $0.from.name = "Office\nX-Evil: 1" },
            { $0.attachments[0].name = "a\r\n.pdf" }, { $0.attachments[0].type = "text/html\r\nX: 1" },
        ] {
            var spoiled = mail()
            spoil(&spoiled)
            let sent = spoiled
            await #expect(throws: OutboundError.self) {
                try await Outbound().send(sent, by: MailServer(host: "127.0.0.1", port: 1, security: .none))
            }
        }
    }
}

extension MailTests {
    /// Texts by which people have broken out of headers, bodies and file names.
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "=?utf-8?Q?=0D=0ABcc:_eve@example.com?=",
        "a\r\nBcc: eve@example.com", "a\nX-Evil: 1", "a\u{0}b", ".\r\nQUIT", "\u{202E}gpj.exe\u{2066}",
        "x\"; filename=\"evil.exe", "../../etc/passwd", "ana@harbour.example, eve@example.com", "--=_tandem--",
        String(repeating: "é<b>", count: 30), "=1+1", "{{7*7}}${7*7}", "\u{2028}Bcc: eve@example.com",
    ]

    @Test("hostile texts in subject, names, body and file names arrive as text or not at all")
    func hostileTexts() async throws {
        let server = try PythonServer(Self.server, python: Judges.python)
        defer { server.stop() }
        let outbound = Outbound()
        var arrived = 0
        for text in Self.hostile {
            var mail = mail()
            mail.subject = text
            mail.from.name = text
            mail.to[0].name = text
            mail.text = text
            mail.html = text
            mail.attachments[0].name = text
            let sent = mail
            let ends: Set<Unicode.Scalar> = ["\r", "\n", "\0"]
            let breaks = text.unicodeScalars.contains(where: ends.contains)
            let host = MailServer(host: "127.0.0.1", port: server.port, security: .none)
            do {
                try await outbound.send(sent, by: host)
            } catch let error as OutboundError {
                #expect(breaks, "\(text.prefix(40)): \(error)")
                continue
            }
            #expect(!breaks, "a line break went through")
            arrived += 1
            let json = try JSON(parsing: server.line())
            #expect(json["subject"]?.string == text)
            #expect(json["to"]?.array?.compactMap(\.string) == ["ana@harbour.example"])
            #expect(
                json["headers"]?.array?.compactMap(\.string) == [
                    "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To",
                ])
            #expect(json["defects"]?.array?.isEmpty == true, "\(text.prefix(40))")
            let parts = json["parts"]?.array ?? []
            let body = parts.first?.array?[2].string ?? ""
            #expect(parts.count == 3 && (body == text || body == text + "\n"), "\(body.prefix(60))")
            // The judge takes angle brackets and spaces of its kind from the ends of a file name.
            let name = parts.last?.array?[1].string ?? ""
            #expect(name.filter { !"<>\u{2028}".contains($0) } == text.filter { !"<>\u{2028}".contains($0) })
        }
        #expect(arrived >= 10)
    }
}

/// The description of the interface before a judge who knows OpenAPI 3.1.
@Suite("OpenAPI validator", .enabled(if: Judges.areThere))
struct OpenAPIValidatorTests {
    @Test("openapi-spec-validator accepts the golden document")
    func valid() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/openapi.json").path
        let verdict = try Judges.ask(
            """
            import json, sys
            from openapi_spec_validator import validate
            validate(json.load(open(sys.argv[1])))
            """, [file])
        #expect(verdict.code == 0, "\(verdict.output.suffix(2_000))")
    }
}
