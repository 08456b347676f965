import Bridge
import CRM
import ERP
import Foundation
import Identity
import Imports
import Kernel
import Outbound
import Platform
import StoreSQLite
import SuiteConnector

/// A company's folder opened for work: its CRM, its ERP, and the bridge between them.
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
    let stores: [SQLiteStore]
    /// The company's folder; nil in memory.
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
        stores: [SQLiteStore], home: String? = nil, use: HomeUse? = nil, world: World, recipes: [Recipe],
        country: String, node: NodeIdentity = .alone, sabotage: Sabotage = .none,
        wrapping connectorFor: (SuiteConnector) -> any Connector = { $0 }
    ) {
        self.stores = stores
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

    /// Opens or creates the databases in `home`. Throws `StoreError`, naming the file and who can fix it.
    /// `world` is the live one unless another is given, such as that of a `ReplayClock`.
    /// - Parameter node: the name of this program among those of the company; nil for one of this process alone.
    public static func open(
        home: String, recipes: [Recipe], zone: String, country: String, world: World? = nil, node: String? = nil
    ) throws -> Suite {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let use = try HomeUse.shared(home)
        let world = world ?? .live(zone: zone)
        let company = try Home.company(in: home, newID: world.newID)
        let stores = try modules.map { try SQLiteStore.open($0, in: home, company: company) }
        try Home.confirm(company, stores, in: home)
        let suite = Suite(
            stores: stores, home: home, use: use, world: world, recipes: recipes, country: country,
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
        for store in stores { try store.checkpoint() }
    }
}
