import HTMLText

/// What changed between two texts, line by line.
struct TextDiff: Sendable {
    enum Kind: String, Sendable { case same, added, removed }

    struct Line: Sendable, Hashable {
        let kind: Kind
        /// Its number in the old text, where it stands there.
        let old: Int?
        let new: Int?
        let text: String
    }

    let lines: [Line]
    /// Lines around a change that are shown with it.
    static let context = 3

    init(from old: String, to new: String) {
        let (before, after) = (Self.split(old), Self.split(new))
        let difference = after.difference(from: before)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if left < before.count, removed.contains(left) {
                lines.append(Line(kind: .removed, old: left + 1, new: nil, text: String(before[left])))
                left += 1
            } else if right < after.count, inserted.contains(right) {
                lines.append(Line(kind: .added, old: nil, new: right + 1, text: String(after[right])))
                right += 1
            } else {
                lines.append(Line(kind: .same, old: left + 1, new: right + 1, text: String(before[left])))
                left += 1
                right += 1
            }
        }
        self.lines = lines
    }

    private static func split(_ text: String) -> [Substring] {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    var isEmpty: Bool { lines.allSatisfy { $0.kind == .same } }

    /// The changed lines with some around them; nil stands for lines left out.
    var shown: [Line?] {
        var isNear = Array(repeating: false, count: lines.count)
        for (index, line) in lines.enumerated() where line.kind != .same {
            for near in max(0, index - Self.context)...min(lines.count - 1, index + Self.context) {
                isNear[near] = true
            }
        }
        var shown: [Line?] = []
        for (index, line) in lines.enumerated() {
            if isNear[index] {
                shown.append(line)
            } else if index == 0 || isNear[index - 1] {
                shown.append(nil)
            }
        }
        return shown
    }

    /// A table of old number, new number, sign and text: read aloud, each changed line says what happened to it.
    func html(_ caption: String) -> HTML {
        guard !isEmpty else { return .emptyState("The same text") }
        let rows: [HTML] = shown.map { line in
            guard let line else { return "<tr class=\"gap\"><td colspan=\"3\">…</td></tr>" }
            let said: HTML
            switch line.kind {
            case .same: said = .empty
            case .added: said = "<span class=\"visually-hidden\">added: </span>"
            case .removed: said = "<span class=\"visually-hidden\">taken away: </span>"
            }
            let old = line.old.map(String.init) ?? ""
            let new = line.new.map(String.init) ?? ""
            return """
                <tr class="\(line.kind.rawValue)"><td class="num">\(old)</td><td class="num">\(new)</td>\
                <td>\(said)<code>\(line.text)</code></td></tr>
                """
        }
        return """
            <div class="scroll" tabindex="0" role="group" aria-label="\(caption)"><table class="diff">\
            <caption class="visually-hidden">\(caption)</caption><thead class="visually-hidden"><tr>\
            <th scope="col">Old line</th><th scope="col">New line</th><th scope="col">Text</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }
}
