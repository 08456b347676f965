import Kernel

/// Checks a recipe against the catalogs of its two systems before any record is carried: unknown and unwritable
/// fields, required fields that nothing fills, two sources for one field, and two-way lines that lose what they carry.
public struct RecipeCheck {
    let file: String
    let recipe: Recipe
    let catalog: [String: [ObjectDescriptor]]
    let writable: [String: Set<String>]
    private(set) var findings: [RecipeFinding] = []

    /// `catalog`: system → objects; when empty only what needs no catalog is checked.
    /// `writable`: "erp.Customer" → the fields that the system's commands take; an object that is not named there
    /// takes every field that its descriptor calls writable.
    public static func findings(
        in recipe: Recipe, file: String, catalog: [String: [ObjectDescriptor]], writable: [String: Set<String>] = [:]
    ) -> [RecipeFinding] {
        var check = RecipeCheck(file: file, recipe: recipe, catalog: catalog, writable: writable)
        check.run()
        return check.findings.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
    }

    private init(
        file: String, recipe: Recipe, catalog: [String: [ObjectDescriptor]], writable: [String: Set<String>]
    ) {
        self.file = file
        self.recipe = recipe
        self.catalog = catalog
        self.writable = writable
    }

    private mutating func run() {
        let header = RecipePart(
            path: "fields", lines: recipe.fields, left: object(.left), right: object(.right), recipe: recipe)
        check(header)
        for side in Side.allCases { checkConditions(of: side) }
        for list in recipe.lists { check(list) }
    }

    mutating func add(
        _ severity: RecipeFinding.Severity, _ path: String, _ message: String, allowed: String = ""
    ) {
        let line = recipe.lines[path] ?? recipe.lines["pair"] ?? 1
        findings.append(RecipeFinding(severity, file: file, line: line, message, allowed: allowed))
    }

    /// The object of this side; an error when the catalog has other ones only.
    private mutating func object(_ side: Side) -> ObjectDescriptor? {
        guard !catalog.isEmpty else { return nil }
        let part = recipe.side(side)
        guard let objects = catalog[part.system] else {
            let systems = catalog.keys.sorted()
            add(
                .error, "pair", "there is no system '\(part.system)'\(guess(part.system, systems))",
                allowed: systems.joined(separator: ", "))
            return nil
        }
        if let object = objects.first(where: { $0.name == part.object }) { return object }
        let names = objects.map(\.name)
        add(
            .error, "pair", "\(part.system) has no object '\(part.object)'\(guess(part.object, names))",
            allowed: names.joined(separator: ", "))
        return nil
    }

    /// `create:` and approvals are judged on the source record, the other side's object; how long a refusal stands, on
    /// the record that was refused.
    private mutating func checkConditions(of side: Side) {
        let part = recipe.side(side)
        let object = { [catalog] (part: RecipeSide) in catalog[part.system]?.first { $0.name == part.object } }
        if let condition = part.refusals.condition, let refused = object(part) {
            add("refusals.\(part.system)", condition, refused)
        }
        guard let source = object(recipe.side(side.other)) else { return }
        if let condition = part.create.condition { add("create.\(part.system)", condition, source) }
        for condition in part.gate.approvals.compactMap(\.condition) { add("gate.\(part.system)", condition, source) }
    }

    private mutating func add(_ path: String, _ condition: Expression, _ source: ObjectDescriptor) {
        var check = ExpressionCheck(object: source)
        check.condition(condition)
        for problem in check.problems { add(.error, path, problem.message, allowed: problem.allowed) }
    }

    private mutating func check(_ list: ListLine) {
        let path = "lists.\(list.name)"
        let left = element(list.left, .left, path)
        let right = element(list.right, .right, path)
        check(RecipePart(path: path + ".fields", lines: list.fields, left: left, right: right, recipe: recipe))
    }

    private mutating func element(_ name: String, _ side: Side, _ path: String) -> ObjectDescriptor? {
        let part = recipe.side(side)
        guard let object = catalog[part.system]?.first(where: { $0.name == part.object }) else { return nil }
        if let list = object.list(name) { return list.element }
        let names = object.lists.map(\.name)
        add(
            .error, path, "\(part.system) \(object.name) has no list '\(name)'\(guess(name, names))",
            allowed: names.joined(separator: ", "))
        return nil
    }

    func guess(_ name: String, _ known: [String]) -> String {
        closest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// May the recipe write this field of this side's object?
    func isWritable(_ field: FieldDescriptor, of object: ObjectDescriptor, _ side: Side) -> Bool {
        writable["\(recipe.side(side).system).\(object.name)"]?.contains(field.name) ?? field.isWritable
    }
}

/// The field lines of the document, or of one of its lists, with the two objects they join.
struct RecipePart {
    let path: String
    let lines: [FieldLine]
    let left: ObjectDescriptor?
    let right: ObjectDescriptor?
    let recipe: Recipe

    func object(_ side: Side) -> ObjectDescriptor? { side == .left ? left : right }
    func path(_ line: FieldLine) -> String { "\(path).\(line.name)" }
}

extension FieldLine {
    /// The sides that the line may write, creation included.
    var targets: [Side] {
        Side.allCases.filter { side in
            guard source(side).writableName != nil, source(side.other) != .nothing || fallback != nil else {
                return false
            }
            switch owner {
            case .either: return true
            case .left: return side == .right || proposesOnCreate
            case .right: return side == .left || proposesOnCreate
            }
        }
    }

    /// Values go there and come back: what one side cannot hold returns changed and starts a ping-pong.
    var isTwoWay: Bool { owner == .either || proposesOnCreate }
}
