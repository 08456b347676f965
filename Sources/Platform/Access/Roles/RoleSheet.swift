import Kernel

/// One right or mask of one role in one system: a permission, the reading of an object, a hidden field.
public struct RoleRight: Hashable, Sendable {
    public enum Kind: String, Choice { case command, reading, hidden }
    /// "crm", "erp" or "bridge"
    public var system: String
    public var kind: Kind
    /// `quote.accept`, `Quote`, `Item.standardCost`, `sensitive`
    public var subject: String
    /// Of a reading; `all` for the other kinds.
    public var scope: Scope

    public init(_ system: String, _ kind: Kind, _ subject: String, _ scope: Scope = .all) {
        self.system = system
        self.kind = kind
        self.subject = subject
        self.scope = scope
    }
}

extension RoleAccess {
    /// What these rights come to in one system.
    public init(_ rights: some Sequence<RoleRight>, in system: String) {
        self.init(commands: [])
        for right in rights where right.system == system {
            switch right.kind {
            case .command: commands.insert(right.subject)
            case .reading: reading[right.subject] = right.scope
            case .hidden: hidden.insert(right.subject)
            }
        }
    }
}

extension AccessPolicy {
    /// The given roles, and what no table can take away: the system and the bridge do all, everybody cares for his own
    /// sign-in.
    public init(_ roles: [Role: [RoleRight]], in system: String) {
        var all = roles.mapValues { RoleAccess($0, in: system) }
        all[.system] = RoleAccess(commands: ["*"], reading: ["*": .all])
        all[.bridge] = RoleAccess(commands: ["*"], reading: ["*": .all])
        all[.person] = RoleAccess(StandardRoles.everybody, in: system)
        self.init(roles: all)
    }

    /// As a company has it before anybody changed its roles.
    public static func standard(in system: String) -> AccessPolicy {
        AccessPolicy(StandardRoles.rights, in: system)
    }
}

extension StandardRoles {
    /// Of each role, in the sheets' order.
    public static let rights: [Role: [RoleRight]] = {
        var rights: [Role: [RoleRight]] = [:]
        for (kind, sheet) in [(RoleRight.Kind.command, commands), (.reading, reading), (.hidden, hidden)] {
            for line in lines(of: sheet) {
                for (index, mark) in line.marks.enumerated() where mark != "." && index < roles.count {
                    rights[roles[index].role, default: []]
                        .append(RoleRight(line.system, kind, line.subject, mark.hasSuffix("=") ? .team : .all))
                }
            }
        }
        return rights
    }()

    /// What one may do and see of one's own coming in and of one's own imports, whatever one's roles.
    static let everybody = [
        RoleRight("bridge", .command, "own.*"),
        RoleRight("bridge", .reading, "User", .own),
        RoleRight("bridge", .reading, "Session", .own),
        RoleRight("bridge", .reading, "APIToken", .own),
        RoleRight("bridge", .reading, "SavedView", .own),
        RoleRight("bridge", .reading, "TeamView", .team),
        RoleRight("bridge", .reading, "ImportRun", .own),
        RoleRight("bridge", .reading, "ImportedRow", .own),
    ]

    /// Whether the sheet says anything of it, be it "nobody".
    public static func decides(_ kind: RoleRight.Kind, _ subject: String, in system: String) -> Bool {
        let sheet = kind == .command ? commands : kind == .reading ? reading : hidden
        return lines(of: sheet).contains { $0.system == system && $0.subject == subject }
    }

    /// All that a sheet speaks of, as "crm Quote".
    public static func subjects(_ kind: RoleRight.Kind) -> [String] {
        let sheet = kind == .command ? commands : kind == .reading ? reading : hidden
        return lines(of: sheet).map { "\($0.system) \($0.subject)" }
    }

    /// Lines whose marks are not one for each role, or not that role's letter.
    public static var wrongLines: [String] {
        let letters = ["S", "M", "F", "O", "W", "C", "K", "I", "A", "E"]
        return [commands, reading, hidden].flatMap(lines(of:)).filter { line in
            line.marks.count != letters.count
                || zip(line.marks, letters).contains { mark, letter in
                    mark != "." && mark != letter && mark != letter.lowercased() + "="
                }
        }.map { "\($0.system) \($0.subject)" }
    }

    private static func lines(of sheet: String) -> [(system: String, subject: String, marks: [String])] {
        sheet.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            return words.count > 2 ? (words[0], words[1], Array(words.dropFirst(2))) : nil
        }
    }
}
