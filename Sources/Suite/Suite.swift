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
    ///   - connectorFor: wraps a connector, as a simulation does to lose its answers; returns it as it is otherwise.
    public init(
        stores: [any Store], waking: (any Waking)? = nil, home: String? = nil, use: HomeUse? = nil, world: World,
        recipes: [Recipe], country: String, node: NodeIdentity = .alone, sabotage: Sabotage = .none,
        wrapping connectorFor: (SuiteConnector) -> any Connector = { $0 }
    ) {
        self.stores = stores
        self.waking = waking
        self.home = home
        self.use = use
        measured = stores.map { MeasuredStore($0) }
        crm = CommandBus(module: Self.modules[0], store: measured[0], world: world, access: .standard(in: "crm"))
        erp = CommandBus(module: Self.modules[1], store: measured[1], world: world, access: .standard(in: "erp"))
        bridge = CommandBus(
            module: Self.bridgeModule, store: measured[2], world: world, access: .standard(in: "bridge"))
        roles = RolesInForce(bridge: bridge, buses: [crm, erp, bridge])
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
    ///   - node: the name of this program among those of the company; nil for one of this process alone.
    public static func open(
        home: String, at location: StoreLocation? = nil, recipes: [Recipe], zone: String, country: String,
        world: World? = nil, node: String? = nil
    ) throws -> Suite {
        let location = location ?? .sqlite(folder: home)
        for folder in [home, location.folder ?? home] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        let use = try HomeUse.shared(location.folder ?? home)
        let world = world ?? .live(zone: zone)
        let waking = location.bell()
        let stores = try location.openCompany(waking: waking, newID: world.newID)
        let suite = Suite(
            stores: stores, waking: waking, home: home, use: use, world: world, recipes: recipes, country: country,
            node: .process(node, id: world.newID(), program: version))
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

    /// Folds the write-ahead logs into the database files; while other nodes work on them, the last does it.
    public func checkpoint() throws {
        guard engine.nodes.others == 0 else { return }
        for case let store as SQLiteStore in stores { try store.checkpoint() }
    }
}
