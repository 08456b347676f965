import CRM
import ERP
import Kernel
import Platform
import Suite

/// A company set up for measuring, in a folder of its own.
struct BenchmarkCompany {
    let suite: Suite
    let folder: String
    let finance = Actor(id: "priya", name: "Priya Nair", roles: [.finance])
    let operations = Actor(id: "joe", name: "Joe Faleolo", roles: [.operations])
    let warehouse = Actor(id: "hemi", name: "Hemi Parata", roles: [.warehouse])
    let seller = Actor(id: "mere", name: "Mere Tamihana", roles: [.sales])

    init(_ options: BenchmarkOptions, folder: String) throws {
        self.folder = folder
        suite = try Suite.open(
            home: folder, at: options.location(of: folder), recipes: options.recipes, zone: "Pacific/Auckland",
            country: "NZ")
        try suite.erp.run(SetUpCompany(name: "Kauri Pumps Ltd", country: "NZ", currency: .nzd), by: .system)
        try suite.crm.run(SetUpCRM(), by: .system)
    }

    /// One that an earlier run has set up in that folder.
    init(_ options: BenchmarkOptions, existing folder: String) throws {
        self.folder = folder
        suite = try Suite.open(
            home: folder, at: options.location(of: folder), recipes: options.recipes, zone: "Pacific/Auckland",
            country: "NZ")
    }

    func terms() throws -> ID<PaymentTerms>? {
        try suite.erp.store.read { try $0.all(Select<PaymentTerms>().where(\.code, .equal, "20EOM")).first?.id }
    }

    /// Takes customers on in the ERP, a bite in each durable commit.
    func takeOn(_ customers: SampleCustomers, _ range: Range<Int>) throws {
        let outcomes = try suite.erp.run(customers.calls(range, by: finance))
        for case .refused(let refusal) in outcomes { throw refusal }
    }

    func count(_ sql: String, in bus: CommandBus) throws -> Int { try bus.store.read { try $0.integer(sql) } }
}
