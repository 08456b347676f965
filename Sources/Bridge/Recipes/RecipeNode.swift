/// One node of a recipe's text with its line: a text, a list or a map. All that later steps see of YAML.
package struct RecipeNode {
    package indirect enum Content {
        /// `isPlain`: written without quotes, so that 30, true and null may mean more than their letters.
        case text(String, isPlain: Bool)
        case list([RecipeNode])
        case map([Entry])
    }

    package struct Entry {
        package let key: String
        package let line: Int
        package let value: RecipeNode
    }

    package let line: Int
    package let content: Content

    package var text: String? { if case .text(let text, _) = content { text } else { nil } }

    /// Nothing was written: an empty value, `~` or `null` without quotes.
    package var isNothing: Bool {
        if case .text(let text, isPlain: true) = content { ["", "~", "null"].contains(text) } else { false }
    }

    /// As a message names it.
    package var shown: String {
        switch content {
        case .text(let text, _): "'\(text.prefix(60))'"
        case .list: "a list"
        case .map: "a map"
        }
    }
}
