import Hummingbird
import Kernel
import Platform
import Serving

/// `If-Match`: the version that a change was decided on.
struct Precondition {
    private let tag: String

    /// nil when there is none and none is needed, or when any version will do. 428 when it is needed.
    init?(of request: APIRequest, isRequired: Bool) throws(Problem) {
        guard let tag = request.headers[.ifMatch] else {
            guard isRequired else { return nil }
            throw Problem(
                .preconditionRequired, "Say which version you change: If-Match with the ETag you read",
                errors: [
                    ProblemReason(
                        Reason(
                            .requiredField, "If-Match is missing", field: "If-Match",
                            allowed: "the ETag of the record, or *"), parameter: "If-Match")
                ])
        }
        if tag == "*" { return nil }
        self.tag = tag
    }

    /// Compared inside the transaction: nothing can come between the look and the write.
    func expected(of object: String, id: String, in bus: CommandBus) throws -> ExpectedVersion? {
        guard let type = bus.module.object(object) else { return nil }
        let tag = tag
        return ExpectedVersion(version: 1) { session in
            try VersionTag(of: type, id: id, in: session).matches(tag) ? 1 : 0
        }
    }
}

/// The version of a record and its lines, as the text of an ETag: `"7"`, or `"7-3f2a91c05b7e"` with a digest of its
/// lines' versions.
struct VersionTag {
    let text: String

    init(text: String) { self.text = text }

    init(version: Int, lines: [(id: String, version: Int)]?) {
        guard let lines else {
            self.init(text: "\"\(version)\"")
            return
        }
        let list = lines.map { "\($0.id):\($0.version)" }.sorted().joined(separator: ",")
        self.init(text: "\"\(version)-\(Digest.hexadecimal(Array(list.utf8)).prefix(12))\"")
    }

    /// Empty when there is no such record.
    init(of type: any BusinessObject.Type, id: String, in session: any StoreSession) throws {
        let descriptor = type.descriptor
        let version = try session.integer("SELECT version FROM \(descriptor.table) WHERE id = ?", [.text(id)])
        guard version > 0 else {
            self.init(text: "")
            return
        }
        guard !descriptor.lists.isEmpty else {
            self.init(version: version, lines: nil)
            return
        }
        var lines: [(id: String, version: Int)] = []
        for list in descriptor.lists {
            guard let parent = list.element.parentField.flatMap(list.element.field) else { continue }
            let sql = "SELECT id, version FROM \(list.element.table) WHERE \(parent.column) = ?"
            for row in try session.rows(sql, [.text(id)], as: [.text, .integer]) {
                if case .integer(let number) = row[1] { lines.append((row[0].text, Int(number))) }
            }
        }
        self.init(version: version, lines: lines)
    }

    init(of record: VisibleRecord) {
        let lines = record.lists.flatMap { $0.records.map { (id: $0.id, version: $0.version) } }
        let isWhole = !record.lists.isEmpty && record.lists.count == record.descriptor.lists.count
        self.init(version: record.version, lines: isWhole ? lines : nil)
    }

    /// The record's own version, for whoever does not see its lines.
    private var ofHeader: String { text.contains("-") ? String(text.prefix { $0 != "-" } + "\"") : text }

    /// Is this one of the tags of an `If-Match` header? Weak ones never match there.
    func matches(_ header: String) -> Bool {
        header.split(separator: ",").contains {
            let tag = $0.filter { $0 != " " }
            return !text.isEmpty && (tag == text || tag == ofHeader)
        }
    }

    /// Is this one of the tags of an `If-None-Match` header? Weak ones match there.
    func matchesWeakly(_ header: String) -> Bool {
        header == "*"
            || header.split(separator: ",").contains {
                let tag = $0.filter { $0 != " " }
                return tag == text || tag == "W/" + text
            }
    }
}
