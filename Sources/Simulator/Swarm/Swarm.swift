import Bridge
import Kernel
import Platform

/// One seed's fate: a bad network of its own kind, people who sell, ship, pay and type on both sides, two nodes whose
/// halves fall between all that, a clock that jumps, and a process that dies. Then the world heals and is judged.
struct Swarm {
    let company: SimulatedCompany

    /// Every so many seeds the audit trail is replayed and every sub-ledger proved.
    static let thoroughEvery: UInt64 = 8

    static func run(_ seed: UInt64, on company: SimulatedCompany, records: Bool = false) async throws -> Tally {
        try company.begin(seed: seed)
        let simulated = company.simulated
        if records { simulated.record() }
        let faults = Faults.swarm(simulated)
        company.network.faults = faults
        simulated.crash(withChance: faults.crash)
        let swarm = Swarm(company: company)
        for _ in 0..<steps(simulated) { try await swarm.step() }
        var tally = try await Check.atRest(company, isThorough: seed % thoroughEvery == 0)
        tally.findings = tally.findings.map { "seed \(seed): \($0)" }
        return tally
    }

    /// Most lives are short: what breaks, breaks within few steps, and many short lives meet more kinds of trouble than
    /// few long ones. Every eighth is long, for what only builds up.
    private static func steps(_ simulated: SimulatedWorld) -> Int {
        simulated.pick(8) == 0 ? 60 + simulated.pick(61) : 12 + simulated.pick(25)
    }

    /// Steps by their weight: more of what moves documents along, less of what is rare in life.
    private static let deeds: [Deed] = {
        let weights: [(Deed, Int)] = [
            (.offer, 8), (.accept, 9), (.typeAccount, 5), (.typeCustomer, 5), (.openAccount, 1), (.finance, 3),
            (.stop, 2), (.item, 1), (.price, 1), (.ship, 4), (.invoice, 3), (.pay, 3), (.giveBack, 2), (.order, 2),
            (.fixRefused, 2), (.service, 2), (.worker, 24), (.capture, 8), (.turn, 5), (.clock, 5), (.die, 2),
            (.look, 3),
        ]
        return weights.flatMap { Array(repeating: $0.0, count: $0.1) }
    }()

    enum Deed {
        case offer, accept, typeAccount, typeCustomer, openAccount, finance, stop, item, price, ship, invoice, pay
        case giveBack, order, fixRefused, service, worker, capture, turn, clock, die, look
    }

    private func step() async throws {
        switch Self.deeds[pick(Self.deeds.count)] {
        case .worker:
            let hand = pick(company.hands.count)
            try await company.half(company.nextHalf(of: hand), hand: hand)
        case .capture: try await company.half(.capture, hand: pick(company.hands.count))
        case .look: try look(pick(company.engines.count))
        case .turn:
            let isBusy = !company.hands[0].claims.isEmpty
            if isBusy { try await company.half(company.nextHalf(of: 0)) } else { try await company.carry() }
        case .clock: company.simulated.advance(seconds: [1, 5, 30, 61, 120, 400][pick(6)])
        case .die: try die(pick(company.engines.count))
        case .offer: try offer()
        case .accept: try accept()
        case .fixRefused: try fixRefused()
        case .openAccount: try openAccount()
        case .typeAccount: try typeAccount()
        case .typeCustomer: try typeCustomer()
        case .service: try service()
        case let deed: try backOffice(deed)
        }
    }

    /// A node dies and comes up again, or stays away for a while: then its work is another's.
    private func die(_ node: Int) throws {
        if company.isAway[node] || pick(2) == 0 { return try company.restart(node) }
        company.vanish(node)
    }

    /// A node says that it lives and looks who else does; one that has long done nothing may find itself robbed.
    private func look(_ node: Int) throws {
        guard !company.isAway[node] else { return }
        let returned = try company.engines[node].nodes.keep()
        if returned > 0 { company.simulated.note("node \(node) takes \(returned) over") }
    }

    private func backOffice(_ deed: Deed) throws {
        switch deed {
        case .finance: try finance()
        case .stop: try stop()
        case .item: try company.setObsolete(["HOSE-5", "FLT-1"][pick(2)], pick(2) == 0)
        case .price: try company.setPrice(["SEAL-10", "HOSE-5"][pick(2)], cents: 2_000 + 100 * pick(9))
        case .ship: if let order = try some("sales_order") { try company.ship(order: order, onlyOneLine: pick(3) == 0) }
        case .invoice: if let order = try some("sales_order") { try company.invoice(order: order) }
        case .pay:
            if let invoice = try some("invoice") { try company.pay(invoice: invoice, percent: [30, 70, 100][pick(3)]) }
        case .giveBack: try giveBack()
        case .order: try reconsider()
        default: break
        }
    }

    func pick(_ limit: Int) -> Int { company.simulated.pick(limit) }

    /// Any record of a table of the ERP.
    func some(_ table: String, where condition: String = "1 = 1") throws -> String? {
        try company.some(company.erp, table, where: condition)
    }
}

extension SimulatedCompany {
    /// Any record of a table, chosen by chance.
    func some(_ store: any Store, _ table: String, where condition: String = "1 = 1") throws -> String? {
        let count = try store.read { try $0.integer("SELECT count(*) FROM \(table) WHERE \(condition)") }
        guard count > 0 else { return nil }
        let chosen = Value.integer(Int64(simulated.pick(Int(count))))
        return try store.read {
            try $0.rows(
                "SELECT id FROM \(table) WHERE \(condition) ORDER BY id LIMIT 1 OFFSET ?", [chosen], as: [.text]
            ).first?[0].text
        }
    }
}
