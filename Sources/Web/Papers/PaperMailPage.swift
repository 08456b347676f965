import CRM
import Documents
import HTMLText
import Kernel
import Outbound
import Platform

/// A paper is sent by mail: to whom, with which words. That it went is noted on the customer's timeline.
struct PaperMailPage {
    let kind: PaperKind
    let visit: Visit
    private let paper: Paper
    private let addressee: PaperAddressee
    private let post: PaperPost

    init(_ kind: PaperKind, _ visit: Visit) throws {
        self.kind = kind
        self.visit = visit
        guard let post = visit.site.settings.post else { throw PageNotFound("Sending by mail") }
        guard visit.may(kind.permission, in: kind.source) else {
            throw Refusal(
                .notPermitted, "\(visit.actor.name) may not send this", document: kind.object,
                fixedBy: "integration admin")
        }
        let id = visit.parameter("id")
        let read = try visit.read(kind.source) { reading in
            try (kind.make(id, visit, reading), kind.addressee(id, reading))
        }
        guard let paper = read.0 else { throw PageNotFound("This paper") }
        self.paper = paper
        self.post = post
        addressee = read.1
    }

    private var path: String { kind.path(visit.parameter("id")) }
    private var back: String { RecordPath.of(kind.source, kind.object, visit.parameter("id")) }

    func page(_ form: Form? = nil, _ refusal: Refusal? = nil) -> Page {
        var page = Page("Send \(paper.title.lowercased()) \(paper.number)")
        page.section = RecordPath.list(kind.source, kind.object)
        page.trail = [Link(paper.number, back)]
        page.subtitle = "from \(post.from.name.isEmpty ? post.from.address : post.from.name)"
        let hello = addressee.name.isEmpty ? "Kia ora" : "Kia ora \(addressee.name)"
        let words =
            "\(hello),\n\nplease find attached: \(paper.title) \(paper.number).\n\nNgā mihi\n"
            + "\(visit.actor.name)\n\(paper.issuer.name)\n"
        let fields = HTML.fields([
            Field(
                "to", "To", value: form?["to"] ?? addressee.address, hint: "Several with commas between",
                error: refusal?.message(for: "to") ?? "", isRequired: true, isWide: true, maximumLength: 1_000),
            Field(
                "subject", "Subject", value: form?["subject"] ?? "\(paper.title) \(paper.number), \(paper.issuer.name)",
                error: refusal?.message(for: "subject") ?? "", isRequired: true, isWide: true, maximumLength: 200),
            Field(
                "text", "Words", .area, value: form?["text"] ?? words, error: refusal?.message(for: "text") ?? "",
                isRequired: true, isWide: true, maximumLength: 10_000),
        ])
        let problem: HTML = refusal.map { .problem($0, title: "It was not sent") } ?? .empty
        let attached: HTML = "<p>Attached: <a href=\"\(path).pdf\">\(paper.fileName)</a></p>"
        let buttons: HTML = """
            <div class="actions stick">\(HTML.button("Back", to: back))\
            \(HTML.submit("Send", kind.source == .erp ? .goERP : .go))</div>
            """
        page.body = .card(
            "Mail", source: kind.source,
            .form(
                to: path + "/mail", token: visit.token, key: visit.newKey,
                .pad("\(problem)\(fields)\(attached)\(buttons)")))
        return page
    }

    func send(_ form: Form) async throws -> Reaction {
        let key = "mail/\(visit.actor.id)/\(form.key ?? visit.newKey)"
        let crm = visit.company.crm
        if try crm.store.read({ try crm.answer(ofKey: key, by: .system, in: $0) }) != nil {
            return .go(to: back, saying: "It was sent already")
        }
        do {
            let receivers = try PaperPost.parties(form["to"])
            let bytes = try await PDF.rendered(paper.html)
            guard try await post.send(mail(form, to: receivers, bytes), key: key) else {
                return .go(to: back, saying: "It is being sent")
            }
            let isNoted = try await note(form, receivers, key: key)
            let rest = isNoted ? "" : "; the CRM has no account of it, so no timeline tells of it"
            return .go(to: back, saying: "Sent to \(receivers.map(\.address).joined(separator: ", "))\(rest)")
        } catch let refusal as Refusal {
            return .again(page(form, refusal))
        } catch let error as OutboundError {
            let refusal = Refusal(
                .mailNotSent, "The mail server did not take it: \(error)", document: "Mail",
                allowed: "the same again, later", fixedBy: "integration admin")
            return .again(page(form, refusal))
        } catch let error as PrintError {
            return .again(page(form, Refusal(.mailNotSent, error.description, document: "Mail")))
        }
    }

    private func mail(_ form: Form, to receivers: [Mail.Party], _ bytes: [UInt8]) throws -> Mail {
        let domain = post.from.address.split(separator: "@").last.map(String.init) ?? "localhost"
        return Mail(
            from: post.from, to: receivers, subject: form["subject"], text: form["text"] + "\n",
            attachments: [Mail.Attachment(name: paper.fileName, type: "application/pdf", bytes: bytes)],
            at: visit.now, messageID: "\(visit.newKey)@\(domain)")
    }

    /// On the timeline of the account, in the suite's own name: who sends need not be allowed to write there.
    private func note(_ form: Form, _ receivers: [Mail.Party], key: String) async throws -> Bool {
        guard let account = try addressee.accountKnown(to: visit.company.crm) else { return false }
        var activity = Activity()
        activity.kind = .email
        activity.subject = String(form["subject"].prefix(300))
        activity.body =
            "To \(receivers.map(\.address).joined(separator: ", ")), with \(paper.fileName)\n\n\(form["text"])"
        activity.account = account
        activity.contact = addressee.contact
        activity.quote = addressee.quote
        activity.owner = visit.actor.id
        try await visit.company.run(
            LogActivity(activity, outcome: "\(paper.title) \(paper.number) sent"), in: visit.company.crm, by: .system,
            key: key, why: "\(visit.actor.name) sent it")
        return true
    }
}
