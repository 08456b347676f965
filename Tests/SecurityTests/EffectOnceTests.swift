import HTTPTypes
import Kernel
import Platform
import Suite
import Synchronization
import Testing

@testable import Web

/// Every endpoint that changes something, found by the interface's own description: the same request again is the
/// same request, whatever happens between.
@Suite("Every change, once")
final class EffectOnceTests: Sendable {
    /// A request that was taken, and how to make the records for it anew.
    private struct Taken {
        let operation: APIOperation
        let choice: Int
        let isFull: Bool
    }

    /// Endpoints whose command is taken with planted records and a made-up body.
    private static let leastTaken = 70

    private let company: GuardedCompany
    private let generation = Mutex(0)

    init() async throws { company = try await GuardedCompany() }

    @Test("replayed, changed, fifty at once, and after a crash between commit and answer: one effect")
    func everyEndpoint() async throws {
        let operations = company.operations.filter { !$0.isReading }
        #expect(operations.count > 130)
        var taken: [Taken] = []
        var untaken: [String] = []
        var refusals: [String: String] = [:]
        for operation in operations {
            if let found = try await first(operation, &refusals) {
                taken.append(found)
            } else {
                untaken.append("\(operation.id): \(refusals[operation.id]?.prefix(400) ?? "")")
            }
        }
        for one in taken {
            try await atOnce(one)
            try await afterCrash(one)
        }
        // The rest needs a history that planted records do not have; refused twice, it has no effect either.
        let share = "\(taken.count) of \(operations.count); not taken:\n\(untaken.joined(separator: "\n"))"
        #expect(taken.count >= Self.leastTaken, "\(share)")
    }

    /// Records of a name of their own, in the system of the operation. Answers what stands before their names.
    private func plant(for operation: APIOperation, choice: Int) throws -> String {
        let prefix =
            "g"
            + String(
                generation.withLock {
                    $0 += 1
                    return $0
                })
        guard let bus = company.suite.bus(operation.system) else { return prefix }
        let planting = Planting.ordinary(prefix: prefix, choice: choice, canaries: company.canaries)
        try planting.plant(in: bus)
        return prefix
    }

    private func ask(
        _ operation: APIOperation, _ body: String, of prefix: String, key: String
    ) async throws -> GuardedCompany.Answer {
        let subject = AccessMatrixTests.subject(of: operation).replacing("planted", with: prefix)
        return try await company.ask(
            operation.method, operation.path.replacing("{id}", with: subject), body, as: "everybody",
            ["Idempotency-Key": key, "If-Match": "*"])
    }

    /// How many choices the state of what it is done to has.
    private func states(of operation: APIOperation) -> Int {
        guard let bus = company.suite.bus(operation.system) else { return 1 }
        let object = AccessMatrixTests.subject(of: operation).replacing("planted-", with: "")
        let referred = operation.path.contains("{id}") ? [object] : operation.referred
        let counts = referred.compactMap { name -> Int? in
            guard case .choice(let words)? = bus.module.object(name)?.descriptor.field("state")?.kind else {
                return nil
            }
            return words.count
        }
        return min(counts.max() ?? 1, 8)
    }

    /// Tries until it is taken; then once more, and with another body.
    private func first(_ operation: APIOperation, _ refusals: inout [String: String]) async throws -> Taken? {
        for choice in 0..<states(of: operation) {
            let prefix = try plant(for: operation, choice: choice)
            for isFull in [false, true] {
                let body = operation.sample(salt: choice, full: isFull, planting: prefix)
                let key = "first-\(prefix)-\(isFull)"
                let before = try effects()
                let answer = try await ask(operation, body, of: prefix, key: key)
                #expect(answer.status < 500, "\(operation.id): \(answer.status) \(answer.text.prefix(300))")
                guard answer.isTaken else {
                    let isUntouched = try effects() == before
                    #expect(isUntouched, "\(operation.id) was refused and had an effect")
                    refusals[operation.id] = answer.text
                    continue
                }
                let after = try effects()
                let again = try await ask(operation, body, of: prefix, key: key)
                #expect(again.status == answer.status, "\(operation.id): \(again.status) \(again.text.prefix(300))")
                #expect(again.outcome == answer.outcome, "\(operation.id): \(again.text.prefix(300))")
                if !operation.isBulk {
                    #expect(answer.json["replayed"] == .bool(false) && again.json["replayed"] == .bool(true))
                }
                let isOnce = try effects() == after
                #expect(isOnce, "\(operation.id) had an effect twice")
                guard operation.body?["properties"]?.members?.isEmpty == false || operation.isBulk else {
                    return Taken(operation: operation, choice: choice, isFull: isFull)
                }
                try await changed(operation, prefix: prefix, choice: choice, isFull: isFull, key: key)
                let isStillOnce = try effects() == after
                #expect(isStillOnce, "\(operation.id) with another body had an effect")
                return Taken(operation: operation, choice: choice, isFull: isFull)
            }
        }
        return nil
    }

