import Kernel
import Platform

/// Writes one mirrored document with its lines. A blank `id` is a new one; otherwise fields not mentioned stay.
/// Lines are matched by position: changed ones are updated, missing ones deleted; no lines at all leave them alone.
/// A copy older than what is held is not written. Refuses: notFound, requiredField, duplicate (source and sourceID),
/// stillReferenced (an account, product or document that is not there).
public struct RecordMirror<Document: MirrorDocument>: Command {
    public static var name: String { Document.mirrorName }
    public static var permission: Permission { "mirror.write" }
    public static var input: Schema<RecordMirror<Document>> { Document.mirrorInput }
    public var id = ID<Document>.blank
    public var fields = FieldChanges<Document>()
    public var lines: [Document.Line] = []
    public init() {}
    public init(_ document: Document, lines: [Document.Line] = []) {
        id = document.id
        fields = FieldChanges(document)
        self.lines = lines
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Document> {
        guard !id.isBlank else {
            var document = try fields.applied(to: Document())
            document.id = .blank
            if document.asOf.microseconds == 0 { document.asOf = tx.now }
            document = try tx.insert(document)
            for (index, line) in lines.enumerated() { try insert(line, at: index, of: document.id, in: tx) }
            return document.id
        }
        let held = try tx.load(id)
        var document = try fields.applied(to: held)
        if document.asOf < held.asOf { return id }
        // Without a time of its own, a copy is as fresh as its arrival.
        if !fields.mentionsTime, Document.schema.values(of: document) != Document.schema.values(of: held) {
            document.asOf = tx.now
        }
        try tx.update(document)
        if !lines.isEmpty { try replaceLines(in: tx) }
        return id
    }

    private func insert(
        _ line: Document.Line, at index: Int, of document: ID<Document>, in tx: Transaction
    ) throws(Refusal) {
        guard let parent = Document.lineParent else { return }
        var line = line
        line.id = .blank
        line[keyPath: parent] = document
        if line.position == 0 { line.position = index + 1 }
        try tx.insert(line)
    }

    private func replaceLines(in tx: Transaction) throws(Refusal) {
        guard let parent = Document.lineParent else { return }
        var held: [Int: Document.Line] = [:]
        for line in try tx.all(Select<Document.Line>().where(parent, .equal, id)) { held[line.position] = line }
        for (index, line) in lines.enumerated() {
            let position = line.position == 0 ? index + 1 : line.position
            guard let old = held.removeValue(forKey: position) else {
                try insert(line, at: index, of: id, in: tx)
                continue
            }
            var line = line
            line.id = old.id
            line.version = old.version
            line.position = position
            line[keyPath: parent] = id
            try tx.update(line)
        }
        for (_, line) in held.sorted(by: { $0.key < $1.key }) { try tx.delete(line) }
    }
}

extension FieldChanges where Object: MirrorDocument {
    /// Did the copy say of when it is?
    var mentionsTime: Bool { object.asOf.microseconds != 0 }
}
