import Documents
import HTMLText
import Kernel
import Platform

/// One record of any object: its fields, its lines, what may be done, what refers to it, what happened to it.
struct DetailPage {
    let kind: ObjectKind
    let visit: Visit
    let id: String
    static let latestHistory = 12
    static let related = 5

    init(_ kind: ObjectKind, _ visit: Visit) {
        self.kind = kind
        self.visit = visit
        id = visit.parameter("id")
    }

    private var path: String { RecordPath.of(kind.source, kind.name, id) }

    func page() throws -> Page {
        try visit.read(kind.source) { reading in
            guard reading.mayRead(kind.name), let record = try reading.record(kind.name, id) else {
                throw PageNotFound("This \(kind.singular.lowercased())")
            }
            var titles = Titles(reading, kind.source)
            var page = Page(Naming.title(of: record))
            page.section = kind.path
            page.trail = [
                Link(kind.source.name, "/\(kind.source.rawValue)/everything"), Link(kind.plural, kind.path),
            ]
            let name = Naming.name(of: record)
            page.subtitle = name == page.title || name.isEmpty ? "\(kind.singular)" : "\(name)"
            let state = record.text("state")
            if !state.isEmpty { page.status = .state(state) }
            page.actions = actions(record)
            page.facts = try facts(record, &titles)
            let lines = try record.lists.map { try lineCard($0.name, $0.records, &titles) }
            page.body = .columns(
                [try fieldCard(record, &titles)] + lines, [try relatedCard(reading), try historyCard(reading)])
            return page
        }
    }

    // MARK: What it is

    /// Money first: what one looks for.
    private func facts(_ record: VisibleRecord, _ titles: inout Titles) throws -> [Fact] {
        let ranked = record.fields.filter { field, value in
            if value.isBlank { return false }
            switch field.kind {
            case .money: return value != .money(.none)
            case .date: return true
            case .reference: return field.rules.isRequired
            default: return false
            }
        }
        return try ranked.prefix(6).map { field, value in
            let shown = try titles.html(value, field, visit.format)
            return Fact(Words.spoken(field.name), shown, source: kind.source)
        }
    }

    private func fieldCard(_ record: VisibleRecord, _ titles: inout Titles) throws -> HTML {
        let edit = InlineEdit(kind, visit)
        let editable = edit?.fields(of: record) ?? []
        let open = visit.query("edit")
        var pairs: [(label: String, value: HTML)] = []
        for (field, value) in record.fields where !["state", "matchName"].contains(field.name) {
            let isOpen = field.name == open && editable.contains(field.name)
            if Self.isEmpty(value), !isOpen { continue }
            var shown = try titles.html(value, field, visit.format)
            if let edit, isOpen {
                shown = try edit.form(field, record, &titles, back: path + "#fields")
            } else if let edit, editable.contains(field.name) {
                shown += edit.opener(
                    field, at: "\(path)?edit=\(field.name)#fields", of: Naming.title(of: record))
            }
            pairs.append((Words.spoken(field.name), shown))
        }
        let empty: [HTML] = record.fields.filter { Self.isEmpty($0.value) && $0.descriptor.name != open }.map {
            field, _ in
            let word = Words.spoken(field.name).lowercased()
            return editable.contains(field.name)
                ? "<a href=\"\(path)?edit=\(field.name)#fields\">\(word)</a>" : "\(word)"
        }
        let rest: HTML = empty.isEmpty ? .empty : "<footer>Not filled in: \(empty.joined(", "))</footer>"
        return .card(
            "\(kind.singular) \(Naming.title(of: record))", source: kind.source, asOf: visit.format.instant(visit.now),
            id: "fields", live: ["\(kind.source.rawValue).\(kind.name)"], HTML.details(pairs) + rest)
    }

    private static func isEmpty(_ value: Value) -> Bool {
        value.isBlank || value == .money(.none) || value == .quantity(.none)
    }