    /// The same key for something else: another record, or another content.
    private func changed(
        _ operation: APIOperation, prefix: String, choice: Int, isFull: Bool, key: String
    ) async throws {
        let isNamed = operation.path.contains("{id}")
        let body =
            isNamed
            ? operation.sample(salt: choice, full: isFull, planting: prefix)
            : operation.sample(salt: choice + 1, full: !isFull, planting: prefix + "x")
        let answer = try await ask(operation, body, of: isNamed ? prefix + "x" : prefix, key: key)
        let codes = operation.isBulk ? answer.rowCodes : answer.codes
        #expect(
            codes.contains("keyReused") || codes.allSatisfy { !$0.isEmpty } && answer.status == 422,
            "\(operation.id): \(answer.status) \(answer.text.prefix(300))")
        #expect(operation.isBulk || answer.status == 422, "\(operation.id): \(answer.status)")
    }

    private func atOnce(_ taken: Taken) async throws {
        let operation = taken.operation
        let prefix = try plant(for: operation, choice: taken.choice)
        let body = operation.sample(salt: taken.choice, full: taken.isFull, planting: prefix)
        let before = try causes()
        let answers = try await withThrowingTaskGroup(of: GuardedCompany.Answer.self) { group in
            for _ in 0..<50 {
                group.addTask { try await self.ask(operation, body, of: prefix, key: "fifty-\(prefix)") }
            }
            return try await group.reduce(into: [GuardedCompany.Answer]()) { $0.append($1) }
        }
        let refused = answers.filter { !$0.isTaken }
        #expect(refused.isEmpty, "\(operation.id): \(refused.first?.text.prefix(300) ?? "")")
        let outcomes = Set(answers.map { $0.outcome })
        #expect(outcomes.count == 1, "\(operation.id) gave several answers")
        if !operation.isBulk {
            let originals = answers.filter { $0.json["replayed"] == .bool(false) }
            #expect(originals.count == 1, "\(operation.id)")
        }
        #expect(try causes() - before <= 1, "\(operation.id) had several effects")
    }

    private func afterCrash(_ taken: Taken) async throws {
        let operation = taken.operation
        let prefix = try plant(for: operation, choice: taken.choice)
        let body = operation.sample(salt: taken.choice, full: taken.isFull, planting: prefix)
        let before = try causes()
        company.clock.crashAfterNextCommit()
        let lost = try await ask(operation, body, of: prefix, key: "crash-\(prefix)")
        #expect(!company.clock.isStillToCrash, "\(operation.id) committed nothing")
        #expect(operation.isBulk ? !lost.isTaken : lost.status >= 500, "\(operation.id): \(lost.text.prefix(300))")
        let again = try await ask(operation, body, of: prefix, key: "crash-\(prefix)")
        #expect(again.isTaken, "\(operation.id): \(again.text.prefix(300))")
        if !operation.isBulk { #expect(again.json["replayed"] == .bool(true), "\(operation.id)") }
        #expect(try causes() - before <= 1, "\(operation.id) had several effects")
    }

    /// Lines of the three audit trails.
    private func effects() throws -> [Int] {
        try company.buses.map { bus in try bus.store.read { try $0.integer("SELECT count(*) FROM audit") } }
    }

    /// How many commands have left a trace, by whomever but the planting.
    private func causes() throws -> Int {
        try company.buses.reduce(0) { sum, bus in
            try sum
                + bus.store.read {
                    try $0.integer("SELECT count(DISTINCT correlation) FROM audit WHERE command <> 'test.plant'")
                }
        }
    }
}

extension GuardedCompany.Answer {
    /// Done, and all rows of a bulk request.
    fileprivate var isTaken: Bool { status < 300 && json["refused"]?.integer ?? 0 == 0 }
    /// What the caller learns of what was done.
    fileprivate var outcome: String {
        (json["rows"]?.array ?? [json]).map { row in
            (row["answer"]?.string ?? row["id"]?.string ?? "") + " " + String(row["status"]?.integer ?? status)
        }.joined(separator: ", ")
    }
    fileprivate var rowCodes: [String] {
        (json["rows"]?.array ?? []).flatMap { row in
            (row["errors"]?.array ?? []).compactMap { $0["code"]?.string }
        }
    }
}
