import Bridge
import Foundation
import Kernel
import Platform
import Simulator
import StoreSQLite
import Suite
import SuiteConnector

/// The package's folder.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// Waitematā Pumps in memory: both systems and the bridge, a catalogue, stock, and Harbour Marine as an active
/// customer that both sides agree on.
final class ScenarioCompany {
    let simulated = SimulatedWorld(seed: 7)
    let crmLine = Fault()
    let erpLine = Fault()
    let suite: Suite
    let sales: SalesSide
    let office: OfficeSide

    static func recipes(changing edits: [String: (String) -> String] = [:]) throws -> [Recipe] {
        let recipes = try RecipeFolder.load(packageRoot + "/Recipes").recipes
        return try recipes.map { recipe in
            guard let edit = edits[recipe.name] else { return recipe }
            let file = packageRoot + "/Recipes/\(recipe.name).yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let edited = edit(text)
            precondition(edited != text, "the edit of \(recipe.name) changed nothing")
            return try RecipeParser.parse(edited, file: recipe.name + ".yaml")
        }
    }

    init(recipes: [Recipe]? = nil, overCredit: OfficeSide.CreditPolicy = .hold) async throws {
        let stores = try Suite.modules.map { try SQLiteStore.inMemory($0) }
        let (crmLine, erpLine) = (crmLine, erpLine)
        suite = Suite(
            stores: stores, world: simulated.world, recipes: try recipes ?? Self.recipes(), country: "NZ",
            wrapping: { FaultyLine($0, $0.name == "crm" ? crmLine : erpLine) })
        sales = SalesSide(bus: suite.crm)
        office = OfficeSide(bus: suite.erp)
        try sales.setUp()
        try office.setUp(overCredit: overCredit)
        _ = try sales.openAccount("Harbour Marine Ltd", city: "Auckland", postcode: "1010")
        try await quiet()
        try office.acceptWaitingCustomer(limit: 50_000)
        try await quiet()
    }

    /// Lets the bridge turn until nothing moves by itself.
    @discardableResult
    func quiet() async throws -> CycleReport { try await suite.engine.runUntilQuiet(maximumCycles: 200) }

    /// The same, after some time has passed.
    func quiet(afterSeconds seconds: Int) async throws {
        simulated.advance(seconds: seconds)
        try await quiet()
    }

    func deliveries(_ recipe: String, _ state: DeliveryState? = nil) throws -> [Delivery] {
        try suite.bridge.store.read { try $0.all(Select<Delivery>().where(\.recipe, .equal, recipe)) }
            .filter { state == nil || $0.state == state }
    }

    /// The reasons of the one delivery of this recipe that is in this state.
    func reasons(_ recipe: String, _ state: DeliveryState) throws -> [Reason] {
        try deliveries(recipe, state).flatMap { Reason.list(fromJSON: $0.reasons) }
    }

    func partner(of id: String, _ recipe: String = "customer") throws -> String? {
        let links = try suite.bridge.store.read { try $0.all(Select<Link>().where(\.recipe, .equal, recipe)) }
        return links.first { $0.leftID == id }?.rightID ?? links.first { $0.rightID == id }?.leftID
    }

    /// All rows of all tables of the three databases, counted.
    func rowCounts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for bus in [suite.crm, suite.erp, suite.bridge] {
            try bus.store.read { session in
                let tables = try session.rows(
                    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", [], as: [.text])
                for table in tables {
                    counts["\(bus.module.name).\(table[0].text)"] = try session.integer(
                        "SELECT count(*) FROM \"\(table[0].text)\"")
                }
            }
        }
        return counts
    }
}

extension Actor {
    static let integrationAdmin = Actor(id: "ines", name: "Ines Admin", roles: [.integrationAdmin])
    static let salesManager = Actor(id: "moana", name: "Moana Wirihana", roles: [.salesManager])
    static let financeClerk = Actor(id: "priya", name: "Priya Nair", roles: [.finance])
    static let seller = Actor(id: "mere", name: "Mere Tamihana", roles: [.sales])
}
