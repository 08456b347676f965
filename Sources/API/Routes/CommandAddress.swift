import Kernel
import Platform

/// Where a command is found. Derived from its declaration: what its answer names is created at the object's address;
/// what it is done to is named in the path; whatever fits neither is posted to `commands/<name>`.
enum CommandAddress: Hashable {
    /// `POST /quotes`
    case create(object: String)
    /// `PATCH /quotes/{id}`; `field` of the input is the path's id.
    case update(object: String, field: String)
    /// `POST /quotes/{id}/acceptance`
    case act(object: String, field: String, noun: String)
    /// `POST /commands/settings.change`
    case named

    /// Verbs that bring something into being, the plainest first: where two create the same, the plainer has the
    /// object's address.
    static let creating = [
        "create", "request", "open", "place", "record", "issue", "schedule", "post", "add", "count", "import",
    ]
    static let updating = ["update", "change"]

    /// What is brought about by doing it: the last part of the address. A verb that is not here stays itself.
    static let nouns: [String: String] = [
        "accept": "acceptance", "addAddress": "addresses", "addLine": "lines", "apply": "application",
        "approve": "approval", "archive": "archival", "assignRole": "roles", "authorise": "authorisation",
        "cancel": "cancellation", "changeLines": "line-changes", "close": "closure", "complete": "completion",
        "convert": "conversion", "decide": "decision", "decline": "declination", "disable": "disablement",
        "disqualify": "disqualification", "dispose": "disposition", "enable": "enablement", "endRole": "role-ends",
        "expire": "expiry",
        "invite": "invitation", "lose": "loss", "open": "opening", "present": "presentation",
        "qualify": "qualification", "receive": "receipt", "refund": "refunds", "reject": "rejection",
        "relate": "relations", "removeLine": "line-removals", "reopen": "reopening", "requestReturn": "return-requests",
        "resolve": "resolution", "reverse": "reversal", "revise": "revisions", "revoke": "revocation",
        "rotate": "rotation", "rotateSecret": "secret-rotation", "setCreditLimit": "credit-limit",
        "setParent": "parent", "ship": "shipments", "submit": "submission", "substitute": "substitutions",
        "unapply": "unapplication", "updateAddress": "address-updates", "writeOff": "write-off",
    ]

    /// The addresses of a module's commands, in the order of their names. Each is used once.
    static func all(of module: Module) -> [(command: any Command.Type, address: CommandAddress)] {
        var taken: Set<CommandAddress> = [.named]
        let commands = module.commands.filter(isOffered).sorted { rank($0) < rank($1) }
        let placed = commands.map { command in
            let wish = wish(of: command, in: module)
            return (command: command, address: taken.insert(wish).inserted ? wish : .named)
        }
        return placed.sorted { $0.command.name < $1.command.name }
    }

    /// The bridge's own writes are nobody else's.
    private static func isOffered(_ command: any Command.Type) -> Bool {
        command.permission != "mirror.write" && !command.isInternal
    }

    private static func rank(_ command: any Command.Type) -> (Int, String) {
        (creating.firstIndex(of: verb(of: command)) ?? creating.count, command.name)
    }

    private static func verb(of command: any Command.Type) -> String {
        String(command.name.split(separator: ".").last ?? "")
    }

    private static func wish(of command: any Command.Type, in module: Module) -> CommandAddress {
        let noun = String(command.name.split(separator: ".").first ?? "")
        let verb = verb(of: command)
        if let (field, object) = subject(of: command, noun: noun, in: module) {
            if updating.contains(verb) || (verb.hasPrefix("update") && field != noun) {
                return .update(object: object, field: field)
            }
            return .act(object: object, field: field, noun: nouns[verb] ?? Names.kebab(verb))
        }
        guard creating.contains(verb), let object = command.answerObject, module.object(object) != nil else {
            return .named
        }
        return .create(object: object)
    }
}

extension CommandAddress {
    /// What a command is done to: the field named like it (`quote.accept` takes a `quote`), or the first one if its
    /// object bears the name (`case.close` takes a `SupportCase`).
    fileprivate static func subject(
        of command: any Command.Type, noun: String, in module: Module
    ) -> (field: String, object: String)? {
        let input = command.inputFields
        if let field = input.field(noun), case .reference(let object) = field.kind, module.object(object) != nil {
            return (noun, object)
        }
        guard let first = input.fields.first, first.rules.isRequired, case .reference(let object) = first.kind,
            module.object(object) != nil, object.contains(noun.prefix(1).uppercased() + noun.dropFirst())
        else { return nil }
        return (first.name, object)
    }
}

extension Command {
    static var inputFields: ObjectDescriptor { input.descriptor }

    /// The object that the answer identifies; nil when it answers with something else.
    static var answerObject: String? { (Answer.self as? any NamesObject.Type)?.namedObject }
}

/// An answer that is the identity of a record.
protocol NamesObject {
    static var namedObject: String { get }
}

extension ID: NamesObject where Object: BusinessObject {
    static var namedObject: String { Object.objectName }
}
