import Hummingbird
import Kernel
import Platform

/// The endpoints of one command: its own, and a bulk one where it creates or updates.
enum WritingEndpoints {
    static func all(of command: any Command.Type, at address: CommandAddress, in module: Module) -> [Endpoint] {
        let desk = CommandDesk(command: command, address: address)
        var input = command.inputFields
        let (method, path) = place(of: command, at: address, in: module)
        if let field = address.field { input.fields.removeAll { $0.name == field } }
        let schema = Schemas.input(input, isPatch: method == .patch)
        let single = Endpoint(
            method: method, path: path, name: command.name, summary: summary(of: command, at: address),
            parameters: parameters(at: address),
            body: Endpoint.Body(schema: schema, isRequired: !input.fields.allSatisfy { !$0.rules.isRequired }),
            answers: answers(at: address),
            handle: { try await desk.answer($0) })
        guard case .create(let object) = address else { return [single] }
        let bulk = BulkDesk(create: command, object: object, in: module)
        return [single, bulk.endpoint(in: module)]
    }

    private static func place(
        of command: any Command.Type, at address: CommandAddress, in module: Module
    ) -> (HTTPRequest.Method, String) {
        switch address {
        case .create(let object): (.post, "\(module.name)/\(Names.plural(object))")
        case .update(let object, _): (.patch, "\(module.name)/\(Names.plural(object))/{id}")
        case .act(let object, _, let noun): (.post, "\(module.name)/\(Names.plural(object))/{id}/\(noun)")
        case .named: (.post, "\(module.name)/commands/\(command.name)")
        }
    }

    private static func summary(of command: any Command.Type, at address: CommandAddress) -> String {
        let words = Names.kebab(String(command.name.split(separator: ".").last ?? "")).split(separator: "-")
        let verb = words.joined(separator: " ")
        let events = command.emits.map { $0.name }.joined(separator: ", ")
        let noun = Names.kebab(address.object ?? String(command.name.prefix { $0 != "." }))
            .split(separator: "-").joined(separator: " ")
        return "\(verb.prefix(1).uppercased())\(verb.dropFirst()), \(noun)" + (events.isEmpty ? "" : ": \(events)")
    }

    private static func parameters(at address: CommandAddress) -> [Endpoint.Parameter] {
        switch address {
        case .create, .named: [.idempotencyKey]
        case .act: [.idempotencyKey, .ifMatch(isRequired: false)]
        case .update: [.idempotencyKey, .ifMatch(isRequired: true)]
        }
    }

    private static func answers(at address: CommandAddress) -> [Endpoint.Answer] {
        var answers: [Endpoint.Answer] = []
        if case .create = address {
            answers.append(
                Endpoint.Answer(
                    status: 201, text: "Done; `answer` is the new record's id.", schema: Schemas.reference("Outcome"),
                    headers: ["Location": "Where the new record is."]))
        } else {
            answers.append(
                Endpoint.Answer(
                    status: 200, text: "Done.", schema: Schemas.reference("Outcome"),
                    headers: address.field == nil ? [:] : ["ETag": "The new version."]))
        }
        answers += Problems.of([400, 401, 403, 409, 413, 415, 422, 429, 503])
        if address.field != nil { answers += Problems.of([404, 412]) }
        if case .update = address { answers += Problems.of([428]) }
        return answers
    }
}

extension CommandAddress {
    /// The input's field that the path's id fills.
    var field: String? {
        switch self {
        case .create, .named: nil
        case .update(_, let field), .act(_, let field, _): field
        }
    }

    var object: String? {
        switch self {
        case .create(let object), .update(let object, _), .act(let object, _, _): object
        case .named: nil
        }
    }
}
