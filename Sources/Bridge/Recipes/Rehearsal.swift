import Kernel

/// Runs a recipe's example through the same create rule and merge that carry real records.
public enum Rehearsal {
    /// What the example's source would have written to the other side; nil = nothing.
    public static func write(_ example: RecipeExample, _ recipe: Recipe) -> Record? {
        let side = example.from
        let target = recipe.side(side.other)
        if example.existing == nil {
            switch target.create {
            case .never: return nil
            case .always: break
            case .when(let condition): guard condition.isTrue(example.given) else { return nil }
            case .linkWhen: return nil
            }
        }
        let links = example.links
        let translation = Translation(country: "NZ") { recipe, id, from in
            let known = links[recipe] ?? [:]
            return from == side ? known[id] : known.first { $0.value == id }?.key
        }
        let isLeft = side == .left
        let result = Merge.merge(
            recipe, left: isLeft ? example.given : example.existing, right: isLeft ? example.existing : example.given,
            base: Shadow(), translation)
        guard result.waits.isEmpty, result.problems.isEmpty else { return nil }
        return result.writes(to: side.other)
    }
}
