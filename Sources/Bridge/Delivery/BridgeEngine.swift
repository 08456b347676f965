import Kernel
import Platform
import Synchronization

/// Carries changes between systems by recipes: capture → merge → gate → claim, perform, settle. It knows no business
/// object. Batch and live differ in the size of the bite only.
public final class BridgeEngine: Sendable {
    public let connectors: [String: any Connector]
    public let store: any Store
    public let world: World
    /// This node among those that carry for the same company.
    public let nodes: NodeRegister
    /// The country that local phone numbers belong to.
    let country: String
    /// Deviations for the simulator's own tests; always none in a company.
    let sabotage: Sabotage
    private let inForce: Mutex<CarriedRecipes>

    /// A claim that is not settled by then is taken over. Seconds.
    public static let claimSeconds = 60
    /// A parked delivery looks again by itself, in case its waking was lost. Seconds.
    static let parkedSeconds = 300
    /// The largest bite of one cycle, in records. Twice as many are carried no faster.
    public static let largestBite = 250

    public init(
        recipes: [Recipe], connectors: [any Connector], store: any Store, world: World, country: String,
        node: NodeIdentity = .alone, sabotage: Sabotage = .none
    ) {
        inForce = Mutex(CarriedRecipes(recipes))
        self.connectors = Dictionary(uniqueKeysWithValues: connectors.map { ($0.name, $0) })
        self.store = store
        self.world = world
        nodes = NodeRegister(node, store: store, world: world)
        self.country = country
        self.sabotage = sabotage
    }

    /// In the order in which they are carried.
    public var recipes: [Recipe] { inForce.withLock { $0.recipes } }
    var captureSources: [(system: String, sources: [CaptureSource])] { inForce.withLock { $0.sources } }
    public func recipe(_ name: String) -> Recipe? { inForce.withLock { $0.byName[name] } }

    /// Carries by these from now on. What is claimed is finished by the recipe that it was claimed under.
    public func follow(_ recipes: [Recipe]) {
        let carried = CarriedRecipes(RecipeOrder(recipes).recipes)
        inForce.withLock { $0 = carried }
    }

    private struct CarriedRecipes {
        let recipes: [Recipe]
        let byName: [String: Recipe]
        let sources: [(system: String, sources: [CaptureSource])]

        init(_ recipes: [Recipe]) {
            self.recipes = recipes
            byName = Dictionary(recipes.map { ($0.name, $0) }) { first, _ in first }
            sources = BridgeEngine.captureSources(of: recipes)
        }
    }

    func connector(_ system: String) throws(ConnectorError) -> any Connector {
        guard let connector = connectors[system] else {
            throw .configuration("no connector is called '\(system)'; there are \(connectors.keys.sorted())")
        }
        return connector
    }

    /// One turn of the wheel, settled before it returns.
    @discardableResult
    public func cycle(limit: Int = largestBite) async throws -> CycleReport {
        var performed: [Settlement] = []
        let report = try await turn(limit: limit, &performed)
        if !performed.isEmpty { try settle(performed) }
        return report
    }

    /// Turns the wheel until nothing moves by itself any more, or `maximumCycles` is reached.
    @discardableResult
    public func runUntilQuiet(
        limit: Int = largestBite, maximumCycles: Int = 100_000, progress: (CycleReport) -> Void = { _ in }
    ) async throws -> CycleReport {
        var total = CycleReport()
        var performed: [Settlement] = []
        for _ in 0..<maximumCycles {
            let hadPerformed = !performed.isEmpty
            let report = try await turn(limit: limit, &performed)
            if report.isQuiet, !hadPerformed { break }
            total.add(report)
            progress(total)
        }
        if !performed.isEmpty { try settle(performed) }
        return total
    }

    /// Settles what the turn before performed, in the transaction that takes the next. What this turn performed is
    /// in `performed` afterwards and wants the same.
    public func turn(limit: Int, _ performed: inout [Settlement]) async throws -> CycleReport {
        var (report, claims) = try await begin(limit: limit, settling: performed)
        performed = claims.isEmpty ? [] : try await perform(claims)
        report.count(performed)
        return report
    }

