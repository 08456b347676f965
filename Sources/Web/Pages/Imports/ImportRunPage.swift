import FilesConnector
import HTMLText
import Imports
import Kernel
import Platform

/// One import from its columns to its undoing: what it is now, and what can be done next.
struct ImportRunPage {
    let visit: Visit
    let desk: ImportDesk
    let run: ImportRun
    static let shownRows = 50

    init(_ visit: Visit, _ desk: ImportDesk) throws {
        self.visit = visit
        self.desk = desk
        let id = ID<ImportRun>(visit.parameter("id"))
        guard try visit.read(.bridge, { $0.mayRead(ImportRun.self) ? try $0.find(id) : nil }) != nil,
            let run = try visit.company.bridge.store.read({ try $0.find(id) })
        else { throw PageNotFound("This import") }
        self.run = run
    }

    var path: String { "/imports/\(run.id.raw)" }
    var source: Source { Source(system: run.system) ?? .bridge }
    var isOwn: Bool { run.owner == visit.actor.id }
    private var plural: String { Words.plural(Words.spoken(run.object)) }

    /// The file's name without its ending, for files made of it.
    var baseName: String { String(run.fileName.split(separator: ".").first ?? "import") }

    func rows(limit: Int) throws -> [ImportedRow] {
        let select = Select<ImportedRow>().where(\.run, .equal, run.id).ordered(by: \.line).limit(limit)
        return try visit.company.bridge.store.read { try $0.all(select) }
    }

    // MARK: The page

    func page(_ refusal: Refusal? = nil, _ typed: ImportMapping? = nil) throws -> Page {
        var page = Page(run.fileName)
        page.section = "/imports"
        page.trail = [Link("Imports", "/imports"), Link(plural, RecordPath.list(source, run.object))]
        page.status = .state(run.state.rawValue)
        page.subtitle = "\(plural), by \(run.owner), \(visit.format.instant(run.createdAt))"
        page.facts = facts
        if let words = desk.failure(of: run.id) {
            page.advice = .advice("It stopped in the middle: \(words)", tone: .bad)
        }
        let problem: HTML = refusal.map { .problem($0) } ?? .empty
        page.body = "\(problem)<div class=\"stack\">\(try blocks(typed))</div>"
        return page
    }

    private func blocks(_ typed: ImportMapping?) throws -> [HTML] {
        if let progress { return [progress] }
        switch run.state {
        case .uploaded, .checked:
            guard isOwn else { return [] }
            let columns = try ImportColumns(self, typed)
            return [twin, run.state == .checked ? verdict : .empty, try refusals, columns.card, columns.reading]
        case .running, .undoing: return [interrupted]
        case .done, .undone: return [result, try keptRows, try refusals, try rowList]
        }
    }

    private var facts: [Fact] {
        let format = visit.format
        func figure(_ label: String, _ number: Int, _ tone: Tone = .plain) -> Fact {
            Fact(label, "\(format.integerText(number))", tone: number == 0 ? .plain : tone)
        }
        var facts = [figure("Rows", run.rowCount)]
        if run.state != .uploaded {
            let isAhead = run.state == .checked
            facts += [
                figure(isAhead ? "Would be new" : "New", run.created, .ok),
                figure(isAhead ? "Would change" : "Changed", run.updated, .ok),
                figure("As they are", run.unchanged), figure("Refused", run.refused, .bad),
            ]
        }
        if run.state == .undone { facts += [figure("Taken back", run.withdrawn), figure("Stay", run.kept, .warn)] }
        return facts
    }

    // MARK: Under way

    private var progress: HTML? {
        guard let progress = desk.progress(of: run.id) else { return nil }
        let words = "\(visit.format.integerText(progress.through)) of \(visit.format.integerText(progress.total)) rows"
        return .card(
            "Under way", source: source, id: "progress", live: ["bridge.ImportRun"],
            .pad(
                """
                <p><progress aria-label="Rows" max="\(max(progress.total, 1))" value="\(progress.through)">\(words)\
                </progress></p><p>\(words)</p><p>\(HTML.button("Look again", to: path))</p>
                """))
    }

    private var interrupted: HTML {
        let action: HTML =
            isOwn
            ? .action(
                "Go on", to: path + (run.state == .undoing ? "/undo" : "/start"), token: visit.token, .go) : .empty
        return .advice(
            "It was interrupted. Going on does nothing twice: each row is known by its own key.", tone: .warn,
            action: action)
    }

    // MARK: What would, what did

    /// The same file was here before.
    private var twin: HTML {
        let others = try? visit.read(.bridge) { reading in
            try reading.all(
                Select<ImportRun>().where(\.digest, .equal, run.digest).where(\.object, .equal, run.object)
                    .where(\.state, in: [.running, .done]).limit(1))
        }
        guard let other = others?.first(where: { $0.id != run.id }) else { return .empty }
        return .advice(
            "This very file was imported \(visit.format.instant(other.createdAt)) by \(other.owner).", tone: .warn,
            action: .button("See it", to: "/imports/\(other.id.raw)"))
    }

