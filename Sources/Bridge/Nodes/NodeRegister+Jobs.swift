import Kernel
import Platform

/// Jobs that must be done once, however many nodes there are.
extension NodeRegister {
    /// May this node do the job? It may from the first asking on, as long as it lives, unless another living node had
    /// asked before.
    public func holds(_ job: String) throws -> Bool {
        switch try store.read({ try holder(of: job, in: $0) }) {
        case .us: return true
        case .another: return false
        case .nobody: return try store.write { try take(job, in: $0) }
        }
    }

    /// Runs `body` once on each business day, by one node; when it throws it is tried again at the next asking.
    /// Returns whether it ran here and now.
    @discardableResult
    public func daily(_ job: String, _ body: () throws -> Void) throws -> Bool {
        guard try holds(job) else { return false }
        let today = world.today()
        let done = try store.read { try $0.find(ID<JobLease>(job)) }?.lastDay
        if let done, done >= today { return false }
        try body()
        _ = try store.write { session in
            try session.execute(
                "UPDATE job_lease SET last_day = ?, version = version + 1 WHERE id = ? AND holder = ?",
                [.date(today), .text(job), .text(identity.id)])
        }
        return true
    }

    private enum Holder { case us, another, nobody }

    private func holder(of job: String, in session: any StoreSession) throws(StoreError) -> Holder {
        let rows = try session.rows(
            "SELECT l.holder FROM job_lease l JOIN node n ON n.id = l.holder WHERE l.id = ? AND n.ended_at IS NULL",
            [.text(job)], as: [.text])
        guard let holder = rows.first?[0].text else { return .nobody }
        return holder == identity.id ? .us : .another
    }

    private func take(_ job: String, in session: any StoreSession) throws -> Bool {
        let now = world.now()
        switch try holder(of: job, in: session) {
        case .us: return true
        case .another: return false
        case .nobody: break
        }
        // Who takes a job must be known to live, or nobody could tell when he does not any more.
        try beat(in: session, now)
        let known = try session.execute(
            "UPDATE job_lease SET holder = ?, held_since = ?, version = version + 1 WHERE id = ?",
            [.text(identity.id), .instant(now), .text(job)])
        if known == 0 {
            var lease = JobLease()
            lease.id = ID(job)
            lease.holder = ID(identity.id)
            lease.heldSince = now
            try session.execute(
                JobLease.schema.sql.insert, [.text(job), .integer(1)] + JobLease.schema.values(of: lease))
        }
        return true
    }
}
