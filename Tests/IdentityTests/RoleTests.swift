import CRM
import Kernel
import Suite
import Testing

@testable import Identity
@testable import Platform

@Suite("Roles")
struct RoleTests {
    static let roles = StandardRoles.roles.map(\.role)

    private func actor(_ role: Role) -> Actor { Actor(id: "any", name: "Any", roles: [role, .person]) }

    @Test("every object and every command has its line in the sheet, and every line its object or command")
    func everythingIsDecided() {
        #expect(StandardRoles.wrongLines.isEmpty)
        var permissions: Set<String> = []
        var objects: Set<String> = []
        var fields: Set<String> = ["erp sensitive"]
        for module in Suite.modules {
            for command in module.commands where !command.permission.raw.hasPrefix("own.") {
                permissions.insert("\(module.name) \(command.permission)")
            }
            for object in module.descriptors {
                objects.insert("\(module.name) \(object.name)")
                for field in object.fields { fields.insert("\(module.name) \(object.name).\(field.name)") }
            }
        }
        // Asked for within a command, or by a page.
        let asked: Set = ["bridge recipe.try", "bridge session.revoke", "bridge token.revoke"]
        let decidedCommands = Set(StandardRoles.subjects(.command))
        #expect(permissions.subtracting(decidedCommands).sorted() == [], "nobody decided who may do this")
        #expect(decidedCommands.subtracting(permissions).subtracting(asked).sorted() == [], "there is no such command")
        let decidedObjects = Set(StandardRoles.subjects(.reading))
        #expect(objects.subtracting(decidedObjects).sorted() == [], "nobody decided who may read this")
        #expect(decidedObjects.subtracting(objects).sorted() == [], "there is no such object")
        #expect(Set(StandardRoles.subjects(.hidden)).subtracting(fields).sorted() == [], "there is no such field")
        for kind in RoleRight.Kind.allCases {
            let subjects = StandardRoles.subjects(kind)
            #expect(Set(subjects).count == subjects.count, "a line stands twice")
        }
    }

    @Test("what names a cost, a margin or a value of stock is declared sensitive")
    func sensitiveFields() {
        for module in Suite.modules {
            for object in module.descriptors {
                for field in object.fields {
                    let name = field.name.lowercased()
                    if name.contains("cost") || name.contains("margin") || (name == "value" && field.kind == .money) {
                        #expect(field.rules.isSensitive, "\(object.name).\(field.name)")
                    }
                }
            }
        }
    }

