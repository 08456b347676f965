import CRM
import Kernel
import Platform
import Testing

@Suite("Accounts")
struct AccountTests {
    let world: CRMWorld
    init() throws { world = try CRMWorld() }

    @Test("Identifiers, phone and e-mail are checked and brought to one form")
    func normalised() throws {
        let account = try world.get(world.harbourMarine())
        #expect(account.phone == "+6494450123")
        #expect(account.email == "office@harbourmarine.co.nz")
        #expect(account.taxNumber == "49091850")
        #expect(account.matchName == "harbour marine")
        #expect(account.type == .prospect)
        #expect(try world.feed().map(\.event) == ["AccountChanged"])
    }

    @Test("Everything that is wrong is said at once")
    func allReasons() throws {
        var account = Account()
        account.name = "Broken Ltd"
        account.nzbn = "9429039501976"
        account.taxNumber = "136410133"
        account.phone = "12"
        account.email = "nobody"
        account.street = "4-12 Main Street"
        account.postcode = "62"
        let refusal = try world.refusal(CreateAccount(account))
        #expect(refusal.reasons.map(\.field) == ["postcode", "street", "nzbn", "taxNumber", "phone", "email"])
        #expect(refusal.reasons.allSatisfy { $0.document == "Account Broken Ltd" && $0.fixedBy == "sales" })
        #expect(try world.count("account") == 0)
    }

    @Test("Postal addresses follow New Zealand's and Australia's rules")
    func addresses() throws {
        var account = Account()
        account.name = "Rural Pumps"
        account.street = "P. O. Box 23 226"
        account.suburb = "R.D.1"
        account.postcode = "0772"
        let rural = try world.get(world.run(CreateAccount(account)))
        #expect(rural.street == "PO Box 23226")
        #expect(rural.suburb == "RD 1")

        var sydney = Account()
        sydney.name = "Sydney Slipways"
        sydney.country = "au"
        sydney.region = "New South Wales"
        sydney.postcode = "3000"
        sydney.abn = "51 824 753 556"
        let refusal = try world.refusal(CreateAccount(sydney))
        #expect(refusal.reasons.map(\.field) == ["postcode"])
        #expect(refusal.reasons[0].message.contains("NSW"))
        sydney.postcode = "2000"
        let kept = try world.get(world.run(CreateAccount(sydney)))
        #expect(kept.region == "NSW" && kept.country == "AU" && kept.abn == "51824753556")
        sydney.name = "Elsewhere"
        sydney.abn = ""
        sydney.region = "Bavaria"
        #expect(try world.refusal(CreateAccount(sydney)).reasons[0].allowed?.contains("TAS") == true)
    }

    @Test("A likely duplicate is refused by name, and allowed with a reason")
    func duplicates() throws {
        let first = try world.harbourMarine()
        var again = Account()
        again.name = "HARBOUR  MARINE Ltd."
        again.postcode = "0624"
        let refusal = try world.refusal(CreateAccount(again))
        #expect(refusal.code == .duplicateAccount)
        #expect(refusal.reasons[0].message == "Harbour Marine Limited (Auckland) has the same name")
        #expect(refusal.reasons[0].allowed?.contains(first.raw) == true)

        again.postcode = "8011"
        try world.run(CreateAccount(again))
        again.name = "Quite Another Name"
        again.nzbn = "94 29041535134"
        #expect(try world.refusal(CreateAccount(again)).reasons.map(\.field) == ["nzbn"])
        again.duplicateReason = "its own branch in Christchurch"
        try world.run(CreateAccount(again))
        #expect(try world.count("account") == 3)
    }

    @Test("An update changes what it mentions and nothing else; absent is not empty")
    func update() throws {
        let id = try world.harbourMarine()
        try world.run(
            UpdateAccount.self,
            from: ["account": .text(id.raw), "website": .text("harbourmarine.co.nz"), "email": .null],
            by: CRMWorld.sales)
        let account = try world.get(id)
        #expect(account.website == "harbourmarine.co.nz")
        #expect(account.email == "")
        #expect(account.phone == "+6494450123")
        #expect(account.version == 2)
    }

