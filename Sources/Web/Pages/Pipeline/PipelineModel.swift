import CRM
import Kernel
import Platform

/// The open deals by stage: totals added up by the database, cards a page at a time.
struct PipelineModel: Sendable {
    let columns: [StageColumn]
    let accounts: [ID<Account>: String]
    /// Deals for which something is planned, with the day.
    let next: [ID<Opportunity>: CalendarDate?]
    let pipeline: String
    /// Every stage a card may go to.
    let stages: [Visible<OpportunityStage>]

    struct StageColumn: Sendable {
        let stage: Visible<OpportunityStage>
        let cards: [Visible<Opportunity>]
        let count: Int
        let amount: [Money]?
        var hidden: Int { count - cards.count }

        /// Amounts times the stage's probability.
        var weighted: [Money]? {
            amount?.compactMap {
                try? $0.multiplied(
                    by: FixedDecimal(stage.probability).divided(by: 100, rounding: .halfUp), rounding: .halfUp)
            }
        }
    }

    /// Cards of a column at first, and the most that are shown when more are asked for.
    static let pageSize = 20
    static let mostShown = 200

    /// - Parameter shown: stage → how many of its cards.
    static func load(
        pipeline: String, owner: String?, shown: [String: Int], by reading: Reading
    ) throws -> PipelineModel {
        let stages = try reading.all(
            Select<OpportunityStage>().where(\.pipeline, .equal, pipeline).ordered(by: \.position).limit(30))
        var open = Select<Opportunity>().where(\.state, .equal, .open)
        if let owner { open = open.where(\.owner, .equal, owner) }
        let ids = stages.filter { $0.kind == .open }.map(\.id)
        let totals = try reading.totals(of: \.amount, by: \.stage, open.where(\.stage, in: ids))
        var columns: [StageColumn] = []
        for stage in stages where stage.kind == .open {
            let limit = min(max(shown[stage.id.raw] ?? pageSize, 1), mostShown)
            let own = totals.filter { $0.key == stage.id }
            let cards = try reading.all(
                open.where(\.stage, .equal, stage.id).ordered(by: \.closeDate).ordered(by: \.id).limit(limit))
            columns.append(
                StageColumn(
                    stage: stage, cards: cards, count: own.reduce(0) { $0 + $1.count },
                    amount: own.contains { $0.amount == nil }
                        ? nil : own.compactMap(\.amount).filter { !$0.isZero }))
        }
        let cards = columns.flatMap(\.cards)
        let accounts =
            try reading.part {
                try reading.all(Select<Account>().where(\.id, in: Set(cards.map(\.account)).sorted()))
            } ?? []
        let planned =
            try reading.part {
                try reading.all(
                    Select<Activity>().where(\.opportunity, in: cards.map { Optional($0.id) })
                        .where(\.state, .equal, .planned).ordered(by: \.dueOn, descending: true).limit(2_000))
            } ?? []
        var next: [ID<Opportunity>: CalendarDate?] = [:]
        for activity in planned { if let deal = activity.opportunity { next[deal] = activity.dueOn } }
        return PipelineModel(
            columns: columns, accounts: Dictionary(accounts.map { ($0.id, $0.name) }) { first, _ in first },
            next: next, pipeline: pipeline, stages: stages)
    }
}
