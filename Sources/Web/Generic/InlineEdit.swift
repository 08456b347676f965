import HTMLText
import Kernel
import Platform
import Serving

/// One field changed where it stands, by the command that changes the record. Counts only on the version that was
/// seen; when somebody else changed the same field meanwhile, both values are shown and nothing typed is lost.
struct InlineEdit {
    let kind: ObjectKind
    let command: CommandKind
    let visit: Visit

    /// nil when nobody may change such a record in place, or this reader may not.
    init?(_ kind: ObjectKind, _ visit: Visit) {
        guard let command = kind.actions.first(where: { $0.isEdit && visit.may($0.permission, in: kind.source) }) else {
            return nil
        }
        self.kind = kind
        self.command = command
        self.visit = visit
    }

    /// The record's fields that the command takes and the reader sees.
    func fields(of record: VisibleRecord) -> Set<String> {
        let taken = Set(command.input.fields.map(\.name)).subtracting([command.subject?.field ?? ""])
        return taken.intersection(record.fields.map(\.descriptor.name))
    }

    private func path(_ id: String) -> String { RecordPath.of(kind.source, kind.name, id) }

    /// The link beside a value that opens its form.
    func opener(_ field: FieldDescriptor, _ title: HTML = "✎", at address: String, of name: String) -> HTML {
        let label = "Edit \(Words.spoken(field.name).lowercased()) of \(name)"
        return "<a class=\"edit\" href=\"\(address)\" aria-label=\"\(label)\">\(title)</a>"
    }

    /// The form in place of a value.
    /// - Parameters:
    ///   - typed: what was typed before it was refused.
    ///   - back: where to go afterwards, and by "Cancel".
    func form(
        _ field: FieldDescriptor, _ record: VisibleRecord, _ titles: inout Titles, back: String, typed: Form? = nil,
        refusal: Refusal? = nil, isFirst: Bool = true
    ) throws -> HTML {
        let entries = FormEntries(command, record: record, form: typed, refusal: refusal, visit)
        guard let taken = command.input.field(field.name) else { return .empty }
        var entry = try entries.field(taken, &titles)
        entry.scope = "in-\(record.id)-"
        entry.isFocused = isFirst
        if entry.error.isEmpty, let refusal { entry.error = refusal.reasons.map(\.message).joined(separator: ". ") }
        let hidden: [HTML] = [
            ("version", "\(record.version)"), ("was", Self.text(record[field.name], visit)), ("back", back),
        ].map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" }
        return """
            <form class="inplace" method="post" action="\(path(record.id))/edit/\(field.name)">\
            <input type="hidden" name="\(Form.tokenField)" value="\(visit.token)">\
            <input type="hidden" name="\(Form.keyField)" value="\(visit.newKey)">\(hidden)\(HTML.field(entry))\
            <div class="actions">\(HTML.submit("Save", .small))\
            <a class="button small quiet" data-cancel href="\(back)">Cancel</a></div></form>
            """
    }

    static func text(_ value: Value?, _ visit: Visit) -> String {
        value.map { Entry.text($0, home: visit.format.currency) } ?? ""
    }

    // MARK: Taking

    /// How often a change of other fields is stepped over before somebody is asked.
    private static let attempts = 5

    func take(_ form: Form) async throws -> Reaction {
        let id = visit.parameter("id")
        let name = visit.parameter("field")
        let back = form["back"].hasPrefix("/") ? form["back"] : path(id)
        var version = Int64(form["version"]) ?? 0
        for _ in 0..<Self.attempts {
            let (record, field) = try present(id, name)
            let call: CommandCall
            do {
                let change = try self.change(form, record, name)
                guard change.fields.count > 1 || change[command.subject?.field ?? ""] == nil else {
                    return .go(to: back, saying: "\(Words.spoken(name)) is so already.")
                }
                let sql = "SELECT version FROM \(kind.descriptor.table) WHERE id = ?"
                call = try command.call(
                    change, by: visit.actor, key: form.key.map { "\($0)/\(version)" }, why: nil,
                    expected: ExpectedVersion(version: version) { Int64(try $0.integer(sql, [.text(id)])) })
            } catch let refusal as Refusal {
                return .again(try again(record, field, form, refusal, back))
            }
            switch await visit.company.submit(call, to: visit.bus(kind.source)) {
            case .done:
                let isAlone = version == Int64(form["version"])
                let beside = isAlone ? "" : " Somebody else changed other fields meanwhile; both stand."
                return .go(to: back, saying: "\(Words.spoken(name)) saved.\(beside)")
            case .refused(let refusal): return .again(try again(record, field, form, refusal, back))
            case .failed(let failure): throw failure
            case .moved:
                let (now, _) = try present(id, name)
                guard Self.text(now[name], visit) == form["was"] else {
                    return .conflict(try InlineConflict(self, now, field, form, back).page())
                }
                version = Int64(now.version)
            }
        }
        throw Refusal(
            .wrongState, "This \(kind.singular.lowercased()) changes faster than you can", document: kind.singular,
            allowed: "try again in a moment", fixedBy: visit.actor.name)
    }

    private func present(_ id: String, _ name: String) throws -> (VisibleRecord, FieldDescriptor) {
        try visit.read(kind.source) { reading in
            guard reading.mayRead(kind.name), let record = try reading.record(kind.name, id) else {
                throw PageNotFound("This \(kind.singular.lowercased())")
            }
            guard fields(of: record).contains(name), let field = record.descriptor.field(name) else {
                throw Refusal(
                    .unknownField, "'\(name)' is not changed in place", document: kind.singular, field: name,
                    allowed: fields(of: record).sorted().joined(separator: ", "), fixedBy: visit.actor.name)
            }
            return (record, field)
        }
    }

    private func change(_ form: Form, _ record: VisibleRecord, _ name: String) throws -> Record {
        try visit.read(kind.source) { reading in
            var reader = FormReader(command, present: record, currency: visit.format.currency, reading)
            reader.only = name
            return try reader.record(form, subject: record.id)
        }
    }

    /// The form alone, with what was typed and why it was not taken.
    private func again(
        _ record: VisibleRecord, _ field: FieldDescriptor, _ form: Form, _ refusal: Refusal, _ back: String
    ) throws -> Page {
        try visit.read(kind.source) { reading in
            var titles = Titles(reading, kind.source)
            var page = Page("Edit \(Words.spoken(field.name).lowercased())")
            page.section = kind.path
            page.trail = [Link(kind.plural, kind.path), Link(Naming.title(of: record), path(record.id))]
            let entry = try self.form(field, record, &titles, back: back, typed: form, refusal: refusal)
            page.body = .card(
                "\(kind.singular) \(Naming.title(of: record))", source: kind.source, .pad(HTML.problem(refusal) + entry)
            )
            return page
        }
    }
}
