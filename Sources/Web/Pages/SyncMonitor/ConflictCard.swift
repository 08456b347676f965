import Bridge
import HTMLText
import Kernel
import Platform

/// Both sides of a record side by side, field by field, with a choice for each and one button for all.
struct ConflictCard {
    let model: ConflictModel
    let titles: KnownTitles
    let visit: Visit
    /// What was chosen before it was refused.
    var chosen: [String: String] = [:]
    var refusal: Refusal?

    init(_ model: ConflictModel, _ titles: KnownTitles, _ visit: Visit) {
        self.model = model
        self.titles = titles
        self.visit = visit
    }

    var html: HTML {
        let (left, right) = (model.recipe.left, model.recipe.right)
        let title = titles[left.system, left.object, model.leftID]
        let links: HTML = """
            \(Link(left.system.uppercased(), RecordPath.of(left.system, left.object, model.leftID)).html) \
            \(Link(right.system.uppercased(), RecordPath.of(right.system, right.object, model.rightID)).html) \
            \(Link("Journey", "/bridge/journey/\(left.system)/\(left.object)/\(model.leftID)").html)
            """
        let problem: HTML = refusal.map { .pad(HTML.problem($0)) } ?? .empty
        let count = Prose.count(model.lines.count, "field")
        return .card(
            "\(title): both sides changed \(count)", source: .bridge, action: links,
            badge: .pill(model.recipe.name, .bad),
            id: "conflict-\(model.hash)", problem + content)
    }

    private var content: HTML {
        let fields: [HTML] = model.lines.map(field)
        guard visit.may("conflict.resolve", in: .bridge) else { return "\(fields)" }
        let send: HTML = """
            <div class="pad"><p class="muted">What is chosen is carried to the other side. A field without a choice \
            stays as it is, on both.</p>\
            <div class="actions">\(HTML.submit("Keep what is chosen"))</div></div>
            """
        return .form(to: "/bridge/conflicts", token: visit.token, key: visit.newKey, "\(fields)\(send)")
    }

    private func field(_ line: ConflictModel.Line) -> HTML {
        let was: HTML = """
            <div class="side was"><span class="under">Both last agreed on</span>\(value(line.conflict.base))</div>
            """
        return """
            <fieldset class="sides"><legend>\(line.label)</legend>\
            \(side(line, .left, line.left))\(side(line, .right, line.right))\(was)</fieldset>
            """
    }

    private func side(_ line: ConflictModel.Line, _ side: Side, _ held: ConflictModel.Held) -> HTML {
        let system = model.recipe.side(side).system
        let mark = Source(system: system).map(HTML.pill) ?? .pill(system)
        let who: HTML =
            held.change.map { "by \($0.actor), \(visit.format.instant($0.at))" } ?? "by whom is not told here"
        let body: HTML = "<span>\(mark) \(value(held.value))\(HTML.under(who))</span>"
        guard visit.may("conflict.resolve", in: .bridge) else {
            return "<div class=\"side \(system)\">\(body)</div>"
        }
        let id = line.conflict.id.raw
        let checked: HTML = chosen[id] == side.rawValue ? " checked" : .empty
        return """
            <label class="side \(system)"><input type="radio" name="choice.\(id)" value="\(side.rawValue)"\(checked)>\
            \(body)</label>
            """
    }

    private func value(_ text: String) -> HTML {
        text.isEmpty ? "<span class=\"muted\">empty</span>" : "<b>\(text)</b>"
    }
}
