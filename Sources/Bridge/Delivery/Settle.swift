import Kernel
import Platform

extension BridgeEngine {
    /// Writes down what became of the claims: links, shadows, lineage, waiting, refusals on their way home, and whoever
    /// was waiting for these links. One transaction.
    public func settle(_ settlements: [Settlement]) throws {
        try store.write { session in
            try settleAll(settlements, in: session)
            try world.faultPoint(.settleBeforeCommit)
        }
        try world.faultPoint(.settleAfterCommit)
    }

    /// In order, with what all of them ask looked up at once, and whoever waited for one of them released at the end.
    func settleAll(_ settlements: [Settlement], in session: any StoreSession) throws {
        guard !settlements.isEmpty else { return }
        let isChecked = sabotage != .settleBeforePerform
        var table = try SettlementTable(settlements, isChecked: isChecked, in: session)
        for settlement in settlements { try settle(settlement, &table, in: session) }
        let overtaking = settlements.filter { $0.overtakesFailures && table.isStillOurs($0.claim.delivery) }
        try dropFailures(before: overtaking.map(\.claim.delivery), in: session)
        _ = try Self.wake(table.linked, in: session)
    }

    private func settle(
        _ settlement: Settlement, _ table: inout SettlementTable, in session: any StoreSession
    ) throws {
        let delivery = settlement.claim.delivery
        guard table.isStillOurs(delivery) else { return }
        switch settlement.outcome {
        case .refused, .waits, .approval, .dead:
            guard try keep(settlement.ownCreate, of: settlement.claim, &table, in: session) else { return }
        case .applied, .echo, .skipped, .retry, .later: break
        }
        switch settlement.outcome {
        case .applied(let link, let targetID, let changes, let conflicts):
            guard try keep(link, of: settlement.claim, &table, in: session) else { return }
            for conflict in conflicts { try open(conflict, settlement.claim, link, in: session) }
            try close(
                settlement.claim, conflicts.isEmpty ? .applied : .conflict, targetID: targetID,
                changes: Lineage.text(changes, recipe: settlement.claim.recipe), in: session)
        case .echo(let link):
            if let link {
                guard try keep(link, of: settlement.claim, &table, in: session) else { return }
            } else if let old = settlement.claim.link {
                // Gone on both sides. The row stays, to say why effects of old have no link any more.
                try old.delete(in: session)
                table.forgetLinks()
                return try close(settlement.claim, .echo, in: session)
            }
            try session.execute("DELETE FROM delivery WHERE id = ?", [.text(delivery.id.raw)])
        case .skipped:
            try session.execute("DELETE FROM delivery WHERE id = ?", [.text(delivery.id.raw)])
        case .refused(let reasons):
            try close(settlement.claim, .refused, reasons: Reason.json(reasons), in: session)
            try sendHome(.refusalHome, reasons, settlement.claim, in: session)
        case .waits(let awaited, let role, let reasons):
            try wait(delivery, role == nil ? .parked : .approval, awaited: awaited, role: role, reasons, in: session)
            if try isNews(reasons, role, delivery, in: session) {
                try sendHome(.waitHome, reasons, settlement.claim, in: session)
            }
        case .approval(let rules): try ask(rules, settlement.claim, in: session)
        case .retry(let message, let seconds, let inDoubt):
            try retry(settlement.claim, message, seconds, inDoubt: inDoubt, in: session)
        case .later(_, let seconds):
            try session.execute(
                "UPDATE delivery SET state = 'retry', not_before = ?, attempts = attempts - 1 WHERE id = ?",
                [.instant(world.now().adding(seconds: seconds)), .text(delivery.id.raw)])
        case .dead(let reasons): try close(settlement.claim, .dead, reasons: Reason.json(reasons), in: session)
        }
    }

    /// What failed earlier for records that got across or moved on needs nobody any more; the reasons stay.
    private func dropFailures(before deliveries: [Delivery], in session: any StoreSession) throws {
        let key = { (recipe: String, side: String, id: String) in "\(recipe)/\(side)/\(id)" }
        let latest = Dictionary(
            deliveries.map { (key($0.recipe, $0.side, $0.sourceID), $0.id.raw) }, uniquingKeysWith: max)
        for bite in ValueList.bites(deliveries.map(\.sourceID)) {
            let failed = try session.rows(
                "SELECT id, recipe, side, source_id FROM delivery WHERE source_id IN (\(bite.marks)) "
                    + "AND kind = 'carry' AND state IN ('refused', 'dead')",
                bite.values, as: [.text, .text, .text, .text])
            for row in failed {
                guard let later = latest[key(row[1].text, row[2].text, row[3].text)], row[0].text < later else {
                    continue
                }
                try session.execute("UPDATE delivery SET state = 'dropped' WHERE id = ?", [row[0]])
            }
        }
    }

