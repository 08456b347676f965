import Kernel
import Platform
import Testing

@testable import ERP

/// Some weeks of a finance department's life, by chance but always the same for a seed.
struct RandomStory {
    enum Deed: String, CaseIterable, Hashable { case sell, sellAbroad, pay, payPart, credit, unapply, writeOff, refund }

    let house: FinanceHouse
    private var state: UInt64
    private(set) var happened: Set<Deed> = []
    private let home: [ID<Customer>]
    private let abroad: ID<Customer>

    init(seed: UInt64, house: FinanceHouse) {
        self.house = house
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        home = (try? ["Harbour Marine", "Coastal Pumps"].map { try house.customer($0, terms: "2-10-NET30") }) ?? []
        abroad = (try? house.customer("Cascade Marine Inc", currency: .usd, country: "US")) ?? .blank
    }

    private mutating func pick(_ count: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(count))
    }

    mutating func live(days: Int) throws {
        for _ in 1...days {
            house.clock.set(house.clock.day.adding(days: 1))
            for _ in 0..<(1 + pick(3)) { try act(Deed.allCases[pick(Deed.allCases.count)]) }
        }
    }

    private mutating func act(_ deed: Deed) throws {
        switch deed {
        case .sell: try sell(home[pick(home.count)], abroad: false)
        case .sellAbroad: try sell(abroad, abroad: true)
        case .pay: try pay(all: true)
        case .payPart: try pay(all: false)
        case .credit:
            let invoices = try house.all(Select<Invoice>())
            guard !invoices.isEmpty else { return }
            let invoice = invoices[pick(invoices.count)]
            let left = invoice.net.minorUnits
            let amount = Money(minorUnits: 1 + Int64(pick(Int(min(left, 5_000)))), currency: invoice.currency)
            var memo = IssueCreditMemo(
                invoice: invoice.id, reason: "goodwill", lines: [CreditLineInput(position: 1, amount: amount)])
            memo.appliesToInvoice = pick(2) == 0
            guard attempt(memo) else { return }
        case .unapply:
            let applications = try house.all(Select<PaymentApplication>())
            guard !applications.isEmpty,
                attempt(UnapplyPayment(application: applications[pick(applications.count)].id, reason: "bounced"))
            else { return }
        case .writeOff:
            let open = try openItems(.invoice)
            guard !open.isEmpty else { return }
            try house.run(
                WriteOffReceivable(invoice: open[pick(open.count)].number, kind: .badDebt, reason: "gone"))
        case .refund:
            let open = try openItems(.payment) + openItems(.creditMemo)
            guard !open.isEmpty else { return }
            try house.run(RefundCredit(credit: open[pick(open.count)].number, reason: "asked for"))
        }
        happened.insert(deed)
    }

    private func openItems(_ kind: ReceivableKind) throws -> [ReceivableItem] {
        try house.all(
            Select<ReceivableItem>().where(\.kind, .equal, kind).where(\.state, .equal, ReceivableState.open))
    }

    private mutating func sell(_ customer: ID<Customer>, abroad: Bool) throws {
        let rate = FixedDecimal(micros: Int128(1_500_000 + pick(300_000)))
        let lines = (0...pick(4)).map { _ in
            (quantity: 1 + pick(5), price: FixedDecimal(micros: Int128(1 + pick(90_000_000))).description)
        }
        try house.invoice(customer, lines) { order in if abroad { order.exchangeRate = rate } }
    }

    private mutating func pay(all: Bool) throws {
        let open = try openItems(.invoice)
        guard !open.isEmpty else { return }
        let item = open[pick(open.count)]
        var amount = item.open
        if !all { amount.minorUnits = 1 + Int64(pick(Int(amount.minorUnits))) }
        if pick(4) == 0 { amount.minorUnits += 1_000 }
        let rate = FixedDecimal(micros: Int128(1_500_000 + pick(300_000)))
        try house.run(
            RecordPayment(
                customer: item.customer, amount: amount,
                exchangeRate: amount.currency == .nzd ? nil : rate,
                applications: [ApplicationInput(invoice: item.number)]))
    }

    /// Chance asks for things that are rightly refused.
    private func attempt<C: Command>(_ command: C) -> Bool { (try? house.run(command)) != nil }
}
