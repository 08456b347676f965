import HTMLText
import Kernel
import Platform

/// The list of any object: search, states, columns, order, pages, export.
struct ListPage {
    let kind: ObjectKind
    let visit: Visit

    init(_ kind: ObjectKind, _ visit: Visit) {
        self.kind = kind
        self.visit = visit
    }

    private struct Row {
        let id: String
        let cells: [HTML]
    }

    func page() throws -> Page {
        // They stand in the bridge's database: one read does not go into another.
        let tabs = try ViewTabs(visit)
        return try visit.read(kind.source) { reading in
            try kind.expectReading(by: reading)
            let query = ListQuery(kind, visit, reading.visibleFields(of: kind.descriptor))
            var titles = Titles(reading, kind.source)
            let (records, next) = try found(query, reading)
            try titles.load(records, query.columns)
            let edit = InlineEdit(kind, visit)
            let rows = try records.map { record in
                if let edit, visit.query("edit") == record.id {
                    return Row(id: record.id, cells: try typing(record, edit, query, &titles))
                }
                return try Row(
                    id: record.id,
                    cells: query.columns.enumerated().map { try cell(record, $1, isFirst: $0 == 0, &titles) })
            }
            var page = Page(kind.plural)
            page.section = visit.path == "/crm/orders" ? "/crm/orders" : kind.path
            page.trail = [Link(kind.source.name, "/\(kind.source.rawValue)/everything")]
            page.actions = (kind.importPath(for: visit).map { [.button("Import", to: $0)] } ?? []) + makers
            page.body =
                "\(tabs.html(query))\(states(query))\(filters(query, &titles))\(card(query, rows, next, edit != nil))"
            return page
        }
    }

    /// What was typed is looked for in names and numbers; without it the list is read page by page.
    private func found(_ query: ListQuery, _ reading: Reading) throws -> (records: [VisibleRecord], next: String?) {
        guard query.text.isEmpty else {
            return (try reading.search(query.text, in: [kind.name], limit: ListQuery.pageSize).map(\.record), nil)
        }
        // A row that is changed where it stands shows more than its columns.
        let fields =
            visit.query("edit") == nil ? query.columns.map(\.name) + Naming.fields(of: query.visible) : nil
        let page = try reading.records(
            of: kind.name, filter: query.filter, sort: query.sort, after: query.after, limit: ListQuery.pageSize,
            fields: fields)
        return (page.records, page.next)
    }

    private var makers: [HTML] {
        kind.makers.filter { visit.may($0.permission, in: kind.source) }.enumerated().map { index, command in
            let title = command.title(on: kind.name)
            let style: HTML.ButtonStyle = kind.source == .erp ? .goERP : .go
            return .button(
                ["Create", "Open", "Place"].contains(title) ? "New \(kind.singular.lowercased())" : title,
                to: "\(kind.path)/do/\(command.name)", index == 0 ? style : .plain, key: index == 0 ? "n" : "")
        }.reversed()
    }

    private func cell(
        _ record: VisibleRecord, _ field: FieldDescriptor, isFirst: Bool, _ titles: inout Titles
    ) throws -> HTML {
        let value = record[field.name]
        if isFirst {
            // It is the link that opens the row.
            var title = "\(visit.format.value(value, kind: field.kind))" as HTML
            if value?.isBlank ?? true { title = "\(Naming.full(record))" }
            if case .reference(let object) = field.kind, let value {
                title = "\(try titles.title(object, value.text) ?? value.text)"
            }
            return "<a class=\"open\" href=\"\(RecordPath.of(kind.source, kind.name, record.id))\">\(title)</a>"
        }
        guard let value else { return Format.hidden }
        if field.name == "state" { return .state(value.text) }
        return try titles.html(value, field, visit.format)
    }

    /// A row whose fields are changed where they stand, each by a small form of its own.
    private func typing(
        _ record: VisibleRecord, _ edit: InlineEdit, _ query: ListQuery, _ titles: inout Titles
    ) throws -> [HTML] {
        let editable = edit.fields(of: record)
        let back = query.path(["edit": nil]) + "#list"
        let first = query.columns.firstIndex { editable.contains($0.name) }
        return try query.columns.enumerated().map { index, field in
            let shown = try cell(record, field, isFirst: index == 0, &titles)
            guard editable.contains(field.name) else { return shown }
            let form = try edit.form(field, record, &titles, back: back, isFirst: index == first)
            return index == 0 ? shown + form : form
        }
    }

    // MARK: Above the list

    private func states(_ query: ListQuery) -> HTML {
        guard !kind.states.isEmpty, query.visible.contains(where: { $0.name == "state" }) else { return .empty }
        let present = visit.query("state") ?? ""
        let views: [HTML] = ([""] + kind.states).map { state in
            let current: HTML = state == present ? " aria-current=\"true\"" : .empty
            let path = query.path(["state": state.isEmpty ? nil : state, "q": nil])
            return "<a href=\"\(path)\"\(current)>\(state.isEmpty ? "All" : Prose.state(state))</a>"
        }
        return "<nav class=\"views\" aria-label=\"States\">\(views)</nav>"
    }