    private var verdict: HTML {
        let count = run.created + run.updated
        guard count > 0 else {
            return .advice(
                run.refused > 0 ? "No row can be imported as it is." : "Everything is there already: nothing to do.",
                tone: run.refused > 0 ? .bad : .ok)
        }
        let rest = run.refused > 0 ? " The refused ones are left out." : ""
        return .advice(
            "Every row was tried and undone. \(Words.count(count, "row")) would be written.\(rest)", tone: .ok,
            action: .action(
                "Import \(Words.count(count, "row"))", to: path + "/start", token: visit.token,
                source == .erp ? .goERP : .go))
    }

    private var result: HTML {
        if run.state == .undone {
            return .advice(
                run.kept == 0
                    ? "All of it was taken back." : "What something has happened to since stays; why, is below.",
                tone: run.kept == 0 ? .ok : .warn)
        }
        let undo: HTML =
            isOwn && run.created + run.updated > 0
            ? .opening(
                "Undo", .danger,
                "<p>New records go and changed ones get what they had, where nothing has happened since.</p>"
                    + .action("Undo this import", to: path + "/undo", token: visit.token, .danger)) : .empty
        return .advice(
            "Done \(visit.format.instant(run.finishedAt)). Imported again, it changes nothing.", tone: .ok, action: undo
        )
    }

    private var keptRows: HTML {
        get throws {
            guard run.kept > 0 else { return .empty }
            let select = Select<ImportedRow>().where(\.run, .equal, run.id).where(\.outcome, .equal, .kept)
                .ordered(by: \.line).limit(Self.shownRows)
            let rows = try visit.company.bridge.store.read { try $0.all(select) }
            return .card(
                "Not taken back", source: source, action: allRows, badge: .pill("\(run.kept)", .warn),
                .table(
                    "Not taken back", rows,
                    columns: [
                        Column("Line") { row in
                            .opener("\(row.line)", RecordPath.of(run.system, run.object, row.record))
                        }, Column("Why") { "\($0.note)" },
                    ]))
        }
    }

    private var allRows: HTML { "<a href=\"\(path)/rows.csv\" download>All rows as CSV</a>" }

    private var rowList: HTML {
        get throws {
            let rows = try rows(limit: Self.shownRows)
            guard !rows.isEmpty else { return .empty }
            return .card(
                "What it wrote", source: source, action: allRows,
                .table(
                    "Rows", rows,
                    columns: [
                        Column("Line") { "\($0.line)" },
                        Column("Record") { row in
                            row.outcome == .withdrawn
                                ? "<span class=\"muted mono\">\(row.record)</span>"
                                : .opener(row.record, RecordPath.of(run.system, run.object, row.record))
                        }, Column("Outcome") { .state($0.outcome.rawValue) },
                    ]))
        }
    }

    /// Refused rows with all their reasons, from the file of errors.
    private var refusals: HTML {
        get throws {
            guard run.refused > 0, run.state != .uploaded else { return .empty }
            let found = RefusedRow.read(desk.folder.rejects(run.id), as: try? desk.file(of: run), limit: Self.shownRows)
            guard !found.isEmpty else { return .empty }
            return .card(
                "Refused rows", source: source, action: "<a href=\"\(path)/rejected.csv\" download>File of errors</a>",
                badge: .pill("\(run.refused)", .bad),
                .table(
                    "Refused rows", found,
                    columns: [
                        Column("Line") { "\($0.line)" }, Column("Row") { "\($0.start)" },
                        Column("Column") { "\($0.field)" },
                        Column("Why") { "\($0.reason)" },
                    ]))
        }
    }
}

/// A row of the file of errors.
struct RefusedRow {
    let line: String
    let start: String
    let field: String
    let reason: String

    static func read(_ path: String, as file: ImportFile?, limit: Int) -> [RefusedRow] {
        var options = CSVReader.Options()
        options.checksFieldCount = false
        guard let file, var reader = try? CSVReader(path: path, dialect: file.dialect, options: options) else {
            return []
        }
        var rows: [RefusedRow] = []
        while rows.count < limit, (try? reader.next()) == true {
            let count = reader.row.count
            guard count >= 3 else { continue }
            let start = (0..<min(3, count - 3)).map { String(reader.row.text($0).prefix(40)) }.filter { !$0.isEmpty }
            rows.append(
                RefusedRow(
                    line: reader.row.text(count - 3), start: start.joined(separator: " · "),
                    field: reader.row.text(count - 2), reason: reader.row.text(count - 1)))
        }
        return rows
    }
}
