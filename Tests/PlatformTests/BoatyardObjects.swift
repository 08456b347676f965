import Kernel
import Platform

/// A small business of one buyer, one kind of bill and one kind of plan: enough to try every guard of the write path.
enum Boatyard {
    static let module = Module(
        name: "boatyard", schemaVersion: 1,
        objects: [Buyer.self, Bill.self, BillLine.self, Plan.self],
        commands: [
            OpenBuyer.self, ChangeTerms.self, CloseBuyer.self, PostBill.self, AlterBill.self, VoidBill.self,
            AddBillLine.self, FreezePlan.self, StumbleBill.self,
        ])

    static let access = AccessPolicy([
        .system: ["*"],
        .sales: ["buyer.*", "plan.freeze"],
        .finance: ["bill.*", "buyer.open"],
        .auditor: [],
    ])

    static let mere = Actor(id: "mere", name: "Mere Tapsell", roles: [.sales])
    static let hana = Actor(id: "hana", name: "Hana Wirihana", roles: [.finance])
    static let tane = Actor(id: "tane", name: "Tāne Rua", roles: [.auditor])
}

/// Who buys.
struct Buyer: BusinessObject {
    var id = ID<Buyer>.blank
    var version = 0
    var name = ""
    var terms = ""
    var rating = FixedDecimal(0)
    init() {}
    static let schema = Schema<Buyer>("Buyer") { s in
        s.field("name", \.name, .required, .unique, .maxLength(20))
        s.field("terms", \.terms)
        s.field("rating", \.rating)
        s.published()
    }
}

/// What was billed; posted from birth.
struct Bill: BusinessObject {
    var id = ID<Bill>.blank
    var version = 0
    var number = ""
    var buyer = ID<Buyer>.blank
    var total = Money.none
    var lineCount = 0
    init() {}
    static let schema = Schema<Bill>("Bill") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("buyer", \.buyer, .required, .indexed)
        s.field("total", \.total, .derived)
        s.field("lineCount", \.lineCount, .derived)
        s.lines("lines", of: BillLine.self)
        s.immutable()
        s.published()
    }
}

struct BillLine: BusinessObject {
    var id = ID<BillLine>.blank
    var version = 0
    var bill = ID<Bill>.blank
    var position = 0
    var part = ""
    var amount = Money.none
    init() {}
    static let schema = Schema<BillLine>("BillLine") { s in
        s.field("bill", \.bill, .required)
        s.field("position", \.position)
        s.field("part", \.part, .required, .maxLength(20))
        s.field("amount", \.amount)
        s.parent("bill")
        s.unique("bill", "position")
        s.immutable()
        s.sealed(byParentCount: "lineCount")
    }
}

enum PlanState: String, Choice { case draft, frozen }

/// A plan that may change until it is frozen; nobody outside hears of it.
struct Plan: BusinessObject {
    var id = ID<Plan>.blank
    var version = 0
    var text = ""
    var state = PlanState.draft
    init() {}
    static let schema = Schema<Plan>("Plan") { s in
        s.field("text", \.text, .maxLength(10))
        s.field("state", \.state, .commandOnly)
        s.immutable(once: PlanState.frozen)
    }
}

struct BillPosted: Event { let subject: ID<Bill> }
