import Kernel

extension RecipeCheck {
    mutating func check(_ part: RecipePart) {
        for line in part.lines {
            for side in Side.allCases { checkSource(line, side, part) }
            for side in line.targets {
                checkTarget(line, side, part)
                checkLoss(line, to: side, part)
            }
            checkReach(line, part)
        }
        for side in Side.allCases {
            checkSingleSource(of: side, part)
            checkRequired(of: side, part)
        }
    }

    /// What is read must be there.
    private mutating func checkSource(_ line: FieldLine, _ side: Side, _ part: RecipePart) {
        guard let object = part.object(side) else { return }
        switch line.source(side) {
        case .nothing: return
        case .computed(let expression):
            var check = ExpressionCheck(object: object)
            _ = check.kind(of: expression)
            for problem in check.problems {
                add(.error, part.path(line), "'\(line.name)': \(problem.message)", allowed: problem.allowed)
            }
        case .field(let name):
            guard object.field(name) == nil else { return }
            let names = object.fields.map(\.name)
            add(
                .error, part.path(line),
                "'\(line.name)': \(recipe.side(side).system) \(object.name) has no field '\(name)'"
                    + guess(name, names),
                allowed: names.joined(separator: ", "))
        }
    }

    /// What is written must be open to recipes.
    private mutating func checkTarget(_ line: FieldLine, _ side: Side, _ part: RecipePart) {
        // A line for creation only, where nothing is created, serves the match alone.
        if line.isOnlyOnCreate, !recipe.side(side).create.creates { return }
        guard let object = part.object(side), let name = line.source(side).writableName,
            let field = object.field(name), !isWritable(field, of: object, side)
        else { return }
        let why =
            field.rules.isAssigned
            ? "it is assigned by the system"
            : field.rules.isDerived
                ? "it is derived from other fields"
                : field.rules.isCommandOnly ? "only a command changes it" : "no command of the system takes it"
        let open = object.fields.filter { isWritable($0, of: object, side) }.map(\.name)
        add(
            .error, part.path(line),
            "'\(line.name)' writes \(recipe.side(side).system) \(object.name).\(name), which cannot be written: \(why)",
            allowed: "owner: \(recipe.side(side).system), or one of \(open.joined(separator: ", "))")
    }

    /// A line that neither writes nor helps to find a partner or tell lines apart does nothing.
    private mutating func checkReach(_ line: FieldLine, _ part: RecipePart) {
        guard line.targets.isEmpty, part.path == "fields" else { return }
        let matched = recipe.match.contains { rule in
            switch rule {
            case .equal(let names), .similar(let names, _): names.contains(line.name)
            }
        }
        if !matched {
            add(
                .warning, part.path(line), "'\(line.name)' is read and never written",
                allowed: "a field on both sides, or a place in match")
        }
    }

    /// One field, one source.
    private mutating func checkSingleSource(of side: Side, _ part: RecipePart) {
        var first: [String: String] = [:]
        for line in part.lines where line.targets.contains(side) {
            guard let name = line.source(side).writableName else { continue }
            guard let other = first[name] else {
                first[name] = line.name
                continue
            }
            add(
                .error, part.path(line),
                "'\(line.name)' writes \(recipe.side(side).system) \(name), which '\(other)' writes too",
                allowed: "one line for each field")
        }
    }

    /// Where records may be created, every required field needs a line that fills it.
    private mutating func checkRequired(of side: Side, _ part: RecipePart) {
        let here = recipe.side(side)
        guard here.create.creates, let object = part.object(side) else { return }
        // A list is carried from its owner to the other side only.
        if part.path != "fields", let line = part.lines.first, line.owner == (side == .left ? .left : .right) { return }
        for field in object.fields {
            guard field.rules.isRequired, field.isWritable, field.name != object.parentField,
                isWritable(field, of: object, side)
            else { continue }
            let lines = part.lines.filter { $0.source(side).writableName == field.name }
            if lines.contains(where: { $0.targets.contains(side) }) { continue }
            let path = lines.first.map { part.path($0) } ?? (part.path == "fields" ? "fields" : part.listPath)
            let why = lines.isEmpty ? "no line fills it" : "'\(lines[0].name)' is owned by \(here.system) and only read"
            add(
                .error, path,
                "\(here.system) \(object.name) cannot be created without '\(field.name)', and \(why)",
                allowed:
                    "a line \(field.name): { \(recipe.side(side.other).system): …, \(here.system): \(field.name) }, "
                    + "proposes: \(recipe.side(side.other).system), or create: { \(here.system): never }")
        }
    }
}

extension RecipePart {
    /// "lists.lines.fields" → "lists.lines"
    var listPath: String { path.hasSuffix(".fields") ? String(path.dropLast(".fields".count)) : path }
}
