import Kernel
import Platform

struct OpenBuyer: Command {
    static let name = "buyer.open"
    static let permission: Permission = "buyer.open"
    var name = ""
    var terms = ""
    var rating = FixedDecimal(0)
    init() {}
    init(_ name: String, terms: String = "", rating: FixedDecimal = FixedDecimal(0)) {
        self.name = name
        self.terms = terms
        self.rating = rating
    }
    static let input = Schema<OpenBuyer>("OpenBuyer") { s in
        s.field("name", \.name)
        s.field("terms", \.terms)
        s.field("rating", \.rating)
    }
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Buyer> {
        var buyer = Buyer()
        buyer.name = name
        buyer.terms = terms
        buyer.rating = rating
        return try tx.insert(buyer).id
    }
}

struct ChangeTerms: Command {
    static let name = "buyer.changeTerms"
    static let permission: Permission = "buyer.changeTerms"
    var buyer = ID<Buyer>.blank
    var terms = ""
    init() {}
    init(_ buyer: ID<Buyer>, to terms: String) {
        self.buyer = buyer
        self.terms = terms
    }
    static let input = Schema<ChangeTerms>("ChangeTerms") { s in
        s.field("buyer", \.buyer, .required)
        s.field("terms", \.terms)
    }
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var buyer = try tx.load(buyer)
        buyer.terms = terms
        try tx.update(buyer)
        return NoAnswer()
    }
}

struct CloseBuyer: Command {
    static let name = "buyer.close"
    static let permission: Permission = "buyer.close"
    var buyer = ID<Buyer>.blank
    init() {}
    init(_ buyer: ID<Buyer>) { self.buyer = buyer }
    static let input = Schema<CloseBuyer>("CloseBuyer") { s in s.field("buyer", \.buyer, .required) }
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        try tx.delete(tx.load(buyer))
        return NoAnswer()
    }
}

struct BillLineInput: Sendable {
    var part = ""
    var amount = Money.none
    static let schema = Schema<BillLineInput>("BillLineInput") { s in
        s.field("part", \.part, .required, .maxLength(20))
        s.field("amount", \.amount)
    }
}

/// Posts a bill and notes on the buyer that it was billed: six rows of three kinds, one number, one event.
struct PostBill: Command {
    static let name = "bill.post"
    static let permission: Permission = "bill.post"
    static let emits: [any Event.Type] = [BillPosted.self]
    var buyer = ID<Buyer>.blank
    var lines: [BillLineInput] = []
    init() {}
    init(_ buyer: ID<Buyer>, _ lines: [(part: String, cents: Int64)]) {
        self.buyer = buyer
        self.lines = lines.map { BillLineInput(part: $0.part, amount: Money(minorUnits: $0.cents, currency: .nzd)) }
    }
    static let input = Schema<PostBill>("PostBill") { s in
        s.field("buyer", \.buyer, .required)
        s.list("lines", \.lines, BillLineInput.schema, blank: { BillLineInput() })
    }

    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Bill> {
        let bill = try post(in: tx)
        if var buyer = try tx.find(buyer) {
            buyer.terms = "billed"
            try tx.update(buyer)
        }
        tx.emit(BillPosted(subject: bill))
        return bill
    }

    func post(in tx: Transaction) throws(Refusal) -> ID<Bill> {
        var bill = Bill()
        bill.number = try tx.nextNumber("B")
        bill.buyer = buyer
        bill.total = Money(minorUnits: lines.reduce(0) { $0 + $1.amount.minorUnits }, currency: .nzd)
        bill.lineCount = lines.count
        bill = try tx.insert(bill)
        for (index, input) in lines.enumerated() {
            var line = BillLine()
            line.bill = bill.id
            line.position = index + 1
            line.part = input.part
            line.amount = input.amount
            try tx.insert(line)
        }
        return bill.id
    }
}

/// Writes a whole bill and only then finds a reason to refuse.
struct StumbleBill: Command {
    static let name = "bill.stumble"
    static let permission: Permission = "bill.stumble"
    static let emits: [any Event.Type] = [BillPosted.self]
    var buyer = ID<Buyer>.blank
    init() {}
    init(_ buyer: ID<Buyer>) { self.buyer = buyer }
    static let input = Schema<StumbleBill>("StumbleBill") { s in s.field("buyer", \.buyer, .required) }
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let bill = try PostBill(buyer, [("PMP-200", 12_500)]).post(in: tx)
        tx.emit(BillPosted(subject: bill))
        throw Refusal(.wrongState, "the yard is closed today", document: "Bill", fixedBy: "finance")
    }
}

/// What nobody may do: change a posted bill.
struct AlterBill: Command {
    static let name = "bill.alter"
    static let permission: Permission = "bill.alter"
    var bill = ID<Bill>.blank
    init() {}
    init(_ bill: ID<Bill>) { self.bill = bill }
    static let input = Schema<AlterBill>("AlterBill") { s in s.field("bill", \.bill, .required) }
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var bill = try tx.load(bill)
        bill.total = Money(minorUnits: 1, currency: .nzd)
        try tx.update(bill)
        return NoAnswer()
    }
}

/// What nobody may do: delete a posted bill.
struct VoidBill: Command {
    static let name = "bill.void"
    static let permission: Permission = "bill.void"
    var bill = ID<Bill>.blank
    init() {}
    init(_ bill: ID<Bill>) { self.bill = bill }
    static let input = Schema<VoidBill>("VoidBill") { s in s.field("bill", \.bill, .required) }
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        try tx.delete(tx.load(bill))
        return NoAnswer()
    }
}

/// What nobody may do: slip one more line into a posted bill.
struct AddBillLine: Command {
    static let name = "bill.addLine"
    static let permission: Permission = "bill.addLine"
    var bill = ID<Bill>.blank
    init() {}
    init(_ bill: ID<Bill>) { self.bill = bill }
    static let input = Schema<AddBillLine>("AddBillLine") { s in s.field("bill", \.bill, .required) }
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var line = BillLine()
        line.bill = bill
        line.position = 99
        line.part = "EXTRA"
        try tx.insert(line)
        return NoAnswer()
    }
}

/// Writes a plan down, freezes it, or tries to write over it.
struct FreezePlan: Command {
    static let name = "plan.freeze"
    static let permission: Permission = "plan.freeze"
    var plan: ID<Plan>?
    var text = ""
    var freezes = false
    init() {}
    init(_ plan: ID<Plan>? = nil, text: String, freezes: Bool = false) {
        self.plan = plan
        self.text = text
        self.freezes = freezes
    }
    static let input = Schema<FreezePlan>("FreezePlan") { s in
        s.field("plan", \.plan)
        s.field("text", \.text)
        s.field("freezes", \.freezes)
    }
    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Plan> {
        guard let id = plan else {
            var plan = Plan()
            plan.text = text
            return try tx.insert(plan).id
        }
        var plan = try tx.load(id)
        plan.text = text
        if freezes { plan.state = .frozen }
        try tx.update(plan)
        return id
    }
}
