import Foundation
import HTTPTypes
import Kernel
import Platform
import Suite
import Testing

@testable import Web

/// What the sheets declare against what the served company answers: every role at every address.
@Suite("Who gets in")
struct AccessMatrixTests {
    @Test("every role reads at every address of the interface what the sheets say, and nothing else")
    func reading() async throws {
        let company = try await GuardedCompany()
        let refused = try company.plant()
        #expect(refused.isEmpty, "\(refused)")
        let operations = company.operations.filter { $0.isReading && !$0.isStream }
        #expect(operations.count > 140)
        let wrong = try await Self.eachRole { role in
            var wrong: [String] = []
            for operation in operations {
                let path = operation.path.replacing("{id}", with: Self.subject(of: operation))
                let answer = try await company.ask(.get, path, as: role.name)
                let expected = try Self.expected(operation, role, company)
                if answer.status != expected {
                    wrong.append("GET \(path) as \(role.name): \(answer.status), declared \(expected)")
                }
                wrong += try Self.hiddenFields(answer, operation, role, company).map {
                    "GET \(path) as \(role.name) shows \($0)"
                }
                if answer.status == 200, case .list(let object) = operation.kind {
                    wrong += try await Self.askingForHidden(object, path, role, company)
                }
            }
            return wrong
        }
        #expect(wrong.isEmpty, "\(wrong.count) differ:\n\(wrong.prefix(30).joined(separator: "\n"))")
    }

    @Test("every role may do over the interface what the sheets say; nobody changes what he cannot see")
    func writing() async throws {
        let company = try await GuardedCompany()
        try company.plant()
        let operations = company.operations.filter { !$0.isReading }
        #expect(operations.count > 130)
        var wrong: [String] = []
        for role in GuardedCompany.roles {
            for operation in operations {
                guard case .command(let name) = operation.kind,
                    let bus = company.suite.bus(operation.system), let command = bus.module.command(name)
                else {
                    wrong.append("\(operation.id) is no command")
                    continue
                }
                let path = operation.path.replacing("{id}", with: Self.subject(of: operation))
                let isAllowed = bus.access.allows(company.actor(role), command.permission)
                for body in [operation.isBulk ? "[{}]" : "{}", operation.sample()] {
                    let answer = try await company.ask(operation.method, path, body, as: role.name, ["If-Match": "*"])
                    // Who decides an approval stands on it, a hold for credit is finance's to lift, and one's own
                    // sign-in is one's own.
                    let isAskedAgain =
                        ["approval.decide", "order.release"].contains(name)
                        || command.permission.raw.hasPrefix("own.")
                    let isForbidden = answer.status == 403 && !(isAllowed && isAskedAgain)
                    if isForbidden == isAllowed || answer.status >= 500 {
                        wrong.append("\(operation.id) as \(role.name): \(answer.status) \(answer.text.prefix(200))")
                    }
                    wrong += try Self.leaks(answer, role, company).map { "\(operation.id) as \(role.name) tells \($0)" }
                }
            }
        }
        wrong += try Self.changedUnseen(company)
        #expect(wrong.isEmpty, "\(wrong.count) differ:\n\(wrong.prefix(30).joined(separator: "\n"))")
    }

    // MARK: What is expected