    @Test("Nobody but the ERP's side writes what the ERP owns")
    func ownedByERP() throws {
        let id = try world.harbourMarine()
        let limit = Value.money(try world.money("1000000.00"))
        #expect(throws: Refusal.self) {
            try world.run(
                UpdateAccount.self, from: ["account": .text(id.raw), "creditLimit": limit], by: CRMWorld.sales)
        }
        var status = RecordCustomer(id)
        status.fields[\.customerNumber] = "CUS-000001"
        #expect(try world.refusal(status).code == .notPermitted)
        status.fields[\.customerState] = "active"
        status.fields[\.creditLimit] = try world.money("20000.00")
        status.fields[\.creditStatus] = .ok
        try world.run(status, by: .bridge)
        let account = try world.get(id)
        #expect(account.type == .customer)
        #expect(account.customerNumber == "CUS-000001")
        #expect(account.customerAsOf != nil)
        var credit = RecordCustomer(id)
        credit.fields[\.creditStatus] = .hold
        credit.fields[\.overdue] = try world.money("512.30")
        try world.run(credit, by: .bridge)
        #expect(try world.get(id).creditLimit == world.money("20000.00"))
    }

    @Test("A customer that the ERP knows first becomes an account; its twin is refused")
    func fromERP() throws {
        let kauri: [String: Value] = [
            "name": .text("Kauri Yachts Ltd"), "customerNumber": .text("CUS-000002"),
            "customerState": .text("active"), "postcode": .text("0610"), "creditStatus": .text("ok"),
        ]
        let id = ID<Account>(try world.run(RecordCustomer.self, from: kauri))
        let account = try world.get(id)
        #expect(account.type == .customer && account.matchName == "kauri yachts" && account.customerAsOf != nil)
        #expect(throws: Refusal.self) { try world.run(RecordCustomer.self, from: kauri) }
        try world.run(RecordCustomer.self, from: ["account": .text(id.raw), "phone": .text("09 555 1234")])
        #expect(try world.get(id).phone == "+6495551234")
        #expect(try world.get(id).customerAsOf == account.customerAsOf)
    }

    @Test("What the ERP took is shown as it stands, and whoever changes something else need not put it right")
    func formsUnknownHere() throws {
        let id = ID<Account>(
            try world.run(
                RecordCustomer.self,
                from: [
                    "name": .text("Jon Yang"), "customerNumber": .text("AW00011000"), "country": .text("AU"),
                    "region": .text("SA"), "postcode": .text("6105"), "phone": .text("1 (11) 500 555-0162"),
                ]))
        #expect(try world.get(id).phone == "1 (11) 500 555-0162")
        var rename = UpdateAccount(id)
        rename.fields[\.tradingName] = "Yang Cycles"
        try world.run(rename)
        #expect(try world.get(id).tradingName == "Yang Cycles")
        var call = UpdateAccount(id)
        call.fields[\.phone] = "12"
        #expect(try world.refusal(call).reasons.map(\.field) == ["phone"])
    }

    @Test("Whoever opens an account cannot bring the ERP's figures along")
    func noFigures() throws {
        var account = Account()
        account.name = "Kauri Yachts"
        account.customerNumber = "CUS-999999"
        account.hasAcceptedQuote = true
        let opened = try world.get(world.run(CreateAccount(account)))
        #expect(opened.customerNumber == "" && !opened.hasAcceptedQuote)
    }

    @Test("A hierarchy has no circles")
    func hierarchy() throws {
        let names = ["Marlin Group", "Marlin Boats", "Marlin Engines"]
        let ids = try names.map { name in
            var account = Account()
            account.name = name
            return try world.run(CreateAccount(account))
        }
        try world.run(SetParentAccount(account: ids[1], parent: ids[0]))
        try world.run(SetParentAccount(account: ids[2], parent: ids[1]))
        let refusal = try world.refusal(SetParentAccount(account: ids[0], parent: ids[2]))
        #expect(refusal.code == .hierarchyCycle)
        #expect(refusal.reasons[0].message == "Marlin Engines already belongs to Marlin Group")
        #expect(try world.refusal(SetParentAccount(account: ids[0], parent: ids[0])).code == .hierarchyCycle)
        let members = try world.store.read { try AccountHierarchy.members(below: ids[0], in: $0) }
        #expect(members.sorted() == ids)
        try world.run(SetParentAccount(account: ids[2], parent: nil))
        #expect(try world.get(ids[2]).parent == nil)
    }

    @Test("Further addresses and relations")
    func addressesAndRelations() throws {
        let id = try world.harbourMarine()
        var shed = AccountAddress()
        shed.account = id
        shed.label = "Boat shed"
        shed.street = "1 Wynyard Street"
        shed.postcode = "0624"
        let address = try world.run(AddAddress(shed))
        var move = UpdateAddress(address)
        move.fields[\.postcode] = "624"
        #expect(try world.refusal(move).reasons[0].document == "Address Boat shed")
        move.fields[\.postcode] = "0622"
        try world.run(move)
        #expect(try world.get(address).street == "1 Wynyard Street")
        // An address is announced as its account.
        #expect(try world.feed().map(\.object) == ["Account", "Account", "Account"])

        var relation = AccountRelation()
        relation.account = id
        relation.other = id
        relation.startsOn = world.today
        relation.endsOn = world.today.adding(days: -1)
        #expect(try world.refusal(RelateAccounts(relation)).reasons.map(\.field) == ["other", "endsOn"])
        var other = Account()
        other.name = "Kauri Yachts"
        relation.other = try world.run(CreateAccount(other))
        relation.endsOn = nil
        relation.kind = .refers
        try world.run(RelateAccounts(relation))
        #expect(try world.count("account_relation") == 1)
    }
}