    private func lineCard(_ name: String, _ records: [VisibleRecord], _ titles: inout Titles) throws -> HTML {
        let live = ["\(kind.source.rawValue).\(kind.name)"]
        guard let first = records.first else {
            return .card(Words.spoken(name), source: kind.source, id: name, live: live, .emptyState("None"))
        }
        let parent = first.descriptor.parentField
        let filled = first.fields.map(\.descriptor).filter { field in
            field.name != parent && records.contains { !Self.isEmpty($0[field.name] ?? .null) }
        }
        let columns = ListQuery.suitable(filled.filter { $0.name != "position" })
        let place = filled.first { $0.name == "position" }
        try titles.load(records, filled)
        let rows = try records.map { record in
            try ((place.map { [$0] } ?? []) + columns).map { field in
                try titles.html(record[field.name] ?? .null, field, visit.format)
            }
        }
        let heads = ((place.map { [$0] } ?? []) + columns).enumerated().map { index, field in
            Column<[HTML]>(
                field.name == "position" ? "Line" : Words.spoken(field.name),
                isNumber: field.isNumber && field.name != "position"
            ) { $0[index] }
        }
        return .card(
            Words.spoken(name), source: kind.source, action: .csv("\(path)/export/\(name)"),
            badge: .pill("\(records.count)"), id: name, live: live,
            .table(Words.spoken(name), rows, columns: heads))
    }

    // MARK: What may be done

    private func actions(_ record: VisibleRecord) -> [HTML] {
        let allowed = kind.actions.filter { visit.may($0.permission, in: kind.source) }
        var buttons = Papers.kind(kind.source, kind.name)?.buttons(id, visit) ?? []
        if kind.name == "User", visit.may("user.resetPassword", in: .bridge) {
            buttons.append(.action("New password", to: path + "/password", token: visit.token))
        }
        let edit = allowed.first { $0.isEdit }
        let rest = allowed.filter { $0.name != edit?.name }
        if rest.count > 2 {
            let links: [HTML] = rest.map { "<a href=\"\(path)/do/\($0.name)\">\($0.title(on: kind.name))</a>" }
            buttons.append(
                "<details class=\"more\"><summary class=\"button\">Do</summary><div class=\"drop\">\(links)</div>"
                    + "</details>"
            )
        } else {
            buttons += rest.map { .button($0.title(on: kind.name), to: "\(path)/do/\($0.name)") }
        }
        if let edit {
            buttons.append(.button("Edit", to: "\(path)/do/\(edit.name)", kind.source == .erp ? .goERP : .go, key: "e"))
        }
        return buttons
    }

    // MARK: What belongs to it

    private func relatedCard(_ reading: Reading) throws -> HTML {
        var blocks: [HTML] = []
        for (object, field) in kind.referrers where reading.mayRead(object.name) {
            guard reading.visibleFields(of: object).contains(where: { $0.name == field.name }) else { continue }
            let filter = [FieldCondition(field.name, .equal, id)]
            let found = try reading.records(of: object.name, filter: filter, limit: Self.related + 1).records
            guard !found.isEmpty else { continue }
            let all = "\(RecordPath.list(kind.source, object.name))?\(field.name)=\(Form.encoded(id))"
            let items: [HTML] = found.prefix(Self.related).map { record in
                let state = record.text("state")
                let link = Link(Naming.full(record), RecordPath.of(kind.source, object.name, record.id)).html
                return
                    "<li class=\"row between\"><span>\(link)</span>\(state.isEmpty ? .empty : HTML.state(state))</li>"
            }
            let more: HTML = found.count > Self.related ? "<a href=\"\(all)\">All</a>" : .empty
            blocks.append(
                "<div><h3 class=\"row between\">\(Words.plural(Words.spoken(object.name)))\(more)</h3>"
                    + "<ul class=\"plain-list\">\(items)</ul></div>"
            )
        }
        return .card(
            "Belongs to it", source: kind.source,
            blocks.isEmpty ? .emptyState("Nothing refers to it yet") : "<div class=\"pad\">\(blocks)</div>")
    }

    private func historyCard(_ reading: Reading) throws -> HTML {
        let entries = try reading.history(kind.name, id, limit: Self.latestHistory)
        return .card(
            "History", source: kind.source, action: Link("All", path + "/history").html, id: "history",
            live: ["\(kind.source.rawValue).\(kind.name)"], History.html(entries, kind.source, visit.format))
    }
}
