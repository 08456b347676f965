import Kernel

extension Country {
    /// The code of a document's field `country`. Refuses invalidValue.
    static func checked(
        _ text: String, of document: String, field: String = "country", fixedBy: String
    ) throws(Refusal) -> String {
        do throws(ValueError) {
            return try code(text)
        } catch {
            throw Refusal(
                .invalidValue, error.message, document: document, field: field, allowed: error.allowed,
                fixedBy: fixedBy)
        }
    }
}
