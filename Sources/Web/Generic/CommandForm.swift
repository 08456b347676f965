import HTMLText
import Kernel
import Platform
import Serving

/// A command as a form, from its declared input. What was typed stays when it is refused, with the reason beside it.
struct CommandForm {
    let command: CommandKind
    let kind: ObjectKind
    let visit: Visit
    /// The record it acts on; nil for what makes a new one.
    let id: String?
    static let spareRows = 3

    init(_ command: CommandKind, on kind: ObjectKind, _ visit: Visit) {
        self.command = command
        self.kind = kind
        self.visit = visit
        let id = visit.parameter("id")
        self.id = id.isEmpty ? nil : id
    }

    private var recordPath: String { id.map { RecordPath.of(kind.source, kind.name, $0) } ?? kind.path }
    private var path: String { "\(recordPath)/do/\(command.name)" }

    // MARK: Showing

    func page() throws -> Page { try page(nil, nil) }

    private func page(_ form: Form?, _ refusal: Refusal?) throws -> Page {
        try visit.read(kind.source) { reading in
            guard reading.may(command.permission) else {
                throw Refusal(
                    .notPermitted, "\(visit.actor.name) may not \(command.title.lowercased())",
                    fixedBy: "integration admin")
            }
            var record: VisibleRecord?
            if let id {
                record = reading.mayRead(kind.name) ? try reading.record(kind.name, id) : nil
                guard record != nil else { throw PageNotFound("This \(kind.singular.lowercased())") }
            }
            var entries = FormEntries(command, record: record, form: form, refusal: refusal, visit)
            var titles = Titles(reading, kind.source)
            var page = Page(command.title)
            page.section = kind.path
            page.trail = [Link(kind.plural, kind.path)]
            if let record {
                page.trail.append(Link(Naming.title(of: record), recordPath))
                page.subtitle = "\(Naming.full(record))"
            }
            if !command.input.lists.isEmpty { page.scripts = ["grid"] }
            page.body = try body(&entries, &titles, record, refusal)
            return page
        }
    }

    private func body(
        _ entries: inout FormEntries, _ titles: inout Titles, _ record: VisibleRecord?, _ refusal: Refusal?
    ) throws -> HTML {
        let fields = try command.input.fields.filter { $0.name != command.subject?.field || record == nil }
            .map { try entries.field($0, &titles) }
        let grids = try command.input.lists.map { try grid($0, &entries, &titles) }
        let version: HTML = record.map { HTML.field(Field("version", "", .hidden, value: "\($0.version)")) } ?? .empty
        let why = HTML.field(
            Field(
                "why", "Why", value: entries.form?["why"] ?? "", hint: "Kept in the history", isWide: true,
                maximumLength: 400))
        let problem: HTML = refusal.map { HTML.problem($0) } ?? .empty
        let style: HTML.ButtonStyle = kind.source == .erp ? .goERP : .go
        let block: HTML = fields.isEmpty ? .empty : HTML.fields(fields)
        let buttons: HTML = """
            <div class="actions stick">\
            \(HTML.button("Back", to: recordPath))\(HTML.submit(command.title(on: kind.name), style))</div>
            """
        let content: HTML =
            "<div class=\"pad\">\(problem)\(block)</div>\(grids)<div class=\"pad\">\(why)\(buttons)</div>"
        return .card(
            command.title, source: kind.source,
            .form(to: path, token: visit.token, key: visit.newKey, version + content))
    }

    private func grid(_ list: ListDescriptor, _ entries: inout FormEntries, _ titles: inout Titles) throws -> HTML {
        let rows = entries.rows(list)
        let heads: [HTML] = list.element.fields.map { field in
            "<th scope=\"col\"\(field.isNumber ? " class=\"num\"" as HTML : .empty)>\(Words.spoken(field.name))</th>"
        }
        let lines: [HTML] = try (rows + Array(repeating: [:], count: Self.spareRows)).enumerated().map { index, row in
            let cells = try list.element.fields.map { field in
                try entries.cell(field, list: list.name, index: index, row: row, &titles)
            }
            let errors = entries.errors(ofLine: index + 1)
            let isWrong = !errors.isEmpty && !row.isEmpty
            let note: HTML =
                isWrong
                ? "<tr class=\"wrong\"><td class=\"text error\" colspan=\"\(list.element.fields.count)\">\(errors)</td>"
                    + "</tr>"
                : .empty
            return "<tr\(isWrong ? " class=\"wrong\"" as HTML : .empty)>\(cells)</tr>\(note)"
        }
        return """
            <div class="scroll"><table class="grid wide" data-grid="\(list.name)"><caption>\
            \(Words.spoken(list.name))</caption>\
            <thead><tr>\(heads)</tr></thead><tbody>\(lines)</tbody></table></div>
            """
    }

    // MARK: Taking

    func take(_ form: Form) async throws -> Reaction {
        do {
            let record = try record(from: form)
            let unseen = try visit.company.outOfSight(
                record, as: command.input, by: visit.actor, in: visit.bus(kind.source))
            guard unseen.isEmpty else { throw Refusal(unseen) }
            let call = try command.call(
                record, by: visit.actor, key: form.key, why: form["why"].isEmpty ? nil : form["why"],
                expected: expected(form))
            return try await outcome(of: call, form)
        } catch let refusal as Refusal {
            return .again(try page(form, refusal))
        }
    }

    private func record(from form: Form) throws -> Record {
        try visit.read(kind.source) { reading in
            let present = try id.flatMap { reading.mayRead(kind.name) ? try reading.record(kind.name, $0) : nil }
            if id != nil, present == nil { throw PageNotFound("This \(kind.singular.lowercased())") }
            var reader = FormReader(command, present: present, currency: visit.format.currency, reading)
            return try reader.record(form, subject: id)
        }
    }

    /// An edit counts only when the record is still as it was when the form was opened.
    private func expected(_ form: Form) -> ExpectedVersion? {
        guard command.isEdit, let id, let version = Int64(form["version"]) else { return nil }
        let sql = "SELECT version FROM \(kind.descriptor.table) WHERE id = ?"
        return ExpectedVersion(version: version) { session in Int64(try session.integer(sql, [.text(id)])) }
    }

    private func outcome(of call: CommandCall, _ form: Form) async throws -> Reaction {
        switch await visit.company.submit(call, to: visit.bus(kind.source)) {
        case .done(let answer, _, _):
            let made = command.makes.map { RecordPath.of(kind.source, $0, answer) }
            return .go(to: made ?? recordPath, saying: "\(command.title): done")
        case .refused(let refusal): return .again(try page(form, refusal))
        case .moved:
            let refusal = Refusal(
                .wrongState, "Somebody changed this \(kind.singular.lowercased()) while you were writing",
                document: kind.singular, allowed: "compare what you typed with what it is now, and send it again",
                fixedBy: visit.actor.name)
            return .again(try page(form, refusal))
        case .failed(let failure): throw failure
        }
    }
}