    /// Everybody at once, each on his own.
    static func eachRole(_ ask: @escaping @Sendable (Role) async throws -> [String]) async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            for role in GuardedCompany.roles { group.addTask { try await ask(role) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// The planted record whose place is in the path.
    static func subject(of operation: APIOperation) -> String {
        guard case .command(let name) = operation.kind else {
            if case .read(let object) = operation.kind { return Planting.single[object] ?? "planted-\(object)" }
            return "planted"
        }
        let module = Suite.modules.first { $0.name == operation.system }
        let plural = String(operation.path.split(separator: "/").dropFirst(2).first ?? "")
        let object = module?.objects.map { $0.objectName }.first {
            RecordPath.list(operation.system, $0) == "/\(operation.system)/\(plural)"
        }
        return object.map { Planting.single[$0] ?? "planted-\($0)" } ?? "planted-\(name)"
    }

    private static func expected(_ operation: APIOperation, _ role: Role, _ company: GuardedCompany) throws -> Int {
        guard let bus = company.suite.bus(operation.system) else { return 404 }
        let actor = company.actor(role)
        switch operation.kind {
        case .changes: return 200
        case .list(let object): return bus.access.scope(actor, reading: object) > .none ? 200 : 403
        case .read(let object):
            guard bus.access.scope(actor, reading: object) > .none else { return 403 }
            return try Self.sees(object, role, company, bus) ? 200 : 404
        case .command: return 200
        }
    }

    /// Whether somebody of this role sees the planted record, by the sheets and by whose it is.
    static func sees(_ object: String, _ role: Role, _ company: GuardedCompany, _ bus: CommandBus) throws -> Bool {
        let actor = company.actor(role)
        guard bus.access.scope(actor, reading: object) > .none else { return false }
        let id = Planting.single[object] ?? "planted-\(object)"
        return try bus.read(as: actor) { try $0.record(object, id) != nil }
    }

    /// Names of fields in a record's JSON that the sheets hide from the role.
    private static func hiddenFields(
        _ answer: GuardedCompany.Answer, _ operation: APIOperation, _ role: Role, _ company: GuardedCompany
    ) throws -> [String] {
        let object: String
        switch operation.kind {
        case .list(let name), .read(let name): object = name
        default: return []
        }
        guard answer.status == 200, let bus = company.suite.bus(operation.system),
            let descriptor = bus.module.object(object)?.descriptor
        else { return [] }
        let shown = bus.access.visibleFields(company.actor(role), of: descriptor)
        let hidden = Set(descriptor.fields.map(\.name)).subtracting(shown)
        let json = answer.json
        let records = json["items"]?.array ?? [json]
        return hidden.filter { name in records.contains { $0[name] != nil } }.map { "\(object).\($0)" }
    }

    /// Neither filtered nor sorted by, nor named among the fields wanted.
    private static func askingForHidden(
        _ object: String, _ path: String, _ role: Role, _ company: GuardedCompany
    ) async throws -> [String] {
        let system = String(path.split(separator: "/")[1])
        guard let bus = company.suite.bus(system), let descriptor = bus.module.object(object)?.descriptor else {
            return []
        }
        let shown = bus.access.visibleFields(company.actor(role), of: descriptor)
        var wrong: [String] = []
        for field in descriptor.fields where !shown.contains(field.name) {
            for query in [
                "sort=\(field.name)", "fields=\(field.name)", "filter%5B\(field.name)%5D%5BisFilled%5D=",
                "filter%5B\(field.name)%5D%5BatLeast%5D=0",
            ] {
                let answer = try await company.ask(.get, "\(path)?\(query)", as: role.name)
                if answer.status < 400 { wrong.append("\(path)?\(query) as \(role.name): \(answer.status)") }
            }
        }
        return wrong
    }

    // MARK: What must not be told

    /// Marks of fields that the role does not see.
    static func leaks(
        _ answer: GuardedCompany.Answer, _ role: Role, _ company: GuardedCompany
    ) throws -> [String] {
        let found = company.canaries.found(in: answer.bytes)
        guard !found.isEmpty else { return [] }
        return found.subtracting(try company.shown(to: role)).map(\.description).sorted()
    }

    /// The places whose values the role sees.
    static func shown(to role: Role, _ company: GuardedCompany) throws -> Set<Canaries.Place> {
        Set(
            try company.canaries.places.filter { place in
                guard let bus = company.suite.bus(place.system),
                    let object = bus.module.object(place.object)?.descriptor, let field = object.field(place.field),
                    bus.access.shows(company.actor(role), field, of: object.name)
                else { return false }
                return try sees(place.object, role, company, bus)
            })
    }

    /// Lines of the audit trails that say: somebody changed a planted record that he cannot see, of an object of
    /// which he sees a part.
    static func changedUnseen(_ company: GuardedCompany) throws -> [String] {
        var wrong: [String] = []
        for bus in company.buses {
            for role in GuardedCompany.roles {
                let rows = try bus.store.read { session in
                    try session.rows(
                        "SELECT DISTINCT object, object_id, command FROM audit WHERE actor = ? AND object_id LIKE ?",
                        [.text(GuardedCompany.name(of: role)), .text("planted-%")], as: [.text, .text, .text])
                }
                for row in rows {
                    let scope = bus.access.scope(company.actor(role), reading: row[0].text)
                    guard scope > .none, scope < .all, try !sees(row[0].text, role, company, bus) else { continue }
                    wrong.append("\(role.name) changed \(row[1].text) by \(row[2].text) and does not see it")
                }
            }
        }
        return wrong
    }
}
