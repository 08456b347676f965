import Kernel
import Platform
import Suite
import Synchronization
import Testing

@testable import API

/// Every endpoint that changes something, found by what the modules declare: the same request again is the same
/// request, whatever happens between. How a request comes about stands in the tables of `Deeds`.
@Suite("Every change, once")
struct EffectOnceTests {
    @Test("the tables say of every command that is offered how it comes about, and of no other")
    func tables() throws {
        let offered = Set(
            Suite.modules.flatMap { module in CommandAddress.all(of: module).map { "\(module.name).\($0.command.name)" }
            })
        let told = Set(try Deed.tables().values.flatMap { $0 }.compactMap(\.command))
        #expect(offered.subtracting(told).sorted() == [], "No row of Deeds says how these come about")
        #expect(told.subtracting(offered).sorted() == [], "These rows are of no command that is offered")
        let kept = Suite.modules.flatMap(\.commands).filter { $0.permission != "mirror.write" && !$0.isInternal }
        #expect(kept.count == offered.count, "A command is neither internal nor offered")
    }

    @Test("replayed, changed, fifty at once, and after a crash between commit and answer: one effect")
    func everyEndpoint() async throws {
        let company = try await GuardedCompany()
        try company.suite.recipes.follow()
        let tables = try Deed.tables()
        let trials = company.operations.filter { !$0.isReading }.compactMap { operation -> OnceTrial? in
            let deeds = tables[operation.system] ?? []
            guard let deed = deeds.first(where: { $0.command == operation.command }) else {
                Issue.record("No row of Deeds says how \(operation.id) comes about")
                return nil
            }
            return OnceTrial(operation: operation, deed: deed, deeds: deeds, company: company)
        }
        #expect(trials.count > 140)
        for trial in trials {
            do {
                try await trial.replayed()
                try await trial.atOnce()
                try await trial.afterCrash()
            } catch {
                Issue.record("\(trial.operation.id): \(error)")
            }
        }
    }
}

extension Deed {
    /// `crm.quote.accept`
    var command: String? { if case .command(let command) = kind { command } else { nil } }
}

extension APIOperation {
    /// The command behind it, of one or of many at once.
    var command: String { isBulk ? String(id.dropLast(".bulk".count)) : id }
}

/// One endpoint with the row that says how its request comes about. Each trial has records of its own.
struct OnceTrial: Sendable {
    let operation: APIOperation
    let deed: Deed
    let deeds: [Deed]
    let company: GuardedCompany

    private static let stories = Mutex(0)

    /// A request with all that it needs, in the company that it is for.
    private struct Ready {
        let company: GuardedCompany
        let request: ReadyRequest
        let key: String
    }

    private func ready(in same: GuardedCompany? = nil) async throws -> Ready {
        let number = Self.stories.withLock { number in
            number += 1
            return number
        }
        var place = same ?? company
        if same == nil, deed.isInNewCompany {
            place = try await GuardedCompany(prefix: "new\(number)", isSetUp: false)
        }
        let request = try await DeedStory(number, of: place, deeds).request(deed, operation)
        return Ready(company: place, request: request, key: "story-\(number)")
    }

    /// Done once; sent again; and with the same key for something else.
    func replayed() async throws {
        let ready = try await ready()
        let company = ready.company
        let before = try company.effects()
        let first = try await company.send(ready.request, key: ready.key)
        #expect(first.isTaken, "\(operation.id): \(first.status) \(first.text.prefix(500)) for \(ready.request.body)")
        guard first.isTaken else { return }
        let after = try company.effects()
        #expect(after != before, "\(operation.id) had no effect: nothing is shown by doing it once")
        let again = try await company.send(ready.request, key: ready.key)
        #expect(again.status == first.status, "\(operation.id): \(again.status) \(again.text.prefix(300))")
        #expect(again.outcome == first.outcome, "\(operation.id): \(again.text.prefix(300))")
        if !operation.isBulk {
            #expect(first.json["replayed"] == .bool(false) && again.json["replayed"] == .bool(true), "\(operation.id)")
        }
        #expect(try company.effects() == after, "\(operation.id) had an effect twice")
        let other = try await self.ready(in: company)
        guard other.request != ready.request else {
            let isAlwaysTheSame = deed.subject == nil && operation.body?["properties"]?.members?.isEmpty != false
            #expect(isAlwaysTheSame, "\(operation.id) has a body, and its row has none of the story's own")
            return
        }
        let prepared = try company.effects()
        let changed = try await company.send(other.request, key: ready.key)
        let codes = operation.isBulk ? changed.rowCodes : changed.codes
        #expect(codes == ["keyReused"], "\(operation.id): \(changed.status) \(changed.text.prefix(300))")
        #expect(operation.isBulk || changed.status == 422, "\(operation.id): \(changed.status)")
        #expect(try company.effects() == prepared, "\(operation.id) with another body had an effect")
    }

    func atOnce() async throws {
        let ready = try await ready()
        let before = try ready.company.causes()
        let answers = try await withThrowingTaskGroup(of: GuardedCompany.Answer.self) { group in
            for _ in 0..<50 { group.addTask { try await ready.company.send(ready.request, key: ready.key) } }
            return try await group.reduce(into: [GuardedCompany.Answer]()) { $0.append($1) }
        }
        let refused = answers.filter { !$0.isTaken }
        #expect(refused.isEmpty, "\(operation.id): \(refused.first?.text.prefix(300) ?? "")")
        #expect(Set(answers.map(\.outcome)).count == 1, "\(operation.id) gave several answers")
        if !operation.isBulk {
            let originals = answers.filter { $0.json["replayed"] == .bool(false) }
            #expect(originals.count == 1, "\(operation.id)")
        }
        #expect(try ready.company.causes() - before == 1, "\(operation.id) had not one effect of fifty requests")
    }

    func afterCrash() async throws {
        let ready = try await ready()
        let before = try ready.company.causes()
        ready.company.clock.crashAfterNextCommit()
        let lost = try await ready.company.send(ready.request, key: ready.key)
        #expect(!ready.company.clock.isStillToCrash, "\(operation.id) committed nothing")
        #expect(operation.isBulk ? !lost.isTaken : lost.status >= 500, "\(operation.id): \(lost.text.prefix(300))")
        let again = try await ready.company.send(ready.request, key: ready.key)
        #expect(again.isTaken, "\(operation.id): \(again.text.prefix(300))")
        if !operation.isBulk { #expect(again.json["replayed"] == .bool(true), "\(operation.id)") }
        #expect(try ready.company.causes() - before == 1, "\(operation.id) had not one effect of two requests")
    }
}

extension GuardedCompany {
    /// How many changes there have been, each by its command: an effect is one cause with whatever it changed.
    fileprivate func causes() throws -> Int { try effects().causes }

    fileprivate func effects() throws -> Effects {
        try buses.reduce(into: Effects()) { effects, bus in
            let (rows, causes) = try bus.store.read { session in
                (
                    try session.integer("SELECT count(*) FROM audit"),
                    try session.integer("SELECT count(DISTINCT correlation) FROM audit")
                )
            }
            effects.rows.append(rows)
            effects.causes += causes
        }
    }

    struct Effects: Equatable {
        /// Lines of the three audit trails.
        var rows: [Int] = []
        var causes = 0
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
