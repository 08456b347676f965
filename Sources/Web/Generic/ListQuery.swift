import HTMLText
import Kernel
import Platform

/// What a list is asked for, all of it in its address: a saved view is a bookmark.
///
///     ?q=harbour&state=draft&account=01h…&sort=-total&cols=number,account,total&after=…
struct ListQuery {
    static let pageSize = 50
    static let mostColumns = 7

    let kind: ObjectKind
    let visit: Visit
    let text: String
    let sort: SortOrder
    let filter: [FieldCondition]
    let after: String?
    /// Chosen by the reader; else what suits most.
    let columns: [FieldDescriptor]
    let visible: [FieldDescriptor]
    /// What stands in the address, in order; a filter that was just put together is one of them.
    let pairs: [(name: String, value: String)]

    init(_ kind: ObjectKind, _ visit: Visit, _ visible: [FieldDescriptor]) {
        self.kind = kind
        self.visit = visit
        self.visible = visible
        text = visit.query("q") ?? ""
        after = visit.query("after")
        if let order = visit.query("sort") {
            let isDescending = order.hasPrefix("-")
            sort = SortOrder(isDescending ? String(order.dropFirst()) : order, descending: isDescending)
        } else {
            sort = .newestFirst
        }
        var pairs: [(name: String, value: String)] = []
        for (name, values) in visit.asked.values.sorted(by: { $0.key < $1.key })
        where !FilterForm.names.contains(name) {
            pairs += values.filter { !$0.isEmpty }.map { (name, $0) }
        }
        if let built = FilterForm(visible, currency: visit.format.currency).pair(visit.asked) { pairs.append(built) }
        self.pairs = pairs
        filter = pairs.compactMap { pair in
            visible.first { $0.name == pair.name }.map { Self.condition($0, pair.value) }
        }
        let wanted = visit.asked.all("cols").flatMap { $0.split(separator: ",").map(String.init) }
        let chosen = visible.filter { wanted.contains($0.name) }
        columns = chosen.isEmpty ? Self.suitable(visible) : chosen
    }

    /// `total=>=100`, `state=draft,presented`, `note=~pump`, `dueDate=-` for empty.
    private static func condition(_ field: FieldDescriptor, _ value: String) -> FieldCondition {
        if value == "!-" { return FieldCondition(field.name, .isFilled) }
        for (mark, comparison) in [
            (">=", FieldCondition.Comparison.atLeast), ("<=", .atMost), (">", .greater), ("<", .less), ("!", .notEqual),
            ("~", .contains),
        ] where value.hasPrefix(mark) {
            return FieldCondition(field.name, comparison, String(value.dropFirst(mark.count)))
        }
        if value == "-" { return FieldCondition(field.name, .isEmpty) }
        if case .choice = field.kind, value.contains(",") {
            return FieldCondition(field.name, .in, values: value.split(separator: ",").map(String.init))
        }
        return FieldCondition(field.name, .equal, value)
    }

    /// What it is called first, then what it is about, its state, its figures and dates.
    static func suitable(_ fields: [FieldDescriptor]) -> [FieldDescriptor] {
        func rank(_ field: FieldDescriptor) -> Int {
            if Naming.handles.contains(field.name) { return 0 }
            if field.name == "matchName" { return 9 }
            if Naming.words.contains(field.name), field.name != "description" { return 1 }
            if field.name == "state" { return 3 }
            switch field.kind {
            case .reference: return field.rules.isRequired ? 2 : 6
            case .money: return ["total", "amount", "balance", "open", "amountDue"].contains(field.name) ? 4 : 8
            case .date: return field.name == "date" ? 4 : 5
            case .choice: return 6
            case .quantity: return 6
            case .instant: return 7
            default: return field.rules.isRequired ? 7 : 9
            }
        }
        let ranked = fields.enumerated().map { (field: $1, rank: rank($1), place: $0) }.filter { $0.rank < 9 }
        return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.prefix(mostColumns).map(\.field)
    }

    /// This list with other wishes; nil takes one away.
    func path(_ changes: [String: String?], to other: String? = nil) -> String {
        var pairs = self.pairs.filter { pair in
            !changes.keys.contains(pair.name) && !(pair.name == "after" && !changes.isEmpty)
        }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) { if let value { pairs.append((name, value)) } }
        let query = pairs.map { "\($0.name)=\(Form.encoded($0.value))" }.joined(separator: "&")
        return (other ?? visit.path) + (query.isEmpty ? "" : "?" + query)
    }

    /// The list as it is seen, without the place in it: what a saved view keeps.
    var kept: String {
        pairs.filter { !["after", "edit"].contains($0.name) }.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
            .map { "\($0.name)=\(Form.encoded($0.value))" }.joined(separator: "&")
    }
}