    /// What it waits for is said at home once: at once when a person can lift it, and of a partner that is only on its
    /// way at the second look.
    private func isNews(
        _ reasons: [Reason], _ role: String?, _ delivery: Delivery, in session: any StoreSession
    ) throws -> Bool {
        if role != nil { return delivery.reasons != Reason.json(reasons) }
        guard delivery.attempts > 0 else { return false }
        return try session.integer(
            "SELECT count(*) FROM delivery WHERE source_id = ? AND kind = 'waitHome' AND recipe = ? AND reasons = ?",
            [.text(delivery.sourceID), .text(delivery.recipe), .text(Reason.json(reasons))]) == 0
    }

    /// False when a record of the pair was given to another partner meanwhile; then the delivery ends with that reason.
    private func keep(
        _ link: Link?, of claim: Claim, _ table: inout SettlementTable, in session: any StoreSession
    ) throws -> Bool {
        guard var link else { return true }
        if link.version == 0,
            let known = try table.link(link.recipe, .left, link.leftID, in: session)
                ?? table.link(link.recipe, .right, link.rightID, in: session)
        {
            guard known.leftID == link.leftID, known.rightID == link.rightID else {
                let reason = Reason(
                    .partnerTaken, "\(link.leftID) and \(link.rightID) cannot be linked: one of them has a partner",
                    document: claim.delivery.sourceID, allowed: "merge the duplicates", fixedBy: "integration admin")
                try close(claim, .dead, reasons: Reason.json([reason]), in: session)
                return false
            }
            link.id = known.id
            link.version = known.version
        }
        try link.save(in: session)
        guard link.version == 0 else { return true }
        table.note(link)
        return true
    }

    private func close(
        _ claim: Claim, _ state: DeliveryState, targetID: String? = nil, changes: String = "",
        reasons: String = "", in session: any StoreSession
    ) throws {
        let delivery = claim.delivery
        try session.execute(
            """
            UPDATE delivery SET state = ?, recipe_version = ?, target_id = ?, changes = ?, reasons = ?, settled_at = ?,
                waits_for = NULL, not_before = NULL, is_in_doubt = 0
            WHERE id = ?
            """,
            [
                .text(state.rawValue), .integer(Int64(claim.recipe.number)), targetID.map { .text($0) } ?? .null,
                .text(changes),
                .text(delivery.kind != .carry && reasons.isEmpty ? delivery.reasons : reasons),
                .instant(world.now()), .text(delivery.id.raw),
            ])
    }

    private func sendHome(
        _ kind: DeliveryKind, _ reasons: [Reason], _ claim: Claim, in session: any StoreSession
    ) throws {
        guard claim.recipe.side(claim.side).refusals.isHeard, claim.delivery.kind == .carry else { return }
        var home = claim.delivery
        home.id = ID(world.newID())
        home.kind = kind
        home.state = .pending
        home.attempts = 0
        home.isInDoubt = false
        home.notBefore = nil
        home.claimedBy = nil
        home.claimedAt = nil
        home.claimedKey = ""
        home.reasons = Reason.json(reasons)
        home.capturedAt = world.now()
        try home.insert(in: session)
    }

    private func wait(
        _ delivery: Delivery, _ state: DeliveryState, awaited: String, role: String?, _ reasons: [Reason],
        in session: any StoreSession
    ) throws {
        // The partner may have been linked since the decision: then there is nothing to wait for.
        try session.execute(
            """
            UPDATE delivery SET state = ?, waits_for = ?, role = ?, reasons = ?, not_before = ?, is_in_doubt = 0
            WHERE id = ?
            """,
            [
                .text(state.rawValue), .text(awaited), role.map { .text($0) } ?? .null, .text(Reason.json(reasons)),
                .instant(world.now().adding(seconds: Self.parkedSeconds)), .text(delivery.id.raw),
            ])
        if try isThere(awaited, in: session) { _ = try Self.wake([awaited], in: session) }
    }

