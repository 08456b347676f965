import Foundation
import Kernel

/// Pages before a real parser of HTML: what it sees in them that no page of ours has.
enum HTMLJudge {
    static let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".build/api-judges/bin/python").path
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// Reads `{"name": …, "kind": "html" or "csv", "text": …}` a line; writes what is wrong, a line each.
    private static let script = #"""
        import csv, io, json, re, sys
        from selectolax.lexbor import LexborHTMLParser
        URLS = {'href', 'src', 'action', 'formaction', 'data', 'poster', 'cite', 'background', 'xlink:href'}
        FOREIGN = {'iframe', 'object', 'embed', 'base', 'img', 'frame', 'applet', 'video', 'audio', 'marquee', 'math',
            'noscript', 'template', 'foreignobject', 'animate', 'set'}
        SAFE = re.compile(r'^(/(?!/)|#|\?|https?://|mailto:|tel:|$)', re.I)
        NUMBER = re.compile(r'^[+-]?[0-9]+(\.[0-9]+)?([ %].*)?$')
        def page(text):
            tree = LexborHTMLParser(text)
            for node in tree.root.traverse(include_text=False):
                tag, attributes = node.tag.lower(), node.attributes
                if tag in FOREIGN: yield f'<{tag}>'
                if tag == 'script' and not (attributes.get('src') or '').startswith('/assets/'): yield '<script>'
                if tag == 'style' and '@page' not in (node.text() or ''): yield '<style>'
                if tag == 'meta' and attributes.get('http-equiv'): yield '<meta http-equiv>'
                for name, value in attributes.items():
                    if name.lower().startswith('on'): yield f'<{tag} {name}>'
                    if name.lower() == 'style' and re.search(r'url|expression|import', value or '', re.I):
                        yield f'<{tag} style={value!r}>'
                    if name.lower() in URLS and not SAFE.match((value or '').strip()):
                        yield f'<{tag} {name}={value!r}>'
                    if not re.match(r'^[a-zA-Z][a-zA-Z0-9:_-]*$', name): yield f'<{tag} {name!r}>'
        def table(text):
            rows = list(csv.reader(io.StringIO(text, newline=''), strict=True))
            for row in rows:
                if len(row) != len(rows[0]): yield f'{len(row)} cells, not {len(rows[0])}: {row[:3]!r}'
                for cell in row:
                    if cell[:1] in '=+-@\t\r\n' and cell and not NUMBER.match(cell): yield f'cell {cell[:40]!r}'
        count = 0
        for line in open(sys.argv[1], encoding='utf-8'):
            item = json.loads(line); count += 1
            for wrong in (page if item['kind'] == 'html' else table)(item['text']):
                print(f"{item['name']}: {wrong}")
        print(f'judged {count}')
        """#

    /// Names and texts of pages, and of tables.
    static func judge(pages: [(name: String, text: String)], tables: [(name: String, text: String)]) throws
        -> (wrong: [String], count: Int)
    {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("tandem-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        var lines = JSONLines()
        for page in pages { lines.add(page.name, "html", page.text) }
        for table in tables { lines.add(table.name, "csv", table.text) }
        try Data(lines.bytes).write(to: file)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", script, file.path]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        var wrong = text.split(separator: "\n").map(String.init)
        let count = wrong.last.flatMap { $0.hasPrefix("judged ") ? Int($0.dropFirst(7)) : nil }
        if count != nil { wrong.removeLast() }
        return (wrong, count ?? 0)
    }

    private struct JSONLines {
        var bytes: [UInt8] = []

        mutating func add(_ name: String, _ kind: String, _ text: String) {
            var json = JSONWriter(reservingBytes: text.utf8.count + 100)
            json.beginObject()
            json.field("name", name)
            json.field("kind", kind)
            json.field("text", text)
            json.endObject()
            bytes += json.bytes
            bytes.append(10)
        }
    }
}
