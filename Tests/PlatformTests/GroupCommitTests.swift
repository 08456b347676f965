import Kernel
import Testing

@testable import Platform

@Suite("Committing together")
struct GroupCommitTests {
    @Test("two hundred callers at once: each is acknowledged, each is on disk, in few commits")
    func twoHundred() async throws {
        let yard = try Yard(.file)
        let commits = Counter()
        yard.bus.afterCommit { commits.add() }
        let group = GroupCommit(bus: yard.bus)
        let answers = await withTaskGroup(of: String?.self) { tasks in
            for number in 1...200 {
                tasks.addTask { await group.submit(CommandCall(OpenBuyer("Boat \(number)"), by: .system)).answer }
            }
            return await tasks.reduce(into: [String]()) { answers, answer in if let answer { answers.append(answer) } }
        }
        #expect(answers.count == 200 && Set(answers).count == 200)
        #expect(commits.count < 100, "\(commits.count) commits for 200 calls")
        #expect(try Judge.sql("SELECT count(*) FROM buyer", in: yard.file) == "200")
        let found = try Judge.sql("SELECT id FROM buyer", in: yard.file).split(separator: "\n").map(String.init)
        #expect(Set(found) == Set(answers))
        #expect(try Judge.auditChain(in: yard.file).hasPrefix("200 "))
    }

    @Test("a refused caller hears its refusal; its neighbours in the commit do not")
    func refusals() async throws {
        let yard = try Yard(.file)
        let group = GroupCommit(bus: yard.bus)
        let codes = await withTaskGroup(of: RefusalCode?.self) { tasks in
            for number in 1...60 {
                tasks.addTask {
                    await group.submit(CommandCall(OpenBuyer("Boat \(number % 20)"), by: .system)).refusal?.code
                }
            }
            return await tasks.reduce(into: [RefusalCode?]()) { $0.append($1) }
        }
        #expect(codes.filter { $0 == nil }.count == 20 && codes.filter { $0 == .duplicate }.count == 40)
        #expect(try yard.count("buyer") == 20)
    }

    @Test("callers whose commit died hear that nothing was written")
    func crash() async throws {
        let yard = try Yard(.file)
        let group = GroupCommit(bus: yard.bus)
        yard.clock.crash(at: 4)
        guard case .failed(.crashed(let crash)) = await group.submit(CommandCall(OpenBuyer("Boat"), by: .system)) else {
            Issue.record("a dead commit acknowledged its caller")
            return
        }
        #expect(crash.point == .beforeCommit)
        #expect(try yard.count("buyer") == 0)
    }
}
