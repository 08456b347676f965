import CRM
import Foundation
import Kernel
import Outbound
import Platform
import RouterRig
import Testing

@testable import Web

/// Papers sent by mail, as a real server receives them.
@Suite(.enabled(if: Judges.areThere)) struct PaperMailTests {
    private static let server = """
        import email, email.policy, json, socket, sys, time
        from aiosmtpd.controller import Controller
        class Handler:
            async def handle_DATA(self, server, session, envelope):
                mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
                papers = [[p.get_filename(), p.get_content()[:5].decode('latin-1')] for p in mail.iter_attachments()]
                sys.stdout.write(json.dumps({'to': envelope.rcpt_tos, 'from': str(mail['From']),
                    'subject': mail['Subject'], 'text': mail.get_body().get_content(), 'papers': papers,
                    'defects': [str(d) for d in mail.defects]}) + '\\n'); sys.stdout.flush()
                return '250 OK'
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0)); port = probe.getsockname()[1]
        controller = Controller(Handler(), hostname='127.0.0.1', port=port)
        controller.start(); sys.stdout.write(f'{port}\\n'); sys.stdout.flush()
        sys.stdin.read()
        """

    private func settings(port: Int) -> SiteSettings {
        SiteSettings(
            post: PaperPost(
                by: MailServer(host: "127.0.0.1", port: port, security: .none),
                from: Mail.Party("office@pumps.example", name: "Waitematā Pumps"), outbound: Outbound()))
    }

    @Test func aQuoteGoesOutAndTheTimelineTells() async throws {
        let server = try PythonServer(Self.server, python: Judges.python)
        defer { server.stop() }
        let settings = settings(port: server.port)
        let company = try await PagesCompany()
        let quote = try company.quote([("PMP-200", 1)])
        try company.suite.crm.run(PresentQuote(quote), by: .seller)
        let path = "/crm/quotes/\(quote)/paper/mail"
        #expect(try await company.get("/crm/quotes/\(quote)", as: .seller, settings).html.contains(path))
        #expect(
            try await !company.get("/crm/quotes/\(quote)", as: .seller).html.contains(path), "without a mail server")

        let form = [
            ("to", "aroha@harbour.example; tane@harbour.example"), ("subject", "Our offer – für Māori pumps"),
            ("text", "Kia ora\n<b>not markup</b>"), ("idempotencyKey", "once"),
        ]
        let answer = try await company.post(path, form, as: .seller, settings)
        #expect(answer.status == 303 && answer.location == "/crm/quotes/\(quote)", "\(answer.html.suffix(800))")
        let mail = try JSON(parsing: server.line())
        #expect(mail["to"]?.array?.compactMap(\.string) == ["aroha@harbour.example", "tane@harbour.example"])
        #expect(mail["subject"]?.string == "Our offer – für Māori pumps")
        #expect(mail["from"]?.string?.contains("office@pumps.example") == true)
        #expect(mail["text"]?.string?.contains("<b>not markup</b>") == true)
        #expect(mail["defects"]?.array?.isEmpty == true)
        let number = try company.load(quote, from: company.suite.crm).number
        let paper = mail["papers"]?.array?.first?.array
        #expect(paper?[0].string?.hasPrefix(number) == true && paper?[1].string == "%PDF-")

        // Sent twice, it is one mail and one line of the timeline.
        _ = try await company.post(path, form, as: .seller, settings)
        let told = try company.suite.crm.store.read { session in
            try session.all(Select<Activity>().where(\.quote, .equal, quote))
        }
        #expect(told.count == 1 && told.first?.kind == .email && told.first?.owner == "mere")
        #expect(told.first?.account == company.harbour)
        let timeline = try await company.get("/crm/accounts/\(company.harbour)", as: .seller)
        #expect(timeline.html.contains("Our offer – für Māori pumps"))
        #expect(!timeline.html.contains("<b>not markup</b>"))
    }

    @Test func aStatementGoesToTheCustomerByFinance() async throws {
        let server = try PythonServer(Self.server, python: Judges.python)
        defer { server.stop() }
        let company = try await PagesCompany()
        let account = try company.load(company.harbour, from: company.suite.crm)
        let customer = try #require(
            try company.suite.erp.store.read {
                try $0.rows("SELECT id FROM customer WHERE number = ?", [.text(account.customerNumber)], as: [.text])
            }.first?[0].text)
        let path = "/erp/customers/\(customer)/statement/mail"
        let form = [("to", "accounts@harbour.example"), ("subject", "Statement"), ("text", "Kia ora")]
        #expect(try await company.post(path, form, as: .dispatcher, settings(port: server.port)).status == 403)
        let answer = try await company.post(path, form, as: .clerk, settings(port: server.port))
        #expect(answer.status == 303, "\(answer.html.suffix(800))")
        #expect(try JSON(parsing: server.line())["to"]?.array?.first?.string == "accounts@harbour.example")
        let told = try company.first(
            Select<Activity>().where(\.account, .equal, company.harbour), from: company.suite.crm)
        #expect(told.subject == "Statement" && told.owner == "priya")
    }

    @Test func whatIsNotTakenIsSaidAndTheWordsStay() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([("PMP-200", 1)])
        let path = "/crm/quotes/\(quote)/paper/mail"
        for (to, words) in [
            ("not an address", "&#39;not&#39; is not a mail address"), ("", "It goes to nobody"),
            ("a@b.example\nBcc:eve@example.com", "is not a mail address"), ("aroha@harbour.example", "did not take it"),
        ] {
            let answer = try await company.post(
                path, [("to", to), ("subject", "Offer"), ("text", "Ngā mihi nui")], as: .seller, settings(port: 1))
            #expect(answer.status == 422 && answer.html.contains(words), "\(to): \(answer.html.suffix(400))")
            #expect(answer.html.contains("Ngā mihi nui"))
        }
        #expect(RefusalCode.mailNotSent.raw == "mailNotSent")
        let told = try company.suite.crm.store.read { try $0.integer("SELECT count(*) FROM activity") }
        #expect(told == 0)
    }
}