    private func isThere(_ awaited: String, in session: any StoreSession) throws -> Bool {
        guard awaited.hasPrefix("link:") else { return false }
        let parts = awaited.dropFirst(5).split(separator: "/", maxSplits: 2).map(String.init)
        guard parts.count == 3, let side = Side(rawValue: parts[1]) else { return false }
        return try Link.find(recipe: parts[0], side, parts[2], in: session) != nil
    }

    private func retry(
        _ claim: Claim, _ message: String, _ seconds: Int?, inDoubt: Bool, in session: any StoreSession
    ) throws {
        let delivery = claim.delivery
        let reason = Reason(.systemNotReached, message, fixedBy: "integration admin")
        guard delivery.attempts + 1 < Delivery.maximumAttempts else {
            try close(claim, .dead, reasons: Reason.json([reason]), in: session)
            return
        }
        // A later change of the same record was captured meanwhile. It may not overtake what is in doubt: this delivery
        // carries the record as it is when its time comes.
        try session.execute(
            """
            DELETE FROM delivery WHERE source_id = ? AND recipe = ? AND side = ? AND kind = 'carry'
                AND state = 'pending' AND id <> ? AND ? = 'carry'
            """,
            [
                .text(delivery.sourceID), .text(delivery.recipe), .text(delivery.side), .text(delivery.id.raw),
                .text(delivery.kind.rawValue),
            ])
        let wait = seconds ?? min(300, 1 << min(delivery.attempts, 8))
        try session.execute(
            """
            UPDATE delivery SET state = 'retry', not_before = ?,
                is_in_doubt = CASE WHEN ? = 1 THEN 1 ELSE is_in_doubt END, reasons = ?
            WHERE id = ?
            """,
            [
                .instant(world.now().adding(seconds: wait)), .bool(inDoubt),
                .text(delivery.kind != .carry ? delivery.reasons : Reason.json([reason])),
                .text(delivery.id.raw),
            ])
    }

    private func ask(_ rules: [ApprovalRule], _ claim: Claim, in session: any StoreSession) throws {
        for rule in rules {
            let waiting = try session.all(
                Select<Approval>().where(\.sourceID, .equal, claim.delivery.sourceID).where(\.state, .equal, .waiting))
            if waiting.contains(where: { $0.recipe == claim.recipe.name && $0.role == rule.role }) { continue }
            var approval = Approval()
            approval.id = ID(world.newID())
            approval.delivery = claim.delivery.id
            approval.recipe = claim.recipe.name
            approval.sourceID = claim.delivery.sourceID
            approval.role = rule.role
            approval.because = rule.because
            try session.execute(
                Approval.schema.sql.insert,
                [.text(approval.id.raw), .integer(1)] + Approval.schema.values(of: approval))
        }
        try session.execute(
            "UPDATE delivery SET state = 'approval', role = ?, not_before = NULL WHERE id = ?",
            [.text(rules[0].role), .text(claim.delivery.id.raw)])
    }

    private func open(
        _ conflict: FieldConflict, _ claim: Claim, _ link: Link?, in session: any StoreSession
    ) throws {
        guard let link else { return }
        let known = try session.all(
            Select<Conflict>().where(\.leftID, .equal, link.leftID).where(\.state, .equal, .open))
        if let open = known.first(where: { $0.recipe == claim.recipe.name && $0.line == conflict.line }) {
            // Somebody typed on while it was open: what is chosen between is what both sides hold now.
            try session.execute(
                "UPDATE conflict SET left_value = ?, right_value = ?, version = version + 1 WHERE id = ?",
                [.text(conflict.left), .text(conflict.right), .text(open.id.raw)])
            return
        }
        var row = Conflict()
        row.id = ID(world.newID())
        row.recipe = claim.recipe.name
        row.leftID = link.leftID
        row.rightID = link.rightID
        row.line = conflict.line
        row.leftValue = conflict.left
        row.rightValue = conflict.right
        row.base = conflict.base ?? ""
        row.openedAt = world.now()
        try session.execute(
            Conflict.schema.sql.insert, [.text(row.id.raw), .integer(1)] + Conflict.schema.values(of: row))
    }
}
