import CRM
import ERP
import Kernel
import Platform

/// What is mine to do, and how things stand: each block for whoever's work it is. Blocks of no concern are nil.
struct HomeModel: Sendable {
    var activities: [Visible<Activity>]?
    var quotes: [Visible<Quote>]?
    var pipeline: PipelineModel?
    var cases: [Visible<SupportCase>]?
    var debtors: [ReceivablesModel.Debtor]?
    var ready: Int?
    var held: Int?
    var income: [(period: String, amount: Money)]?
    var sync: [SyncModel.RecipeHealth]?
    var customersWaiting: Int?

    static let limit = 10

    /// The CRM's part, for who sells or serves.
    mutating func loadCRM(_ reading: Reading, on today: CalendarDate) throws {
        let me = reading.actor.id
        if reading.may("activity.write") {
            activities = try reading.part {
                try reading.all(
                    Select<Activity>().where(\.owner, .equal, me).where(\.state, .equal, .planned)
                        .where(\.dueOn, .atMost, today.adding(days: 7)).ordered(by: \.dueOn).limit(Self.limit))
            }
        }
        if reading.may("quote.create") {
            quotes = try reading.part {
                let states: [QuoteState] = [.refused, .rejected, .approved, .presented, .draft]
                return try reading.all(
                    Select<Quote>().where(\.state, in: states).where(\.isCurrent, .equal, true)
                        .where(\.owner, .equal, me).ordered(by: \.validUntil).limit(Self.limit))
            }
            pipeline = try reading.part {
                try PipelineModel.load(pipeline: "sales", owner: nil, shown: [:], by: reading)
            }
        }
        if reading.may("case.write"), !reading.may("quote.create") {
            cases = try reading.part {
                try reading.all(
                    Select<SupportCase>().where(\.state, in: [.open, .waitingCustomer, .waitingReturn])
                        .ordered(by: \.id).limit(Self.limit))
            }
        }
    }

    /// The ERP's part, for who works with money or goods.
    mutating func loadERP(_ reading: Reading, on today: CalendarDate) throws {
        if reading.may("customer.accept") {
            customersWaiting = try reading.part {
                try reading.count(Select<Customer>().where(\.state, in: [.requested, .underReview]))
            }
        }
        if reading.may("payment.record") {
            debtors = try reading.part { try ReceivablesModel.load(ageingOn: nil, by: reading).debtors }
                .map { Array($0.filter { !$0.credit.overdue.isZero }.prefix(Self.limit)) }
        }
        if reading.may("shipment.create") {
            ready = try reading.part { try PickingModel.load(by: reading).ready.count }
        }
        if reading.may("order.release") || reading.may("order.hold") {
            held = try reading.part { try reading.count(Select<OrderHold>().where(\.releasedAt, .equal, nil)) }
        }
        income = try reading.part {
            try reading.figures(over: LedgerModel.objects) { session in
                try (0..<12).reversed().map { back in
                    let period = Period.code(of: today.startOfMonth.adding(months: -back))
                    let result = try ProfitAndLoss.over(from: period, through: period, in: session)
                    return (period: period, amount: result.totalIncome)
                }
            }
        }
    }
}
