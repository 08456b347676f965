import FilesConnector
import HTMLText
import Imports
import Kernel
import Platform

/// Which column goes into which field, with what stands in it; and how the file is read.
struct ImportColumns {
    let page: ImportRunPage
    let mapping: ImportMapping
    let file: ImportFile
    let target: ImportTarget

    init(_ page: ImportRunPage, _ typed: ImportMapping?) throws {
        self.page = page
        file = try page.desk.file(of: page.run)
        mapping = try typed ?? page.desk.suggestion(for: page.run)
        guard let target = page.desk.target(page.run.system, page.run.object) else {
            throw PageNotFound("An import of this")
        }
        self.target = target
    }

    private var visit: Visit { page.visit }
    private var run: ImportRun { page.run }

    var card: HTML {
        let samples = file.samples()
        let choices = target.fields.map { field in
            (
                value: field.name,
                text: Words.spoken(field.name) + (target.needed.contains(field.name) ? " (needed)" : "")
            )
        }
        let rows: [HTML] = file.header.enumerated().map { index, column in
            let chosen = mapping.fields.indices.contains(index) ? mapping.fields[index] : ""
            let options: [HTML] = choices.map { choice in
                let selected: HTML = choice.value == chosen ? " selected" : .empty
                return "<option value=\"\(choice.value)\"\(selected)>\(choice.text)</option>"
            }
            let shown = samples.indices.contains(index) ? samples[index].joined(separator: " · ") : ""
            let name = column.isEmpty ? "Column \(index + 1)" : column
            return """
                <tr><th scope="row" data-label="Column">\(name)</th>\
                <td class="text" data-label="Holds">\(shown.isEmpty ? Format.none : "\(shown)")</td>\
                <td data-label="Goes into"><select name="column.\(index)" aria-label="Field for \(name)">\
                <option value="">Left out</option>\(options)</select></td></tr>
                """
        }
        let table: HTML = """
            <div class="scroll"><table class="grid"><caption class="visually-hidden">Columns</caption><thead><tr>\
            <th scope="col">Column</th><th scope="col">Holds</th><th scope="col">Goes into</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
        let buttons: HTML =
            "<div class=\"actions stick\">\(HTML.submit("Check every row", page.source == .erp ? .goERP : .go))</div>"
        return .card(
            "Columns", source: page.source,
            .form(
                to: page.path + "/check", token: visit.token,
                table + .pad("\(HTML.fields(rules))\(buttons)")))
    }

    private var rules: [Field] {
        [
            Field(
                "key", "Recognised by", .choice(target.keys.map { ($0.name, Words.spoken($0.name)) }),
                value: mapping.key, hint: "Blank: every row is a new record"),
            Field(
                "changesKnown", "Change what is there already", .check,
                value: mapping.changesKnown && target.changer != nil ? "true" : "",
                hint: target.changer == nil ? "Nothing changes these by import" : "Blank cells change nothing"),
            Field(
                "dateOrder", "Dates",
                .choice([("dayFirst", "3/11/2026 is 3 November"), ("monthFirst", "11/3/2026 is 3 November")]),
                value: mapping.dateOrder.rawValue, isRequired: true),
            Field(
                "decimals", "Decimals", .choice([("point", "1,250.50"), ("comma", "1.250,50")]),
                value: mapping.hasDecimalComma ? "comma" : "point", isRequired: true),
        ]
    }

    /// How it was found to be written, and the way to say otherwise.
    var reading: HTML {
        guard run.format == "csv" else { return .empty }
        let fields = HTML.fields([
            Field(
                "encoding", "Letters", .choice(CSVEncoding.allCases.map { ($0.rawValue, $0.rawValue) }),
                value: run.encoding, isRequired: true),
            Field(
                "delimiter", "Between columns",
                .choice(CSVDialect.Delimiter.allCases.map { ($0.name, Prose.state($0.name)) }), value: run.delimiter,
                isRequired: true),
        ])
        let name = "Read as \(run.encoding) with a \(run.delimiter) between columns"
        return .card(
            name,
            .form(
                to: page.path + "/read", token: visit.token,
                .pad("\(fields)<div class=\"actions\">\(HTML.submit("Read it so", .plain))</div>")))
    }
}

extension ImportRunPage {
    /// What was chosen in the form.
    func mapping(of form: Form) -> ImportMapping {
        let count = (try? desk.file(of: run).header.count) ?? 0
        return ImportMapping(
            fields: (0..<count).map { form["column.\($0)"] }, key: form["key"],
            changesKnown: form["changesKnown"] == "true",
            dateOrder: ImportMapping.DateOrder(rawValue: form["dateOrder"]) ?? .dayFirst,
            hasDecimalComma: form["decimals"] == "comma")
    }
}