    /// The first half of a turn: hears what is new, settles what was performed and takes what is due. Systems in
    /// `deafTo` are not asked for news.
    public func begin(
        limit: Int, settling performed: [Settlement], deafTo: Set<String> = []
    ) async throws -> (report: CycleReport, claims: [Claim]) {
        var report = CycleReport()
        let news = try await news(limit: limit, deafTo: deafTo)
        report.heard = news.reduce(0) { $0 + $1.page.changes.count }
        let taken = try take(news, settling: performed, limit: limit)
        report.captured = taken.captured
        return (report, taken.claims)
    }

    /// The systems in which these claims may make records: until they are settled, no link tells such a record from
    /// another person's.
    public func systemsThatMayGrow(by claims: [Claim]) -> Set<String> {
        Set(claims.lazy.filter { $0.link == nil }.map { $0.recipe.side($0.side.other).system })
    }

    /// After a start: what an earlier start of this node, or a node that is gone, had taken is in doubt and comes
    /// first.
    /// - Parameter isGone: knows of a node, better than its silence tells, that it is gone.
    public func recover(isGone: (Node) -> Bool = { _ in false }) throws { try nodes.recover(isGone: isGone) }
}

/// What one or many turns did.
public struct CycleReport: Hashable, Sendable {
    /// Changes read, echoes of our own writes included.
    public var heard = 0
    public var captured = 0
    public var applied = 0
    public var echoes = 0
    public var skipped = 0
    public var refused = 0
    public var waiting = 0
    public var conflicts = 0
    public var retried = 0
    public var dead = 0

    public init() {}

    /// Nothing was heard and nothing settled: only people and clocks can move it now.
    public var isQuiet: Bool { self == CycleReport() }

    public mutating func count(_ settlements: [Settlement]) {
        for settlement in settlements { count(settlement.outcome) }
    }

    private mutating func count(_ outcome: Outcome) {
        switch outcome {
        case .applied(_, _, _, let conflicts): if conflicts.isEmpty { applied += 1 } else { self.conflicts += 1 }
        case .echo: echoes += 1
        case .skipped: skipped += 1
        case .refused: refused += 1
        case .waits, .approval: waiting += 1
        case .retry, .later: retried += 1
        case .dead: dead += 1
        }
    }

    public mutating func add(_ other: CycleReport) {
        heard += other.heard
        captured += other.captured
        applied += other.applied
        echoes += other.echoes
        skipped += other.skipped
        refused += other.refused
        waiting += other.waiting
        conflicts += other.conflicts
        retried += other.retried
        dead += other.dead
    }
}

/// Ways to break the engine on purpose, so that the simulator can show that it would notice.
public enum Sabotage: Hashable, Sendable {
    case none
    /// Every attempt gets a new key, and no answer is looked up: a lost reply makes a duplicate.
    case skipIdempotencyKeys
    /// The last agreed values are forgotten: nobody can say who changed what.
    case dropShadow
    /// The delivery is closed before the write is made: a crash between the two loses it.
    case settleBeforePerform
}

extension FaultPoint {
    public static let captureBeforeAppend = FaultPoint("bridge.captureBeforeAppend")
    public static let captureBeforeCommit = FaultPoint("bridge.captureBeforeCommit")
    public static let captureAfterCommit = FaultPoint("bridge.captureAfterCommit")
    public static let claimBeforeCommit = FaultPoint("bridge.claimBeforeCommit")
    public static let claimAfterCommit = FaultPoint("bridge.claimAfterCommit")
    public static let performBeforeRead = FaultPoint("bridge.performBeforeRead")
    public static let performBeforeApply = FaultPoint("bridge.performBeforeApply")
    public static let performAfterApply = FaultPoint("bridge.performAfterApply")
    public static let performAfterHome = FaultPoint("bridge.performAfterHome")
    public static let settleBeforeCommit = FaultPoint("bridge.settleBeforeCommit")
    public static let settleAfterCommit = FaultPoint("bridge.settleAfterCommit")
}
