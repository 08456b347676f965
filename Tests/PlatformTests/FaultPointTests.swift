import Kernel
import StoreSQLite
import Testing

@testable import Platform

@Suite("Death at every point")
struct FaultPointTests {
    @Test("leaves the whole command or nothing of it, and asking again completes it once", arguments: Place.allCases)
    func wholeOrNothing(place: Place) throws {
        let whole = try afterwards(crashAt: nil, place)
        let points = whole.points
        #expect(
            points == [
                "command.beforeTransaction", "command.afterRow", "command.afterRow", "command.afterRow",
                "command.afterRow", "command.afterAudit", "command.afterOutbox", "command.beforeCommit",
                "command.afterCommit",
            ])
        for index in points.indices {
            let crashed = try afterwards(crashAt: index, place)
            let isCommitted = points[index] == "command.afterCommit"
            #expect(crashed.diedAt == points[index])
            #expect(crashed.left == (isCommitted ? whole.left : whole.before), "died at \(index), \(points[index])")
            #expect(crashed.repeated == whole.left, "asked again after dying at \(index), \(points[index])")
            #expect(crashed.wasReplayed == isCommitted)
        }
    }

    struct Story {
        var before: [String] = []
        var points: [String] = []
        var diedAt: String?
        var left: [String] = []
        var repeated: [String] = []
        var wasReplayed = false
    }

    /// Posts a bill, dies at a point of it, opens the database again where that is possible, and asks once more.
    private func afterwards(crashAt index: Int?, _ place: Place) throws -> Story {
        var story = Story()
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        story.before = try yard.everything()
        let bill = PostBill(buyer, [("PMP-200", 12_500), ("PMP-201", 99)])
        yard.clock.crash(at: index)
        do {
            _ = try yard.run(bill, by: Boatyard.hana, key: "bill-1")
        } catch CommandFailure.crashed(let crash) {
            story.diedAt = crash.point.name
        }
        story.points = yard.clock.points
        yard.clock.crash(at: nil)
        let survivor = place == .file ? try Yard(.file, in: yard.folder, clock: yard.clock) : yard
        story.left = try survivor.everything()
        story.wasReplayed = try survivor.run(bill, by: Boatyard.hana, key: "bill-1").isReplayed
        story.repeated = try survivor.everything()
        if place == .file { #expect(try Judge.auditChain(in: yard.file).hasPrefix("5 ")) }
        return story
    }

    @Test("in a group takes the whole group with it: none was acknowledged, none is there", arguments: Place.allCases)
    func group(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        let before = try yard.everything()
        let calls = (1...5).map { CommandCall(PostBill(buyer, [("PMP-200", 100)]), by: .system, key: "bill-\($0)") }
        yard.clock.crash(at: 20)
        #expect(throws: CommandFailure.self) { try yard.bus.run(calls) }
        yard.clock.crash(at: nil)
        #expect(try yard.everything() == before)
        #expect(try yard.bus.run(calls).allSatisfy { $0.answer != nil && !$0.isReplayed })
    }

    @Test("cannot be hidden by a command that swallows its refusals")
    func swallowed() throws {
        let module = Module(
            name: "careless", schemaVersion: 1, objects: [Buyer.self], commands: [SwallowEverything.self])
        let clock = Clock()
        let bus = CommandBus(
            module: module, store: try SQLiteStore.inMemory(module), world: clock.world, access: Boatyard.access)
        clock.crash(at: 1)
        #expect(throws: CommandFailure.self) {
            try bus.run([CommandCall(SwallowEverything(), by: .system)])
        }
        #expect(try bus.store.read { try $0.integer("SELECT count(*) FROM buyer") } == 0)
    }
}

/// Goes on as if nothing had happened when a row could not be written.
struct SwallowEverything: Command {
    static let name = "buyer.swallow"
    static let permission: Permission = "buyer.swallow"
    init() {}
    static let input = Schema<SwallowEverything>("SwallowEverything") { _ in }
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var buyer = Buyer()
        buyer.name = "Harbour Marine"
        do throws(Refusal) {
            try tx.insert(buyer)
        } catch {
            #expect(error.code == .storeFailed)
        }
        return NoAnswer()
    }
}
