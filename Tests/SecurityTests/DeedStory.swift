import HTTPTypes
import Kernel
import Platform
import Suite

@testable import API
@testable import Web

/// A request, ready to be sent as often as one likes.
struct ReadyRequest: Sendable, Equatable {
    let method: HTTPRequest.Method
    let path: String
    let body: String
    let role: String
    /// What the path names, if anything.
    let subject: String
}

/// Does what a deed needs, each once and over the interface, with records of the story's own.
actor DeedStory {
    private let company: GuardedCompany
    private let deeds: [String: Deed]
    private let number: Int
    /// A word like no other story's, so that nobody is taken for a twin.
    private let word: String
    private var outcomes: [String: String] = [:]

    init(_ number: Int, of company: GuardedCompany, _ deeds: [Deed]) {
        self.company = company
        self.deeds = Dictionary(deeds.map { ($0.name, $0) }) { first, _ in first }
        self.number = number
        var scattered = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        word = String(
            (0..<10).map { _ in
                defer { scattered /= 26 }
                return Character(UnicodeScalar(UInt8(97 + scattered % 26)))
            })
    }

    /// What a deed asks for, after all that it needs was done.
    func request(_ deed: Deed, _ operation: APIOperation) async throws -> ReadyRequest {
        for need in deed.needs { _ = try await outcome(of: need) }
        var subject = ""
        if let name = deed.subject { subject = try await outcome(of: name) }
        let path = operation.path.replacing("{id}", with: subject)
        let body = try await filled(deed.body.isEmpty ? "{}" : deed.body)
        return ReadyRequest(
            method: operation.method, path: path, body: operation.isBulk ? "[\(body)]" : body, role: deed.role,
            subject: subject)
    }

    /// The identity of what came of it: of what was made or found, or of what it was done to.
    private func outcome(of name: String) async throws -> String {
        if let known = outcomes[name] { return known }
        guard let deed = deeds[name] else { throw StoryFailure("There is no deed '\(name)'") }
        let outcome = try await done(deed)
        outcomes[name] = outcome
        return outcome
    }

    private func done(_ deed: Deed) async throws -> String {
        switch deed.kind {
        case .plant(let system, let object):
            for need in deed.needs { _ = try await outcome(of: need) }
            let fields = try JSON(parsing: try await filled(deed.body))
            return try planted(object, in: system, "\(word)-\(deed.name)", fields)
        case .find(let list):
            for need in deed.needs { _ = try await outcome(of: need) }
            let path = try await filled(list).replacing("[", with: "%5B").replacing("]", with: "%5D")
            let answer = try await company.ask(.get, "/api/\(path)", as: "everybody")
            guard let id = answer.json["items"]?.array?.first?["id"]?.string else {
                throw StoryFailure("\(deed.name) finds nothing: \(answer.text.prefix(300))")
            }
            return id
        case .command(let command):
            guard let operation = company.operations.first(where: { $0.id == command }) else {
                throw StoryFailure("There is no endpoint '\(command)'")
            }
            let request = try await request(deed, operation)
            let answer = try await company.send(request, key: "\(word)-\(deed.name)")
            guard answer.status < 300 else {
                throw StoryFailure("\(deed.name) was not done: \(answer.status) \(answer.text.prefix(500))")
            }
            let made = answer.json["answer"]?.string ?? answer.json["id"]?.string ?? ""
            return made.isEmpty ? request.subject : made
        }
    }

    private func planted(_ object: String, in system: String, _ id: String, _ fields: JSON) throws -> String {
        guard let bus = company.suite.bus(system), let type = bus.module.object(object) else {
            throw StoryFailure("There is no \(system).\(object)")
        }
        return try plant(type, id, fields, in: bus)
    }

    private func plant<Object: BusinessObject>(
        _ type: Object.Type, _ id: String, _ fields: JSON, in bus: CommandBus
    ) throws -> String {
        var object = Object()
        object.id = ID(id)
        var record = Record(object: Object.objectName)
        for member in fields.members ?? [] {
            guard let field = Object.descriptor.field(member.key), let text = member.value.scalarText else {
                throw StoryFailure("\(Object.objectName) has no field '\(member.key)'")
            }
            record.fields[field.name] = try Value(text: text, kind: field.kind)
        }
        let reasons = Object.schema.assign(record, to: &object)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        let planted = object
        return try bus.run(Plant { tx throws(Refusal) in try tx.insert(planted).id.raw }, by: .system)
    }

    /// The text with the story's word and number, and with what came of the deeds that it names.
    private func filled(_ text: String) async throws -> String {
        var result = ""
        var rest = text.replacing("~", with: word)[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            result += rest[..<open]
            let parts = rest[rest.index(after: open)..<close].split(separator: ".").map(String.init)
            rest = rest[rest.index(after: close)...]
            if parts[0] == "number" {
                result += String(number)
            } else {
                let outcome = try await outcome(of: parts[0])
                result += parts.count == 1 ? outcome : try await field(parts[1], of: parts[0], outcome)
            }
        }
        return result + rest
    }

    /// A field of a record as the interface shows it, fit to stand in JSON.
    private func field(_ field: String, of name: String, _ id: String) async throws -> String {
        let answer = try await company.ask(.get, try path(of: name) + "/\(id)", as: "everybody")
        guard let text = answer.json[field]?.scalarText else {
            throw StoryFailure("\(name) has no \(field): \(answer.text.prefix(300))")
        }
        var json = JSONWriter()
        json.string(text)
        return String(json.text.dropFirst().dropLast())
    }

    /// The list that a deed's outcome stands in.
    private func path(of name: String) throws -> String {
        switch deeds[name]?.kind {
        case .find(let list): return "/api/" + list.prefix { $0 != "?" }
        case .command(let command):
            let system = String(command.prefix { $0 != "." })
            let noun = company.suite.bus(system)?.module.command(String(command.dropFirst(system.count + 1)))
            if let object = noun?.answerObject { return "/api" + RecordPath.list(system, object) }
        default: break
        }
        throw StoryFailure("Nobody knows in which list '\(name)' stands")
    }
}

struct StoryFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension GuardedCompany {
    func send(_ request: ReadyRequest, key: String) async throws -> Answer {
        try await ask(
            request.method, request.path, request.body, as: request.role,
            ["Idempotency-Key": key, "If-Match": "*"])
    }
}
