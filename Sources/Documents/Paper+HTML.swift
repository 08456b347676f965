import HTMLText

extension Paper {
    /// The paper as one HTML document of its own: the same for print and for the screen.
    public var html: HTML {
        """
        <!doctype html><html lang="en-NZ"><head><meta charset="utf-8"><title>\(title) \(number)</title>\
        <style>\(Self.style)</style></head><body>
        <header><div class="issuer"><strong>\(issuer.name)</strong>\(issuer.lines.map { "<div>\($0)</div>" as HTML })\
        </div><div class="what"><h1>\(title)</h1><p class="number">\(number)</p></div></header>
        <section class="parties">\(party("To", recipient))\(deliverTo.map { party("Deliver to", $0) })
        <dl>\(facts.map { "<div><dt>\($0.label)</dt><dd>\($0.value)</dd></div>" as HTML })</dl></section>
        \(lines.isEmpty ? .empty : table)
        \(totals.isEmpty ? .empty : sums)
        <footer>\(notes.map { "<p>\($0)</p>" as HTML })</footer></body></html>
        """
    }

    private func party(_ label: String, _ party: Party) -> HTML {
        """
        <div class="party"><h2>\(label)</h2><strong>\(party.name)</strong>\
        \(party.lines.map { "<div>\($0)</div>" as HTML })</div>
        """
    }

    private var table: HTML {
        """
        <table><thead><tr>\(columns.map { "<th scope=\"col\"\(number($0))>\($0.title)</th>" as HTML })</tr></thead>
        <tbody>\(lines.map(row))</tbody></table>
        """
    }

    private func row(_ line: Line) -> HTML {
        let cells = zip(columns, line.cells).enumerated().map { index, cell -> HTML in
            let small: HTML = index == 0 && !line.smallPrint.isEmpty ? "<small>\(line.smallPrint)</small>" : .empty
            return "<td\(number(cell.0))>\(cell.1)\(small)</td>"
        }
        return "<tr>\(cells)</tr>"
    }

    private func number(_ column: Column) -> HTML { column.isNumber ? " class=\"number\"" : .empty }

    private var sums: HTML {
        "<dl class=\"totals\">\(totals.map { "<div><dt>\($0.label)</dt><dd>\($0.value)</dd></div>" as HTML })</dl>"
    }

    private static let style: HTML = """
        @page{size:A4;margin:18mm 16mm 20mm;@bottom-right{content:"Page " counter(page) " of " counter(pages);\
        font:8pt "DejaVu Sans",sans-serif;color:dimgray}}
        body{font:9.5pt/1.45 "Inter","DejaVu Sans",sans-serif;color:#1c1b1a;margin:0}
        header{display:flex;justify-content:space-between;border-bottom:1.5pt solid #0f766e;padding-bottom:6mm}
        h1{font-size:17pt;margin:0;text-align:right;font-weight:600}.number{font-variant-numeric:tabular-nums;\
        text-align:right}p.number{font-size:11pt;margin:1mm 0 0;color:rgb(85 85 85)}
        .parties{display:flex;gap:10mm;margin:7mm 0}.party,.parties dl{flex:1}h2{font-size:7.5pt;\
        text-transform:uppercase;letter-spacing:.06em;color:dimgray;margin:0 0 1mm;font-weight:600}
        dl{margin:0}dl div{display:flex;justify-content:space-between;gap:4mm}dt{color:rgb(85 85 85)}dd{margin:0;\
        text-align:right;font-variant-numeric:tabular-nums}
        table{width:100%;border-collapse:collapse}thead{display:table-header-group}tr{break-inside:avoid}\
        th{font-size:8pt;text-align:left;color:rgb(85 85 85);font-weight:600;border-bottom:.8pt solid darkgray;\
        padding:1.5mm 2mm}\
        td{padding:1.8mm 2mm;border-bottom:.4pt solid #ddd;vertical-align:top}th.number{text-align:right}\
        small{display:block;color:dimgray;font-size:8pt;overflow-wrap:anywhere}
        .totals{width:75mm;margin:5mm 0 0 auto;break-inside:avoid}.totals div{padding:1mm 2mm}\
        .totals div:last-child{border-top:1pt solid #1c1b1a;font-weight:700;font-size:11pt}\
        .totals div:last-child dt{color:inherit}
        footer{margin-top:9mm;color:rgb(68 68 68);font-size:8.5pt;break-inside:avoid}footer p{margin:0 0 1.5mm}
        @media screen{body{max-width:210mm;margin:8mm auto;padding:0 6mm}}
        """
}
