import Kernel
import Platform

/// Everything planned and done with an account.
public enum Timeline {
    /// What is to come, the most urgent first.
    public static func planned(
        with account: ID<Account>, in session: any StoreSession
    ) throws(StoreError) -> [Activity] {
        try session.all(
            Select<Activity>().where(\.account, .equal, account).where(\.state, .equal, .planned)
                .ordered(by: \.dueOn))
    }

    /// What has happened, the latest first.
    public static func past(
        with account: ID<Account>, limit: Int, in session: any StoreSession
    ) throws(StoreError) -> [Activity] {
        try session.all(
            Select<Activity>().where(\.account, .equal, account).where(\.state, .equal, .done)
                .ordered(by: \.doneAt, descending: true).limit(limit))
    }

    /// Open deals of a person without a next step planned.
    public static func dealsWithoutNextActivity(
        owner: String, in session: any StoreSession
    ) throws(StoreError) -> [ID<Opportunity>] {
        try session.rows(
            """
            SELECT id FROM opportunity WHERE state = 'open' AND owner = ? AND NOT EXISTS (
                SELECT 1 FROM activity WHERE activity.opportunity = opportunity.id AND activity.state = 'planned')
            ORDER BY id
            """, [.text(owner)], as: [.text]
        ).map { ID($0[0].text) }
    }
}
