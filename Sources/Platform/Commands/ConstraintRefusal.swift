import Kernel

/// The database's constraints speak first; this puts their words into a person's.
enum ConstraintRefusal {
    /// nil when the error is not a constraint but a failure of the store.
    static func refusal(for error: StoreError, _ descriptor: ObjectDescriptor, _ values: [Value]) -> Refusal? {
        switch error {
        case .notUnique(let columns):
            let fields = descriptor.fields.indices.filter { index in
                columns.contains { $0.hasSuffix("." + descriptor.fields[index].column) }
            }
            let names = fields.map { descriptor.fields[$0].name }.joined(separator: " + ")
            let texts = fields.map {
                descriptor.fields[$0].rules.isSecret ? values[$0].veiled.text : values[$0].text
            }.joined(separator: " + ")
            return Refusal(
                .duplicate, "Another \(descriptor.name) already has \(names) '\(texts)'", document: descriptor.name,
                field: names, allowed: "a value that no other \(descriptor.name) has")
        case .foreignKey:
            return Refusal(
                .stillReferenced,
                "\(descriptor.name) refers to a record that does not exist, or is itself still referred to",
                document: descriptor.name, allowed: "references to existing records")
        case .check(let message):
            return Refusal(.invalidValue, "\(descriptor.name): \(message)", document: descriptor.name)
        case .posted(let message):
            return Refusal(
                .posted, message, document: descriptor.name,
                allowed: "a correcting document: a reversal, a credit memo or a return", fixedBy: "finance")
        case .diskFull, .busy, .corrupt, .newerVersion, .notDurable, .failed: return nil
        }
    }
}