    @Test("sales, support, marketing and the warehouse see no cost and no ledger, whatever they hold together")
    func noCosts() {
        let erp = AccessPolicy.standard(in: "erp")
        let together = Actor(
            id: "any", name: "Any",
            roles: [.sales, .salesManager, .support, .marketing, .warehouse, .integrationAdmin, .person])
        for name in ["JournalEntry", "JournalLine", "LedgerAccount", "PeriodBalance", "TaxEntry"] {
            #expect(erp.scope(together, reading: name) == .none, "\(name)")
        }
        for module in Suite.modules {
            let policy = AccessPolicy.standard(in: module.name)
            for object in module.descriptors {
                for field in object.fields where field.rules.isSensitive {
                    #expect(!policy.shows(together, field, of: object.name), "\(object.name).\(field.name)")
                    #expect(
                        policy.shows(actor(.finance), field, of: object.name), "\(object.name).\(field.name)")
                }
            }
        }
        #expect(erp.scope(actor(.sales), reading: "StockMove") == .none)
        #expect(erp.scope(actor(.sales), reading: "StockCount") == .none)
    }

    @Test("a wider role does not open with a narrower one's eyes")
    func widestScope() {
        let policy = AccessPolicy(roles: [
            .sales: RoleAccess(commands: [], reading: ["Quote": .all], hidden: ["Quote.note"]),
            .support: RoleAccess(commands: [], reading: ["Quote": .own]),
        ])
        let both = Actor(id: "any", name: "Any", roles: [.sales, .support])
        #expect(policy.visibleFields(both, of: Quote.descriptor).contains("number"))
        #expect(!policy.visibleFields(both, of: Quote.descriptor).contains("note"))
    }

    @Test("a company's tables say what the sheet says, until somebody changes them; a change counts at once")
    func tables() async throws {
        let office = try Office()
        for bus in [office.suite.crm, office.suite.erp, office.suite.bridge] {
            #expect(bus.access == AccessPolicy.standard(in: bus.module.name))
        }
        let ines = Actor(id: "ines", name: "Ines", roles: [.integrationAdmin])
        let sales = try #require(
            try office.bridge.store.read { try $0.all(Select<RoleDefinition>().where(\.name, .equal, "sales")).first })
        let mere = actor(.sales)
        #expect(office.suite.crm.access.allows(mere, "quote.create"))
        try office.bridge.run(
            RemoveRoleRight(RoleRight("crm", .command, "quote.create"), from: sales.id), by: ines)
        #expect(!office.suite.crm.access.allows(mere, "quote.create"))
        try office.bridge.run(AddRoleRight(RoleRight("crm", .reading, "Lead", .all), to: sales.id), by: ines)
        #expect(office.suite.crm.access.scope(mere, reading: "Lead") == .all)
        try office.bridge.run(AddRoleRight(RoleRight("crm", .hidden, "Lead.score"), to: sales.id), by: ines)
        #expect(!office.suite.crm.access.visibleFields(mere, of: Lead.descriptor).contains("score"))
        // The next start of the program leaves it alone.
        try office.bridge.run(InstallStandardRoles(), by: .system)
        #expect(!office.suite.crm.access.allows(mere, "quote.create"))

        let clerk = try office.bridge.run(DefineRole("pricing clerk"), by: ines)
        try office.bridge.run(AddRoleRight(RoleRight("erp", .command, "price.set"), to: clerk), by: ines)
        #expect(office.suite.erp.access.allows(actor(Role("pricing clerk")), "price.set"))
        try office.bridge.run(
            CreateUser(signInName: "liam", name: "Liam", roles: [Role("pricing clerk")]), by: ines)
    }

    @Test("only an integration admin changes roles, not into nonsense, and not so that nobody can mend them")
    func guards() async throws {
        let office = try Office()
        let ines = Actor(id: "ines", name: "Ines", roles: [.integrationAdmin])
        let admin = try #require(
            try office.bridge.store.read {
                try $0.all(Select<RoleDefinition>().where(\.name, .equal, "integration admin")).first
            })
        let right = RoleRight("bridge", .command, "role.define")
        #expect(
            try await refusal { try office.bridge.run(RemoveRoleRight(right, from: admin.id), by: ines) }
                == "lastAdministrator")
        for role in Self.roles where role != .integrationAdmin {
            #expect(
                try await refusal { try office.bridge.run(AddRoleRight(right, to: admin.id), by: actor(role)) }
                    == "notPermitted")
        }
        for nonsense in [
            RoleRight("hr", .command, "quote.create"), RoleRight("crm", .command, "quote"),
            RoleRight("crm", .reading, "Quote.total"), RoleRight("crm", .hidden, "total"),
        ] {
            #expect(
                try await refusal { try office.bridge.run(AddRoleRight(nonsense, to: admin.id), by: ines) }
                    == "invalidValue")
        }
        #expect(try await refusal { try office.bridge.run(DefineRole("system"), by: ines) } == "invalidValue")
        #expect(try await refusal { try office.bridge.run(DefineRole("sales"), by: ines) } == "duplicate")
        let gone = RoleRight("crm", .command, "quote.fly")
        #expect(
            try await refusal { try office.bridge.run(RemoveRoleRight(gone, from: admin.id), by: ines) }
                == "notFound")
    }

    @Test("one sees one's own sessions and tokens, an integration admin all, others none")
    func ownSessions() async throws {
        let office = try Office()
        try await office.hire("mere", [.sales])
        try await office.hire("ines", [.integrationAdmin])
        let (mere, ines) = (try await office.present("mere"), try await office.present("ines"))
        _ = try await office.desk.createToken(for: mere, name: "till", scopes: ["read"])
        #expect(try office.bridge.read(as: mere.actor) { try $0.count(of: "Session") } == 1)
        #expect(try office.bridge.read(as: ines.actor) { try $0.count(of: "Session") } == 2)
        #expect(try office.bridge.read(as: mere.actor) { try $0.count(of: "APIToken") } == 1)
        #expect(try office.bridge.read(as: ines.actor) { try $0.all(Select<APIToken>()).first?[\.tokenHash] } == nil)
    }

    @Test("a team reads its own leads, deals and quotes, and nobody else's")
    func teams() async throws {
        let office = try Office()
        try await office.hire("mere", [.sales], team: "Auckland")
        try await office.hire("rangi", [.sales], team: "Auckland")
        try await office.hire("sam", [.sales], team: "Nelson")
        try await office.hire("moana", [.salesManager])
        for owner in ["mere", "rangi", "sam", ""] {
            var lead = Lead()
            lead.company = "Boats of \(owner)"
            lead.owner = owner
            lead.duplicateReason = "another company"
            try office.suite.crm.run(CreateLead(lead), by: .system)
        }
        func seen(_ name: String) async throws -> Int {
            try office.suite.crm.read(as: try await office.present(name).actor) { try $0.count(of: "Lead") }
        }
        // What nobody owns yet is there for everybody to take up.
        #expect(try await seen("mere") == 3)
        #expect(try await seen("sam") == 2)
        #expect(try await seen("moana") == 4)
    }
}