    private func filters(_ query: ListQuery, _ titles: inout Titles) -> HTML {
        let named = query.pairs.filter { pair in query.visible.contains { $0.name == pair.name } }
        let kept: [HTML] = named.filter { $0.name != "state" }.map { name, value in
            let field = query.visible.first { $0.name == name }
            var shown = FilterForm.said(value)
            if case .reference(let object)? = field?.kind {
                shown = ((try? titles.title(object, value)) ?? nil) ?? value
            }
            return "<a class=\"pill\" href=\"\(query.path([name: nil]))\">"
                + "\(Words.spoken(name)): \(shown) <span aria-hidden=\"true\">✕</span>"
                + "<span class=\"visually-hidden\">, take away</span></a>"
        }
        let boxes: [HTML] = query.visible.map { field in
            let checked: HTML = query.columns.contains { $0.name == field.name } ? " checked" : .empty
            return """
                <div class="check"><input type="checkbox" id="c-\(field.name)" name="cols" \
                value="\(field.name)"\(checked)>\
                <label for="c-\(field.name)">\(Words.spoken(field.name))</label></div>
                """
        }
        let hidden: [HTML] = query.pairs.filter { !["q", "cols", "after", "edit"].contains($0.name) }.map {
            "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">"
        }
        return """
            <form class="filters" action="\(visit.path)"><div class="field grow">\
            <label for="list-q" class="visually-hidden">Find in \(kind.plural.lowercased())</label>\
            <input class="input" id="list-q" type="search" name="q" value="\(query.text)" \
            placeholder="Find in \(kind.plural.lowercased())"></div>\
            \(hidden)\(HTML.submit("Find", .plain))\
            \(FilterForm(query.visible, currency: visit.format.currency).html)\
            <details class="more"><summary class="button">Columns</summary><div class="drop">\(boxes)<p>\
            \(HTML.submit("Show", .plain))</p></div></details>\
            <a class="button" href="\(query.path([:], to: visit.path + ".csv"))" download>Export</a>\(kept)</form>
            """
    }

    // MARK: The list

    private func card(_ query: ListQuery, _ rows: [Row], _ next: String?, _ isEditable: Bool) -> HTML {
        guard !rows.isEmpty else {
            let isNarrow = !query.filter.isEmpty || !query.text.isEmpty
            let title = isNarrow ? "Nothing matches" : "No \(kind.plural.lowercased()) yet"
            let text: HTML =
                isNarrow
                ? "Take a filter away to see more."
                : makers.isEmpty
                    ? "They appear here as soon as there are any." : "Make the first one with the button above."
            let action: HTML = isNarrow ? .button("Show all", to: visit.path) : .empty
            return .card(
                kind.plural, source: kind.source, id: "list", live: live, .emptyState(title, text, action: action))
        }
        var columns = query.columns.enumerated().map { index, field in
            Column<Row>(
                Words.spoken(field.name), title: head(field, query), isNumber: field.isNumber,
                sorted: query.sort.field == field.name ? (query.sort.isDescending ? "descending" : "ascending") : ""
            ) { $0.cells[index] }
        }
        if isEditable {
            columns.append(
                Column<Row>("Edit") { row in
                    "<a class=\"edit\" href=\"\(query.path(["edit": row.id]))#list\" aria-label=\"Edit in place\">✎</a>"
                })
        }
        let first: HTML =
            query.after == nil ? .empty : HTML.button("To the top", to: query.path(["after": nil]), .small)
        let more: HTML =
            next.map { HTML.button("Next \(ListQuery.pageSize)", to: query.path(["after": $0]), .small) } ?? .empty
        let pager: HTML =
            "<div class=\"pager\"><span>"
            + "\(Words.count(rows.count, kind.singular.lowercased()))\(next == nil ? "" : ", and more")</span>"
            + "<span class=\"row\">\(first)\(more)</span></div>"
        return .card(
            kind.plural, source: kind.source, asOf: visit.format.instant(visit.now), id: "list", live: live,
            .table(kind.plural, rows, columns: columns, id: "rows") + pager)
    }

    private var live: [String] { ["\(kind.source.rawValue).\(kind.name)"] }

    private func head(_ field: FieldDescriptor, _ query: ListQuery) -> HTML {
        let isPresent = query.sort.field == field.name
        let wanted = isPresent && !query.sort.isDescending ? "-" + field.name : field.name
        let arrow = isPresent ? (query.sort.isDescending ? " ↓" : " ↑") : ""
        return "<a class=\"sort\" href=\"\(query.path(["sort": wanted]))\">\(Words.spoken(field.name))\(arrow)</a>"
    }
}
