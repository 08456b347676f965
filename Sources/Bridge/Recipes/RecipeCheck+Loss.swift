import Kernel

/// What a line does to values on their way to one side: nothing, or what is lost, or that it cannot be.
struct CarriageLoss: Hashable {
    let severity: RecipeFinding.Severity
    let message: String
    let allowed: String

    static func lossy(_ message: String, allowed: String) -> Self {
        Self(severity: .warning, message: message, allowed: allowed)
    }
    static func impossible(_ message: String, allowed: String) -> Self {
        Self(severity: .error, message: message, allowed: allowed)
    }
}

extension RecipeCheck {
    /// Judges one direction of a line.
    mutating func checkLoss(_ line: FieldLine, to side: Side, _ part: RecipePart) {
        guard let source = part.object(side.other), let target = part.object(side),
            let name = line.source(side).writableName, let to = target.field(name)
        else { return }
        let from: FieldDescriptor
        switch line.source(side.other) {
        case .nothing: return
        case .field(let name):
            guard let field = source.field(name) else { return }
            from = field
        case .computed(let expression):
            guard let kind = expression.kind(in: source) else { return }
            from = FieldDescriptor(name: line.name, kind: kind, isOptional: true)
        }
        let way = "'\(line.name)', \(recipe.side(side.other).system) to \(recipe.side(side).system): "
        for loss in losses(line, from: from, to: to, side) {
            add(loss.severity, part.path(line), way + loss.message, allowed: loss.allowed)
        }
    }

    private func losses(
        _ line: FieldLine, from: FieldDescriptor, to: FieldDescriptor, _ side: Side
    ) -> [CarriageLoss] {
        if line.link != nil {
            guard from.kind.family == .text, to.kind.family == .text else {
                return [
                    .impossible(
                        "a \(from.kind.plainName) and a \(to.kind.plainName) cannot be linked",
                        allowed: "two references")
                ]
            }
            return []
        }
        if !line.values.isEmpty { return wordLosses(line, from: from, to: to, side) }
        if line.conversion == "date", !line.isTwoWay, from.kind == .instant, to.kind == .date { return [] }
        var losses = [from.kind.loss(to: to.kind)].compactMap(\.self)
        if line.isTwoWay, let loss = lengthLoss(from: from, to: to) { losses.append(loss) }
        return losses
    }

    private func lengthLoss(from: FieldDescriptor, to: FieldDescriptor) -> CarriageLoss? {
        guard from.kind == .text, to.kind == .text else { return nil }
        let (here, there) = (from.rules.maximumLength ?? 4_000, to.rules.maximumLength ?? 4_000)
        guard here > there else { return nil }
        return .lossy(
            "\(from.name) may have \(here) characters and \(to.name) only \(there); longer ones come back cut",
            allowed: "the same length on both sides, or one owner")
    }

    /// `values:` must know every word, and in a way back every word must come from one word only.
    private func wordLosses(
        _ line: FieldLine, from: FieldDescriptor, to: FieldDescriptor, _ side: Side
    ) -> [CarriageLoss] {
        var losses: [CarriageLoss] = []
        var words: [String: String] = side == .right ? line.values : [:]
        if side == .left {
            for (leftWord, rightWord) in line.values.sorted(by: { $0.key < $1.key }) {
                if let other = words[rightWord] {
                    losses.append(
                        .impossible(
                            "'\(other)' and '\(leftWord)' both became '\(rightWord)', so the way back is a guess",
                            allowed: "one word for each word, or owner: \(recipe.left.system)"))
                }
                words[rightWord] = words[rightWord] ?? leftWord
            }
        }
        let targets: [String]? = if case .choice(let choices) = to.kind { choices } else { nil }
        if let targets {
            for (word, other) in words.sorted(by: { $0.key < $1.key }) where !targets.contains(other) {
                losses.append(
                    .impossible(
                        "'\(word)' becomes '\(other)', which \(to.name) cannot be",
                        allowed: targets.joined(separator: ", ")))
            }
        }
        if case .choice(let sources) = from.kind {
            for word in words.keys.sorted() where !sources.contains(word) {
                losses.append(
                    .impossible(
                        "\(from.name) is never '\(word)'\(guess(word, sources))",
                        allowed: sources.joined(separator: ", ")))
            }
            // Once a line has values, a word that is not among them is not carried, even if both sides know it.
            for word in sources where words[word] == nil {
                losses.append(
                    .lossy(
                        "'\(word)' of \(from.name) has no word in values and is not carried",
                        allowed: "a word for it" + (targets.map { ", of \($0.joined(separator: ", "))" } ?? "")))
            }
        } else {
            losses.append(
                .lossy(
                    "\(from.name) may hold more than the words in values, and others are not carried",
                    allowed: words.keys.sorted().joined(separator: ", ")))
        }
        return losses
    }
}
