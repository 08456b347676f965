import Bridge
import CRM
import ERP
import Kernel
import Platform
import StoreSQLite
import Suite

/// One company in a simulated world: the real CRM, ERP and bridge over databases in memory, a bad network between
/// them, people who repeat what got no answer, and two nodes that may die anywhere. It belongs to one task.
public final class SimulatedCompany {
    let simulated: SimulatedWorld
    let network = FaultSetting()
    let stores: [SQLiteStore]
    let suite: Suite
    var fixture = Fixture()
    /// What happened since `begin`.
    var happened = Happened()
    /// Two nodes carry for the company, by one engine each.
    let engines: [BridgeEngine]
    /// What the nodes hold in their hands between two halves; gone with the process.
    var hands = [Hand(), Hand()]
    /// Nodes that died and have not been started again.
    var isAway = [false, false]
    /// What the last capture brought.
    var captured = 0
    /// The half of the engine, counted from 1, that is done twice.
    var repeatedHalf: Int?
    private var isSetUp = false
    private var start: (identities: Int, now: Instant) = (0, Instant(microseconds: 0))

    public struct Happened: Sendable {
        var commands = 0
        var refusals = 0
        var halves = 0
        var acceptedQuotes = 0
        /// "account/field" → what was last typed in the CRM.
        var accountEdits: [String: String] = [:]
        /// "customer/field" → what was last typed in the ERP.
        var customerEdits: [String: String] = [:]
    }

    struct Edit {
        var crm: String?
        var erp: String?
    }

    struct Hand {
        var claims: [Claim] = []
        var settlements: [Settlement] = []
    }

    /// Sets the company up, with items, prices, stock and two customers that both sides agree on, and marks that.
    public init(recipes: [Recipe], sabotage: Sabotage = .none) async throws {
        let simulated = SimulatedWorld(seed: 0)
        let network = network
        self.simulated = simulated
        stores = try Suite.modules.map { try SQLiteStore.inMemory($0) }
        suite = Suite(
            stores: stores, world: simulated.world, recipes: recipes, country: "NZ",
            node: NodeIdentity(id: "node-1", name: "node-1"), sabotage: sabotage,
            wrapping: { FaultyConnector($0, world: simulated, setting: network) })
        let second = BridgeEngine(
            recipes: recipes, connectors: Array(suite.engine.connectors.values), store: stores[2],
            world: simulated.world, country: "NZ", node: NodeIdentity(id: "node-2", name: "node-2"),
            sabotage: sabotage)
        engines = [suite.engine, second]
        try await setUp()
        try await settleDown(rounds: Self.patience)
        try acceptFixtureCustomers()
        try await settleDown(rounds: Self.patience)
        for store in stores { try store.mark() }
        start = (simulated.identities, simulated.now)
        isSetUp = true
    }

    /// Rounds in which everything that can move by itself must have come to rest.
    public static let patience = 50

    /// Everything as it was after set-up, and another fate.
    func begin(seed: UInt64) throws {
        for store in stores { try store.returnToMark() }
        network.forget()
        happened = Happened()
        hands = [Hand(), Hand()]
        isAway = [false, false]
        repeatedHalf = nil
        simulated.begin(seed: seed, identities: start.identities, now: start.now)
        for engine in engines { try engine.recover() }
    }

    /// A node died and comes up again: what was not committed is gone. Without a number: that which people talk to.
    func restart(_ node: Int = 0) throws {
        simulated.note("node \(node) restarts")
        hands[node] = Hand()
        isAway[node] = false
        try engines[node].recover()
    }

    /// A node dies and stays away: nobody else is told.
    func vanish(_ node: Int) {
        simulated.note("node \(node) is gone")
        hands[node] = Hand()
        isAway[node] = true
    }

    var crm: SQLiteStore { stores[0] }
    var erp: SQLiteStore { stores[1] }
    var bridge: SQLiteStore { stores[2] }

    /// A person's command. When the process dies over it, the same is asked again under the same key; nil = refused.
    @discardableResult
    func ask<C: Command>(_ bus: CommandBus, _ command: C) throws -> C.Answer? {
        happened.commands += 1
        let key = "\(isSetUp ? "run" : "set-up")/\(happened.commands)"
        var deaths = 0
        while true {
            do {
                let answer = try bus.run(command, by: .system, key: key)
                simulated.note("\(C.name) → \(answer.answerText)")
                return answer
            } catch let refusal as Refusal {
                happened.refusals += 1
                simulated.note("\(C.name) refused: \(refusal.code)")
                return nil
            } catch CommandFailure.crashed {
                deaths += 1
                if deaths > 5 { simulated.crash(withChance: 0) }
                try restart()
            }
        }
    }

    /// The network is well again and all nodes live.
    func heal() throws {
        network.faults = .none
        simulated.crash(withChance: 0)
        simulated.crash(inPoints: nil)
        for node in engines.indices { try restart(node) }
    }
}
