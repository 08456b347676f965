import Bridge
import CRM
import ERP
import Foundation
import Identity
import Imports
import Kernel
import Outbound
import Platform
import StorePostgres
import StoreSQLite
import SuiteConnector

/// A company opened for work: its CRM, its ERP, and the bridge between them.
public final class Suite: Sendable {
    public let crm: CommandBus
    public let erp: CommandBus
    public let bridge: CommandBus
    public let crmConnector: SuiteConnector
    public let erpConnector: SuiteConnector
    public let engine: BridgeEngine
    public let questions: LiveQuestions
    /// What each role may do and see in all three systems, as the company has it.
    public let roles: RolesInForce
    /// Which version of each recipe carries, as the company has it.
    public let recipes: RecipesInForce
    /// What the bridge did since the program was started.
    public let measures = BridgeMeasures()
    /// The three databases as they are used, with what that took.
    public let measured: [MeasuredStore]
    let stores: [any Store]
    /// Hears of what other programs commit to the same databases, sooner than looking would; nil when there is none.
    public let waking: (any Waking)?
    /// Where reports are read, when that is not where people work.
    public let replica: ReportReplica?
    private let reports: [CommandBus]
    /// The folder of what belongs to the company besides its databases; nil in memory.
    public let home: String?
    private let use: HomeUse?

    /// The three databases, in the order in which they are opened and checked.
    public static let modules = [
        CRM.module.including(Imports.undoing), ERP.module.including(Imports.undoing), bridgeModule,
    ]

    /// The bridge's database keeps the people, the webhooks and the imports too: it belongs to neither side.
    public static let bridgeModule = Bridge.module.including(RecipesInForce.module).including(Identity.module)
        .including(Webhooks.module).including(Imports.module)

    /// - Parameters:
    ///   - replica: answers reports in the databases' place.
    ///   - connectorFor: wraps a connector, as a simulation does to lose its answers; returns it as it is otherwise.
    public init(
        stores: [any Store], waking: (any Waking)? = nil, replica: ReportReplica? = nil, home: String? = nil,
        use: HomeUse? = nil, world: World, recipes: [Recipe], country: String, node: NodeIdentity = .alone,
        sabotage: Sabotage = .none,
        wrapping connectorFor: (SuiteConnector) -> any Connector = { $0 }
    ) {
        self.stores = stores
        self.waking = waking
        self.replica = replica
        self.home = home
        self.use = use
        measured = stores.map { MeasuredStore($0) }
        crm = CommandBus(module: Self.modules[0], store: measured[0], world: world, access: .standard(in: "crm"))
        erp = CommandBus(module: Self.modules[1], store: measured[1], world: world, access: .standard(in: "erp"))
        bridge = CommandBus(
            module: Self.bridgeModule, store: measured[2], world: world, access: .standard(in: "bridge"))
        let own = [crm, erp, bridge]
        reports =
            replica.map { replica in
                own.map { bus in
                    CommandBus(
                        module: bus.module, store: ReportStore(own: bus.store, replica: replica), world: world,
                        access: bus.access)
                }
            } ?? []
        roles = RolesInForce(bridge: bridge, buses: own + reports)
        crmConnector = SuiteConnector.crm(crm)
        erpConnector = SuiteConnector.erp(erp)
        let ends = [connectorFor(crmConnector), connectorFor(erpConnector)]
        engine = BridgeEngine(
            recipes: recipes, connectors: ends, store: measured[2], world: world, country: country, node: node,
            sabotage: sabotage)
        self.recipes = RecipesInForce(bridge: bridge, engine: engine, builtIn: recipes)
        questions = LiveQuestions(knows: ends[1], mirror: ends[0])
    }

    /// Opens or creates the company's databases. Throws `StoreError`, naming the place and who can fix it.
    /// - Parameters:
    ///   - home: the folder of what belongs to the company besides its databases.
    ///   - location: where the databases are; nil for files in that folder.
    ///   - world: the live one unless another is given, such as that of a `ReplayClock`.
    ///   - replica: where a copy of the databases is that answers reports, and how many seconds it may be behind.
    ///   - node: the name of this program among those of the company; nil for one of this process alone.
    public static func open(
        home: String, at location: StoreLocation? = nil, replica: (place: StoreLocation, mostLagSeconds: Int)? = nil,
        recipes: [Recipe], zone: String, country: String, world: World? = nil, node: String? = nil
    ) throws -> Suite {
        let location = location ?? .sqlite(folder: home)
        for folder in [home, location.folder ?? home] {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        let use = try HomeUse.shared(location.folder ?? home)
        let world = world ?? .live(zone: zone)
        let waking = location.bell()
        let stores = try location.openCompany(waking: waking, newID: world.newID)
        let copy = try replica.map { replica in
            let owners = stores.compactMap { ($0 as? PostgresStore)?.company }
            guard let company = owners.first else {
                throw StoreError.failed("a read replica is a copy of a PostgreSQL server; \(location) is none")
            }
            return try ReportReplica(replica.place, company: company, mostLagSeconds: replica.mostLagSeconds)
        }
        let suite = Suite(
            stores: stores, waking: waking, replica: copy, home: home, use: use, world: world, recipes: recipes,
            country: country, node: .process(node, id: world.newID(), program: version))
        try suite.roles.follow()
        try suite.recipes.follow()
        try suite.engine.recover(isGone: \.hasEndedHere)
        return suite
    }

    /// Of the program.
    public static let version = "0.1.0"

    /// The bus of a system by its name.
    public func bus(_ system: String) -> CommandBus? {
        [crm, erp, bridge].first { $0.module.name == system }
    }

    /// Where reports of a system are read: on the copy, if there is one and it is near; as the same people may.
    public func reportBus(for bus: CommandBus) -> CommandBus {
        reports.first { $0.module.name == bus.module.name } ?? bus
    }

    /// Folds the write-ahead logs into the database files; while other nodes work on them, the last does it.
    public func checkpoint() throws {
        guard engine.nodes.others == 0 else { return }
        for case let store as SQLiteStore in stores { try store.checkpoint() }
    }
}
