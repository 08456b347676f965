import HTMLText
import Imports
import Kernel
import Platform

/// What can be brought in, and what was: one's own imports, and everybody's for those who look after them.
struct ImportListPage {
    let visit: Visit
    static let limit = 100

    init(_ visit: Visit) throws { self.visit = visit }

    var page: Page {
        get throws {
            var page = Page("Imports")
            page.section = "/imports"
            page.subtitle = "Files of yours, row by row through the same rules as your typing"
            page.body = .columns([try history], [choices])
            return page
        }
    }

    private var choices: HTML {
        let cards: [HTML] = [Source.crm, .erp].compactMap { source in
            let bus = visit.bus(source)
            let kinds = ObjectKind.all(of: bus, source).compactMap { kind in
                kind.importPath(for: visit).map { Link(kind.plural, $0) }
            }.sorted { $0.title < $1.title }
            guard !kinds.isEmpty else { return nil }
            let items: [HTML] = kinds.map { "<li>\($0.html)</li>" }
            return .card(
                "Into the \(source.name)", source: source, .pad("<ul class=\"plain-list\">\(items)</ul>"))
        }
        return cards.isEmpty
            ? .card("New import", .emptyState("Nothing here is yours to make", "Imports make records as you would."))
            : cards.joined()
    }

    private var history: HTML {
        get throws {
            let format = visit.format
            let runs = try visit.read(.bridge) { reading in
                reading.mayRead(ImportRun.self)
                    ? try reading.all(Select<ImportRun>().ordered(by: \.id, descending: true).limit(Self.limit)) : []
            }
            guard !runs.isEmpty else {
                return .card("History", .emptyState("No imports yet", "Choose what your file holds."))
            }
            return .card(
                "History", id: "history", live: ["bridge.ImportRun"],
                .table(
                    "Imports", runs,
                    columns: [
                        Column("File") { run in
                            .opener(
                                run.fileName, "/imports/\(run.id.raw)",
                                under: "\(Words.plural(Words.spoken(run.object))), by \(run.owner)")
                        },
                        Column("When") { format.instant($0.createdAt) },
                        .number("New") { "\(format.integerText($0.created))" },
                        .number("Changed") { "\(format.integerText($0.updated))" },
                        .number("Refused") { "\(format.integerText($0.refused))" },
                        Column("State") { .state($0.state.rawValue) },
                    ]))
        }
    }
}

/// One file is chosen.
struct ImportUploadPage {
    let visit: Visit
    let kind: ObjectKind
    let target: ImportTarget

    static let noFile = Refusal(
        .requiredField, "No file was sent", document: "Import", field: "file", allowed: "a CSV file or a workbook")

    init(_ visit: Visit, _ desk: ImportDesk, form: Form? = nil) throws {
        self.visit = visit
        let words = (form?["object"] ?? visit.query("object") ?? "").split(separator: ".").map(String.init)
        guard words.count == 2, let source = Source(system: words[0]), source != .bridge,
            let target = desk.target(words[0], words[1]),
            let kind = ObjectKind.all(of: visit.bus(source), source).first(where: { $0.name == words[1] })
        else { throw PageNotFound("An import of this") }
        guard visit.may(target.maker.permission, in: source) else {
            throw Refusal(
                .notPermitted, "\(visit.actor.name) may not \(target.maker.name)", document: kind.plural,
                fixedBy: "integration admin")
        }
        self.target = target
        self.kind = kind
    }

    var page: Page { page(nil) }
    func refused(_ refusal: Refusal) -> Page { page(refusal) }

    private func page(_ refusal: Refusal?) -> Page {
        var page = Page("Import \(kind.plural.lowercased())")
        page.section = "/imports"
        page.trail = [Link("Imports", "/imports"), Link(kind.plural, kind.path)]
        let most = "\(ImportLimits.largestFile >> 20) MiB and \(visit.format.integerText(ImportLimits.mostRows)) rows"
        let file = Field(
            "file", "File", .file, hint: "CSV or Excel (.xlsx), the first row being the headings; at most \(most)",
            error: refusal?.message(for: "file") ?? "", isRequired: true)
        let object = HTML.field(Field("object", "", .hidden, value: "\(kind.source.rawValue).\(kind.name)"))
        let problem: HTML = refusal.map { HTML.problem($0) } ?? .empty
        let buttons: HTML = """
            <div class="actions stick">\(HTML.button("Back", to: kind.path))\
            \(HTML.submit("Read the file", kind.source == .erp ? .goERP : .go))</div>
            """
        page.body = .columns(
            [
                .card(
                    "Your file", source: kind.source,
                    .form(
                        to: "/imports/new", token: visit.token, key: visit.newKey, isFile: true,
                        .pad("\(problem)\(object)\(HTML.fields([file]))\(buttons)")))
            ], [fields])
        return page
    }

    private var fields: HTML {
        .card(
            "What it may hold", source: kind.source,
            .table(
                "Fields", target.fields,
                columns: [
                    Column("Field") { "\(Words.spoken($0.name))" },
                    Column("Holds") { field in
                        "\(Self.words(field))\(target.needed.contains(field.name) ? " · needed" : "")"
                    },
                ]))
    }

    static func words(_ field: FieldDescriptor) -> String {
        switch field.kind {
        case .bool: "yes or no"
        case .integer: "a whole number"
        case .decimal: "a number"
        case .money: "an amount"
        case .quantity: "a quantity"
        case .text: field.rules.maximumLength.map { "text, up to \($0) characters" } ?? "text"
        case .choice(let words): words.joined(separator: ", ")
        case .date: "a date"
        case .instant: "a time"
        case .reference(let object): "a \(Words.spoken(object).lowercased()): its number, code or name"
        }
    }
}
